import { derivedId } from '../paths/derived-id.ts';
import type { CentralDb, NewRow } from '../store/schema.ts';
import { holdRows, write } from '../store/write.ts';

/** Records to put into an empty or older central, table by table. */
export interface DirectoryRecords {
  scheme?: NewRow<'scheme'>[];
  venue?: NewRow<'venue'>[];
  hub?: NewRow<'hub'>[];
  provider?: NewRow<'provider'>[];
  activity?: NewRow<'activity'>[];
  staff?: NewRow<'staff'>[];
  patient?: NewRow<'patient'>[];
  companion?: NewRow<'companion'>[];
  /** Who comes along with whom; each pair is on record once. */
  accompanies?: Pick<NewRow<'accompanies'>, 'companion_id' | 'patient_id' | 'title' | 'since'>[];
  path?: NewRow<'path'>[];
  path_event?: NewRow<'path_event'>[];
  prescription?: NewRow<'prescription'>[];
  prescribed_activity?: NewRow<'prescribed_activity'>[];
  card?: NewRow<'card'>[];
}

/** Parents before children, as their references ask. */
const ORDER = [
  'scheme',
  'venue',
  'hub',
  'provider',
  'activity',
  'staff',
  'patient',
  'companion',
  'accompanies',
  'path',
  'path_event',
  'prescription',
  'prescribed_activity',
  'card',
] as const;

/** Loads all records in one transaction; a record whose id is already there is left as it is. */
export async function loadDirectory(db: CentralDb, records: DirectoryRecords): Promise<void> {
  await write(db, async (trx) => {
    const scheme =
      records.scheme?.[0] ?? (await trx.selectFrom('scheme').select('id').orderBy('id').executeTakeFirst());
    const all = { ...knownToOthers(ontoPaths(records), scheme?.id ?? ''), ...comingAlong(records, scheme?.id ?? null) };
    for (const table of ORDER) {
      for (const row of all[table] ?? []) {
        await trx
          .insertInto(table)
          .values(row as NewRow<'venue'>)
          // Whoever comes along with somebody already may be on record under another id.
          .onConflict((c) => (table === 'accompanies' ? c.doNothing() : c.column('id' as never).doNothing()))
          .execute();
      }
    }
    await trx.updateTable('hub').set({ roster_stale: 1 }).execute();
  });
}

/** Each entry of the directory with the UUID by which others know it; the same whenever it is loaded. */
function knownToOthers(records: DirectoryRecords, scheme: string): DirectoryRecords {
  const all = { ...records };
  for (const kind of ['venue', 'provider', 'activity'] as const) {
    const known = (records[kind] ?? []).map((row) => ({
      ...row,
      external_id: row.external_id ?? derivedId(`${kind} ${row.id} of ${scheme}`),
    }));
    if (known.length > 0) Object.assign(all, { [kind]: known });
  }
  return all;
}

/** Companions are of the scheme they come with. Who comes along with whom has an id that is the same whenever it is loaded. */
function comingAlong({ companion = [], accompanies = [] }: DirectoryRecords, scheme_id: string | null) {
  const said_at = new Date().toISOString();
  return {
    companion: companion.map((row) => ({ scheme_id, said_at, ...row })),
    accompanies: accompanies.map((row) => ({ id: `${row.companion_id} ${row.patient_id}`, ...row })),
  };
}

/** A prescription that comes without a path begins one of its own. */
function ontoPaths(records: DirectoryRecords): DirectoryRecords {
  const { path = [], prescription = [] } = records;
  const without = prescription.filter((p) => !p.path_id);
  if (without.length === 0) return records;
  return {
    ...records,
    path: [
      ...path,
      ...without.map(({ id, patient_id, scheme_id, link_worker_id, starts_on }) => ({
        id,
        patient_id,
        scheme_id,
        link_worker_id,
        opened_on: starts_on,
      })),
    ],
    prescription: prescription.map((p) => (p.path_id ? p : { ...p, path_id: p.id })),
  };
}

/** Adds single dates to an activity's schedule. */
export async function addExtraSession(
  db: CentralDb,
  activityId: string,
  extra: { date: string; start: string; minutes: number },
): Promise<void> {
  await write(db, async (trx) => {
    await holdRows(trx, 'activity', [activityId]);
    const activity = await trx
      .selectFrom('activity')
      .select(['schedule', 'venue_id'])
      .where('id', '=', activityId)
      .executeTakeFirstOrThrow();
    const schedule = JSON.parse(activity.schedule);
    schedule.extra.push(extra);
    await trx
      .updateTable('activity')
      .set({ schedule: JSON.stringify(schedule) })
      .where('id', '=', activityId)
      .execute();
    await trx.updateTable('hub').set({ roster_stale: 1 }).where('venue_id', '=', activity.venue_id).execute();
  });
}
