import type { RosterEntry } from '@tapwell/shared/roster/roster';
import { schedule } from '@tapwell/shared/schedule/sessions';
import { Temporal } from 'temporal-polyfill';
import { fileReadKey, type SchemeKeys } from '../keys/scheme-keys.ts';
import type { CentralDb } from '../store/schema.ts';

/** How long after its end a prescription stays on the roster, so that its holder is still greeted kindly. */
const KEEP_AFTER_END_DAYS = 60;

/**
 * Works out what one hub must know, no more: its venue's activities, the people
 * with a current or recent prescription there, their cards with those cards'
 * own keys, and the staff of the providers who run something there.
 */
export async function projectRoster(
  db: CentralDb,
  hubId: string,
  keys: SchemeKeys,
  today: string,
  log: (error: unknown) => void,
): Promise<RosterEntry[]> {
  const hub = await db
    .selectFrom('hub')
    .innerJoin('venue', 'venue.id', 'hub.venue_id')
    .innerJoin('scheme', 'scheme.id', 'hub.scheme_id')
    .select(['venue.id as venueId', 'venue.name as venue', 'venue.zone', 'scheme.id as schemeId'])
    .select(['scheme.name as scheme', 'scheme.link_worker_title as linkWorkerTitle'])
    .where('hub.id', '=', hubId)
    .executeTakeFirst();
  if (!hub) return [];
  const [activities, prescribed] = await Promise.all([
    activitiesAt(db, hub.venueId),
    prescribedAt(db, hub.venueId, today),
  ]);
  const attended = await attendedSessions(
    db,
    prescribed.map((p) => p.id),
  );
  const patientIds = [...new Set(prescribed.map((p) => p.patientId))];
  return [
    { kind: 'venue', id: hub.venueId, name: hub.venue, zone: hub.zone },
    {
      kind: 'scheme',
      id: hub.schemeId,
      name: hub.scheme,
      linkWorkerTitle: hub.linkWorkerTitle,
      metaReadKeys: keys.metaRead.map((k) => k.key),
    },
    ...activities,
    ...peopleOf(prescribed, attended),
    ...(await cardsOf(db, patientIds, keys, log)),
    ...(await staffOf(db, [...new Set(activities.map((a) => a.providerId))])),
  ];
}

async function activitiesAt(db: CentralDb, venueId: string) {
  const rows = await db
    .selectFrom('activity')
    .innerJoin('provider', 'provider.id', 'activity.provider_id')
    .selectAll('activity')
    .select('provider.name as provider_name')
    .where('venue_id', '=', venueId)
    .execute();
  return rows.map((row) => ({
    kind: 'activity' as const,
    id: row.id,
    name: row.name,
    area: row.area,
    providerId: row.provider_id,
    providerName: row.provider_name,
    room: row.room,
    schedule: schedule.parse(JSON.parse(row.schedule)),
    earlyMinutes: row.early_minutes,
    lateAfterMinutes: row.late_after_minutes,
    timed: false,
    capacity: null,
  }));
}

/** Everything prescribed at the venue that is current or ended lately; one row for each prescribed activity. */
async function prescribedAt(db: CentralDb, venueId: string, today: string) {
  const rows = await db
    .selectFrom('prescribed_activity as pa')
    .innerJoin('activity as a', 'a.id', 'pa.activity_id')
    .innerJoin('prescription as p', 'p.id', 'pa.prescription_id')
    .innerJoin('patient', 'patient.id', 'p.patient_id')
    .innerJoin('staff as lw', 'lw.id', 'p.link_worker_id')
    .select(['pa.id', 'pa.prescription_id', 'pa.activity_id', 'pa.sessions', 'p.starts_on', 'p.weeks', 'p.status'])
    .select(['patient.id as patientId', 'patient.display_name', 'patient.language', 'patient.larger_text'])
    .select('lw.name as linkWorker')
    .where('a.venue_id', '=', venueId)
    .orderBy('p.starts_on')
    .orderBy('pa.id')
    .execute();
  const oldest = Temporal.PlainDate.from(today).subtract({ days: KEEP_AFTER_END_DAYS }).toString();
  return rows
    .map((row) => ({ ...row, until: lastDay(row.starts_on, row.weeks) }))
    .filter((row) => row.until >= oldest && row.status !== 'draft');
}

