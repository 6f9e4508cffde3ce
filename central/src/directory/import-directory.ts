import { createHash } from 'node:crypto';
import { Problem } from '@tapwell/shared/http/problem';
import { newId } from '@tapwell/shared/ids';
import { localDate } from '@tapwell/shared/schedule/sessions';
import type { ActivitySource } from '@tapwell/shared/scheme/words';
import { readStoredPolicy } from '../paths/policy-of.ts';
import type { CentralDb } from '../store/schema.ts';
import { holdName, write } from '../store/write.ts';
import { activityRow, providerRow, venueRow } from './entries.ts';
import { type Defaults, Refused } from './hsds/from-hsds.ts';
import { type ImportPlan, planImport, rowsIn } from './hsds/plan-import.ts';
import { directoryRows, readHsds } from './hsds/read-rows.ts';
import type { ImportDone, ImportPreview } from './import-wire.ts';
import { zoneOf } from './offers.ts';
import { auditDirectory, type Change, saveEntry } from './save-entry.ts';

/** The whole directory as one file: what is offered, and by whom. */
export async function exportDirectory(db: CentralDb, now: Date) {
  const { services, organizations } = await readHsds(db, now);
  return { version: 'HSDS-UK-3.0', services, organizations };
}

interface Sent {
  text: string;
  area: string | null;
}

/** What a file would change, service by service; nothing of it is kept. */
export async function previewImport(db: CentralDb, sent: Sent, now: Date): Promise<ImportPreview> {
  const plan = await planned(db, sent, now);
  return { id: newId(), hash: hashOf(sent), lines: plan.lines, rows: rowsIn(plan) };
}

/**
 * Takes the file in, all of it or nothing; the same import again changes nothing.
 * @throws Problem 409 when it would not do what the preview said
 */
export async function importDirectory(
  db: CentralDb,
  sent: Sent & { id: string; hash: string; rows: number },
  change: Change,
): Promise<ImportDone> {
  if (hashOf(sent) !== sent.hash) throw changedSince();
  return write(db, async (trx) => {
    await holdName(trx, 'directory import');
    const before = await trx
      .selectFrom('import_run')
      .select(['kind', 'rows'])
      .where('id', '=', sent.id)
      .executeTakeFirst();
    if (before) return { rows: before.rows };
    const plan = await planned(trx, sent, change.at);
    if (rowsIn(plan) !== sent.rows) throw changedSince();
    await apply(trx, plan, change);
    const run = { id: sent.id, kind: 'directory', at: change.at.toISOString(), by_id: change.by, rows: rowsIn(plan) };
    await trx.insertInto('import_run').values(run).execute();
    await auditDirectory(trx, 'imported', sent.id, change, { rows: run.rows });
    return { rows: run.rows };
  });
}

/** In the order of their ids, so that two who write at once wait for each other instead of colliding. */
async function apply(trx: CentralDb, { providers, venues, activities }: ImportPlan, change: Change): Promise<void> {
  const inOrder = <T>(map: Map<string, T>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [id, entry] of inOrder(providers)) await saveEntry(trx, 'provider', providerRow(id, entry), {}, change);
  for (const [id, entry] of inOrder(venues)) await saveEntry(trx, 'venue', venueRow(id, entry), {}, change);
  for (const [id, entry] of inOrder(activities)) await saveEntry(trx, 'activity', activityRow(id, entry), {}, change);
}

async function planned(db: CentralDb, { text, area }: Sent, now: Date): Promise<ImportPlan> {
  const rows = await directoryRows(db);
  const zone = await zoneOf(db);
  const defaults: Defaults = {
    areas: rows.areas,
    area: area !== null && rows.areas.includes(area) ? area : null,
    kind: await kindOf(db),
    zone,
    today: localDate(now, zone).toString(),
  };
  try {
    return planImport(JSON.parse(text.replace(/^\uFEFF/, '')), rows, defaults);
  } catch (error) {
    if (error instanceof SyntaxError) throw new Problem(400, 'Not understood', 'The file is not JSON.');
    if (error instanceof Refused) throw new Problem(400, 'Not understood', error.message);
    throw error;
  }
}

/** What an unknown organisation is, by the schemes: nobody is accredited by being in a file. */
async function kindOf(db: CentralDb): Promise<ActivitySource> {
  const schemes = await db.selectFrom('scheme').select('policy').orderBy('id').execute();
  const kinds = schemes.flatMap(({ policy }) => readStoredPolicy(policy).activities.from);
  return kinds.find((kind) => kind !== 'accredited-provider') ?? 'provider';
}

function hashOf({ text, area }: Sent): string {
  return createHash('sha256')
    .update(`${area ?? ''}\n${text}`)
    .digest('hex');
}

function changedSince(): Problem {
  return new Problem(409, 'Changed meanwhile', 'The directory has changed since you looked: please look again first.');
}
