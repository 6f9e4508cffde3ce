import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { readStoredPolicy } from '../paths/policy-of.ts';
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

type Table = (typeof ORDER)[number];

/** What became of one table's records. */
export interface Loaded {
  table: Table;
  made: number;
  /** On record already, and left as they are. */
  there: number;
  /** Of these, those of which the record says something else, and what about. */
  differs: { id: string; fields: string[] }[];
}

/**
 * Loads all records in one transaction; a record whose id is already there is left as it is.
 * @throws Error when a user name is somebody else's
 */
export async function loadDirectory(db: CentralDb, records: DirectoryRecords): Promise<Loaded[]> {
  return write(db, async (trx) => {
    const scheme =
      records.scheme?.[0] ?? (await trx.selectFrom('scheme').select('id').orderBy('id').executeTakeFirst());
    const all = { ...knownToOthers(ontoPaths(records)), ...comingAlong(records, scheme?.id ?? null) };
    await requireFreeNames(trx, all.staff ?? []);
    const loaded: Loaded[] = [];
    for (const table of ORDER) {
      const rows = all[table] ?? [];
      const became: Loaded = { table, made: 0, there: 0, differs: [] };
      for (const row of rows) {
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto(table)
          .values(row as NewRow<'venue'>)
          // Whoever comes along with somebody already may be on record under another id.
          .onConflict((c) => (table === 'accompanies' ? c.doNothing() : c.column('id' as never).doNothing()))
          .executeTakeFirst();
        if (numInsertedOrUpdatedRows === 1n) {
          became.made++;
          continue;
        }
        became.there++;
        const fields = await differing(trx, table, row as Given);
        if (fields.length > 0) became.differs.push({ id: row.id!, fields });
      }
      if (rows.length > 0) loaded.push(became);
    }
    await trx.updateTable('hub').set({ roster_stale: 1 }).execute();
    return loaded;
  });
}

type Given = Record<string, unknown> & { id: string };

/** What a file cannot say, or what goes on changing by itself. */
const OWN = new Set(
  'password_hash external_id said_at updated_at last_seen synced_through report roster_stale roster_day'.split(' '),
);

/** What the record says otherwise. */
async function differing(trx: CentralDb, table: Table, row: Given): Promise<string[]> {
  const kept: Record<string, unknown> | undefined = await trx
    .selectFrom(table as 'venue')
    .selectAll()
    .where('id', '=', row.id)
    .executeTakeFirst();
  if (!kept) return [];
  const given = Object.keys(row).filter((column) => !OWN.has(column) && row[column] !== undefined);
  return given.filter((column) => !isDeepStrictEqual(meant(column, kept[column]), meant(column, row[column])));
}

/** The same in other words is no difference. */
function meant(column: string, value: unknown): unknown {
  if (column === 'policy') return readStoredPolicy(String(value));
  return column === 'schedule' ? JSON.parse(String(value)) : (value ?? null);
}

async function requireFreeNames(trx: CentralDb, staff: NewRow<'staff'>[]): Promise<void> {
  const owner = new Map<string, string>();
  if (staff.length > 0) {
    for (const { id, username } of await trx.selectFrom('staff').select(['id', 'username']).execute())
      owner.set(username, id);
  }
  for (const { id, username } of staff) {
    const known = owner.get(username);
    if (known !== undefined && known !== id) {
      throw new Error(`The user name "${username}" is somebody else’s already (staff "${known}"): nothing was loaded.`);
    }
    owner.set(username, id);
  }
}

/** Each entry of the directory with the UUID by which others know it: no two records give the same. */
function knownToOthers(records: DirectoryRecords): DirectoryRecords {
  const all = { ...records };
  for (const kind of ['venue', 'provider', 'activity'] as const) {
    const known = (records[kind] ?? []).map((row) => ({
      ...row,
      external_id: row.external_id ?? randomUUID(),
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
