import {
  addExtraSession,
  type CentralDb,
  keyFileExists,
  keyFilePath,
  loadDirectory,
  newSchemeKeys,
  openCentralStore,
  readKeyFile,
  type SchemeKeys,
  storeAttendances,
  writeKeyFile,
} from '@tapwell/central/main';
import { formsOf, makeForm } from '@tapwell/central/referrals/forms';
import { localDate, localTime, type Schedule, sessionsBetween } from '@tapwell/shared/schedule/sessions';
import { hashPassword } from '@tapwell/shared/staff/password';
import { FORM_OF, RUNNING_NOW, SCHEME, STAFF, ZONE } from './luton/places.ts';
import { lutonCards, lutonScheme } from './luton/scheme.ts';
import type { DemoSecrets } from './secrets.ts';

const RUNS_MINUTES = 180;
const ROUND_MS = 5 * 60_000;

/**
 * Fills central's store with the demo scheme the first time, and sees to it at
 * every start that a session is running now.
 * @returns the wallet that goes with the cards, and where the practice's form is
 */
export async function prepareCentral(dataDir: string, secrets: DemoSecrets, now: Date) {
  const keys = demoKeys(dataDir, secrets);
  const db = await openCentralStore(dataDir);
  try {
    const cards = lutonCards(keys, now.toISOString());
    const scheme = await db.selectFrom('scheme').select('id').executeTakeFirst();
    if (!scheme) await fill(db, secrets, cards.records, now);
    else await addNewStaff(db, secrets);
    for (const activity of RUNNING_NOW) await runNow(db, activity, now);
    return { cards: cards.cards, about: cards.about, form: await practiceForm(db, now) };
  } finally {
    await db.destroy();
  }
}

function demoKeys(dataDir: string, secrets: DemoSecrets): SchemeKeys {
  const path = keyFilePath(dataDir);
  if (!keyFileExists(path)) writeKeyFile(path, secrets.keysPassphrase, newSchemeKeys());
  return readKeyFile(path, secrets.keysPassphrase);
}

async function fill(
  db: CentralDb,
  secrets: DemoSecrets,
  card: ReturnType<typeof lutonCards>['records'],
  now: Date,
): Promise<void> {
  const hash = await hashPassword(secrets.staffPassword);
  const { records, attendances } = lutonScheme(localDate(now, ZONE), now, hash);
  await loadDirectory(db, { ...records, card });
  for (let i = 0; i < attendances.length; i += 200) {
    const results = await storeAttendances(db, attendances.slice(i, i + 200), { source: 'demo', venueId: null }, now);
    const refused = results.find((r) => r.kind === 'refused');
    if (refused) throw new Error(`The demo's history is inconsistent: ${JSON.stringify(refused)}`);
  }
}

/** The path of the practice's form, made at the first start; null in a folder whose scheme has none. */
async function practiceForm(db: CentralDb, now: Date): Promise<string | null> {
  const lead = { id: 'staff-tessa', name: 'Tessa', role: 'team-lead', providerId: null, schemeId: SCHEME.id };
  const { forms, schemes } = await formsOf(db, lead);
  if (schemes.length === 0) return null;
  const open = forms.find((form) => form.closedAt === null);
  const id = open?.id ?? (await makeForm(db, { name: FORM_OF, referrers: ['gp'] }, lead, now));
  return `/refer/${id}`;
}

/** A folder from an older demo has fewer accounts than are printed today. */
async function addNewStaff(db: CentralDb, secrets: DemoSecrets): Promise<void> {
  const known = new Set((await db.selectFrom('staff').select('id').execute()).map((row) => row.id));
  const missing = STAFF.filter((one) => !known.has(one.id));
  if (missing.length === 0) return;
  const password_hash = await hashPassword(secrets.staffPassword);
  const staff = missing.map(({ provider: provider_id, ...who }) => ({ ...who, provider_id, password_hash }));
  await loadDirectory(db, { staff });
}

/** Adds a session that runs now, unless one does; it ends before the next planned one opens. */
async function runNow(db: CentralDb, activity: string, now: Date): Promise<void> {
  const row = await db
    .selectFrom('activity')
    .select(['schedule', 'early_minutes'])
    .where('id', '=', activity)
    .executeTakeFirst();
  // A folder from an older demo may lack an activity.
  if (!row) return;
  const extra = sessionNow(activity, JSON.parse(row.schedule) as Schedule, row.early_minutes, now);
  if (extra) await addExtraSession(db, activity, extra);
}

/**
 * The single session to add so that the activity runs at `now`, unless it does
 * already; it ends before the next planned one opens. Pure.
 */
export function sessionNow(
  activity: string,
  schedule: Schedule,
  earlyMinutes: number,
  now: Date,
): { date: string; start: string; minutes: number } | undefined {
  const start = new Date(Math.floor(now.getTime() / ROUND_MS) * ROUND_MS);
  const longest = new Date(start.getTime() + (RUNS_MINUTES + earlyMinutes) * 60_000);
  const next = sessionsBetween(activity, schedule, now, longest)[0];
  const free = next ? (Date.parse(next.startsAt) - start.getTime()) / 60_000 - earlyMinutes : RUNS_MINUTES;
  // Open already, or in a moment: nothing to add.
  if (free < 5) return undefined;
  return {
    date: localDate(start, schedule.zone).toString(),
    start: localTime(start, schedule.zone),
    minutes: Math.floor(Math.min(free, RUNS_MINUTES)),
  };
}
