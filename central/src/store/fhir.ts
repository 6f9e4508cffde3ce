import { type Kysely, PostgresAdapter, sql } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration sees the schema of its own time, not today's types
type AnyDb = Kysely<any>;

/** Tables of which the FHIR API says when a row changed, and the columns that matter where not all do. */
const STAMPED: Record<string, string[] | null> = {
  patient: null,
  path: null,
  prescription: null,
  prescribed_activity: null,
  activity: null,
  provider: null,
  venue: null,
  staff: null,
  card: null,
  // A hub reports every half a minute, and is the same one all the while.
  hub: ['name', 'venue_id', 'scheme_id'],
};

/**
 * Eleventh step: when each row came and last changed, kept by the database
 * itself so that no writer can forget it; exports under way; and programs that
 * see one scheme only.
 */
export async function fhir(db: AnyDb): Promise<void> {
  await db.schema
    .createTable('stamp')
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addColumn('updated_at', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('stamp_key', ['kind', 'id'] as never)
    .execute();
  const now = new Date().toISOString();
  for (const table of Object.keys(STAMPED)) {
    await sql`insert into stamp (kind, id, created_at, updated_at)
      select ${sql.lit(table)}, id, ${sql.lit(now)}, ${sql.lit(now)} from ${sql.table(table)}`.execute(db);
  }
  if (db.getExecutor().adapter instanceof PostgresAdapter) await onPostgres(db);
  else await onSqlite(db);
  await db.schema.alterTable('device').addColumn('scheme_id', 'text').execute();
  await db.schema
    .createTable('fhir_export')
    .addColumn('id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('device_id', 'text', (c) => c.notNull())
    .addColumn('scheme_id', 'text', (c) => c.notNull())
    .addColumn('request', 'text', (c) => c.notNull())
    .addColumn('types', 'text', (c) => c.notNull())
    .addColumn('since', 'text')
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'text', (c) => c.notNull())
    .execute();
}

/** An event on a path changes what the path is, and nothing in its row. */
const EVENT_OF = { kind: 'path', id: 'path_id' };

async function onPostgres(db: AnyDb): Promise<void> {
  await sql`create function stamp_row() returns trigger language plpgsql as $$
    declare now text := to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
    begin
      insert into stamp (kind, id, created_at, updated_at) values (tg_argv[0], to_jsonb(new) ->> tg_argv[1], now, now)
      on conflict (kind, id) do update set updated_at = excluded.updated_at;
      return null;
    end $$`.execute(db);
  const trigger = (table: string, when: string, kind: string, id: string) =>
    sql`create trigger ${sql.id(`stamp_${table}`)} after ${sql.raw(when)} on ${sql.table(table)}
      for each row execute function stamp_row(${sql.lit(kind)}, ${sql.lit(id)})`.execute(db);
  for (const [table, columns] of Object.entries(STAMPED)) {
    await trigger(table, `insert or update${columns ? ` of ${columns.join(', ')}` : ''}`, table, 'id');
  }
  await trigger('path_event', 'insert', EVENT_OF.kind, EVENT_OF.id);
}

async function onSqlite(db: AnyDb): Promise<void> {
  const trigger = (name: string, table: string, when: string, kind: string, id: string) =>
    sql`create trigger ${sql.id(name)} after ${sql.raw(when)} on ${sql.table(table)} begin
      insert into stamp (kind, id, created_at, updated_at)
      values (${sql.lit(kind)}, ${sql.ref(`new.${id}`)},
        strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
      on conflict (kind, id) do update set updated_at = excluded.updated_at;
    end`.execute(db);
  for (const [table, columns] of Object.entries(STAMPED)) {
    await trigger(`stamp_new_${table}`, table, 'insert', table, 'id');
    await trigger(`stamp_${table}`, table, `update${columns ? ` of ${columns.join(', ')}` : ''}`, table, 'id');
  }
  await trigger('stamp_path_event', 'path_event', 'insert', EVENT_OF.kind, EVENT_OF.id);
}