type Prescribed = Awaited<ReturnType<typeof prescribedAt>>[number];

function peopleOf(prescribed: Prescribed[], attended: Map<string, string[]>): RosterEntry[] {
  const people = new Map<string, Extract<RosterEntry, { kind: 'person' }>>();
  for (const row of prescribed) {
    const person = people.get(row.patientId) ?? {
      kind: 'person',
      id: row.patientId,
      displayName: row.display_name,
      language: row.language,
      largerText: row.larger_text === 1,
      linkWorker: row.linkWorker,
      prescribed: [],
    };
    person.prescribed.push({
      id: row.id,
      prescriptionId: row.prescription_id,
      activityId: row.activity_id,
      sessions: row.sessions,
      from: row.starts_on,
      until: row.until,
      attended: attended.get(row.id) ?? [],
    });
    people.set(row.patientId, person);
  }
  return [...people.values()];
}

async function attendedSessions(db: CentralDb, prescribedIds: string[]): Promise<Map<string, string[]>> {
  const sessions = new Map<string, string[]>();
  if (prescribedIds.length === 0) return sessions;
  const rows = await db
    .selectFrom('attendance')
    .select(['prescribed_activity_id', 'session_id'])
    .where('prescribed_activity_id', 'in', prescribedIds)
    .where('status', '=', 'finished')
    .where('duplicate_of', 'is', null)
    .orderBy('session_id')
    .execute();
  for (const row of rows) {
    const list = sessions.get(row.prescribed_activity_id) ?? [];
    list.push(row.session_id);
    sessions.set(row.prescribed_activity_id, list);
  }
  return sessions;
}

async function cardsOf(
  db: CentralDb,
  patientIds: string[],
  keys: SchemeKeys,
  log: (error: unknown) => void,
): Promise<RosterEntry[]> {
  if (patientIds.length === 0) return [];
  const rows = await db.selectFrom('card').selectAll().where('patient_id', 'in', patientIds).execute();
  return rows.map((row) => ({
    kind: 'card',
    id: row.id,
    personId: row.patient_id!,
    profile: row.profile as 'ntag424' | 'uid',
    uid: row.uid,
    state: row.state as 'active',
    stateSince: row.state_since,
    fileReadKeys: row.profile === 'ntag424' ? keysOf(row, keys, log) : [],
  }));
}

/**
 * The card's key, and those of newer versions: a card whose rotation was cut
 * off at the desk may hold the newer one before central knows. A card of a key
 * version we do not hold works nowhere, but must not keep the others off the roster.
 */
function keysOf(row: { uid: string; key_version: number }, keys: SchemeKeys, log: (error: unknown) => void): string[] {
  try {
    const own = fileReadKey(keys, row.uid, row.key_version);
    const newer = keys.cardMaster.filter(({ version }) => version > row.key_version);
    return [...newer.map(({ version }) => fileReadKey(keys, row.uid, version)), own];
  } catch (error) {
    log(error);
    return [];
  }
}

async function staffOf(db: CentralDb, providerIds: string[]): Promise<RosterEntry[]> {
  if (providerIds.length === 0) return [];
  const rows = await db.selectFrom('staff').selectAll().where('provider_id', 'in', providerIds).execute();
  return rows.map((row) => ({
    kind: 'staff',
    id: row.id,
    username: row.username,
    name: row.name,
    role: 'provider',
    providerId: row.provider_id!,
    passwordHash: row.password_hash,
  }));
}

/** The last day of a prescription that starts on a date and runs for so many weeks. */
export function lastDay(startsOn: string, weeks: number): string {
  return Temporal.PlainDate.from(startsOn).add({ weeks }).subtract({ days: 1 }).toString();
}
