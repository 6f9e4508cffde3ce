import { type Kysely, sql } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration sees the schema of its own time, not today's types
type AnyDb = Kysely<any>;

/**
 * Fifth step: a scheme's whole policy, and the path of a patient as events that
 * are only ever added. Prescriptions from before come onto paths of which
 * nothing but the prescription is on record.
 */
export async function paths(db: AnyDb): Promise<void> {
  const add = (table: string, column: string, type: 'text' | 'integer', fallback?: number | string) =>
    db.schema
      .alterTable(table)
      .addColumn(column, type, (c) => (fallback === undefined ? c : c.notNull().defaultTo(fallback)))
      .execute();
  await schemePolicies(db);
  await mayBeNull(db, 'prescription', 'weeks');
  await mayBeNull(db, 'prescribed_activity', 'sessions');
  await add('prescription', 'path_id', 'text');
  await add('prescription', 'programme', 'integer', 1);
  await add('prescribed_activity', 'starts_on', 'text');
  await add('prescribed_activity', 'ends_on', 'text');
  await add('provider', 'kind', 'text', 'accredited-provider');
  await add('activity', 'in_group', 'integer', 1);
  await add('staff', 'scheme_id', 'text');
  for (const column of ['born', 'phone', 'email', 'contact_by', 'erased_at']) await add('patient', column, 'text');
  await pathTables(db);
  await accessTables(db);
  await ontoPaths(db);
}

/** What a scheme was before: so many weeks and some areas; all else as a scheme has it that says nothing of it. */
async function schemePolicies(db: AnyDb): Promise<void> {
  await db.schema
    .alterTable('scheme')
    .addColumn('policy', 'text', (c) => c.notNull().defaultTo('{}'))
    .execute();
  for (const scheme of await db.selectFrom('scheme').selectAll().execute()) {
    const areas = JSON.parse(scheme.areas) as string[];
    const policy = {
      id: 'earlier-scheme',
      name: scheme.name,
      about: scheme.name,
      linkWorkerTitle: scheme.link_worker_title,
      length: { is: 'weeks', from: scheme.weeks, to: scheme.weeks, sessions: null },
      areas: areas.length > 0 ? areas : ['Activities'],
      referral: { from: ['gp', 'social-worker', 'self'], reasons: ['Not recorded'] },
      firstAppointment: { by: 'waiting-list', withinDays: 14 },
      activities: { from: ['provider', 'accredited-provider', 'residents-group', 'statutory-service'] },
      cards: ['ntag424', 'desfire', 'uid'],
    };
    await db
      .updateTable('scheme')
      .set({ policy: JSON.stringify(policy) })
      .where('id', '=', scheme.id)
      .execute();
  }
  await db.schema.alterTable('scheme').dropColumn('weeks').execute();
  await db.schema.alterTable('scheme').dropColumn('areas').execute();
}

/** SQLite cannot take NOT NULL from a column: a new one takes its place and its name. */
async function mayBeNull(db: AnyDb, table: string, column: string): Promise<void> {
  await db.schema.alterTable(table).addColumn('nullable', 'integer').execute();
  await db
    .updateTable(table)
    .set({ nullable: sql.ref(column) })
    .execute();
  await db.schema.alterTable(table).dropColumn(column).execute();
  await db.schema.alterTable(table).renameColumn('nullable', column).execute();
}

async function pathTables(db: AnyDb): Promise<void> {
  await db.schema
    .createTable('path')
    .addColumn('id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('patient_id', 'text', (c) => c.notNull().references('patient.id'))
    .addColumn('scheme_id', 'text', (c) => c.notNull().references('scheme.id'))
    .addColumn('link_worker_id', 'text', (c) => c.references('staff.id'))
    .addColumn('opened_on', 'text', (c) => c.notNull())
    .addColumn('ended_on', 'text')
    .execute();
  await db.schema
    .createTable('path_event')
    .addColumn('id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('path_id', 'text', (c) => c.notNull().references('path.id'))
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('on_date', 'text', (c) => c.notNull())
    .addColumn('recorded_at', 'text', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('path_holder')
    .addColumn('id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('path_id', 'text', (c) => c.notNull().references('path.id'))
    .addColumn('link_worker_id', 'text', (c) => c.references('staff.id'))
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('by_id', 'text', (c) => c.notNull())
    .addColumn('why', 'text')
    .execute();
  await index(db, 'path_patient', 'path', ['patient_id']);
  await index(db, 'path_link_worker', 'path', ['link_worker_id']);
  await index(db, 'path_scheme', 'path', ['scheme_id', 'opened_on']);
  await index(db, 'path_event_path', 'path_event', ['path_id']);
  await index(db, 'path_holder_path', 'path_holder', ['path_id']);
  await index(db, 'prescription_path', 'prescription', ['path_id']);
}

async function accessTables(db: AnyDb): Promise<void> {
  await db.schema
    .createTable('cover')
    .addColumn('id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('link_worker_id', 'text', (c) => c.notNull().references('staff.id'))
    .addColumn('covered_by', 'text', (c) => c.notNull().references('staff.id'))
    .addColumn('from_on', 'text', (c) => c.notNull())
    .addColumn('until_on', 'text', (c) => c.notNull())
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('by_id', 'text', (c) => c.notNull())
    .addColumn('why', 'text')
    .addColumn('ended_at', 'text')
    .execute();
  await db.schema
    .createTable('break_glass')
    .addColumn('id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('staff_id', 'text', (c) => c.notNull().references('staff.id'))
    .addColumn('patient_id', 'text', (c) => c.notNull().references('patient.id'))
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('until_at', 'text', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('seen_by', 'text')
    .addColumn('seen_at', 'text')
    .execute();
  await index(db, 'cover_covered_by', 'cover', ['covered_by']);
  await index(db, 'break_glass_staff', 'break_glass', ['staff_id', 'until_at']);
}

async function index(db: AnyDb, name: string, on: string, columns: string[]): Promise<void> {
  await db.schema.createIndex(name).on(on).columns(columns).execute();
}

async function ontoPaths(db: AnyDb): Promise<void> {
  await db
    .insertInto('path')
    .columns(['id', 'patient_id', 'scheme_id', 'link_worker_id', 'opened_on'])
    .expression((e) =>
      e.selectFrom('prescription').select(['id', 'patient_id', 'scheme_id', 'link_worker_id', 'starts_on']),
    )
    .execute();
  await db
    .updateTable('prescription')
    .set({ path_id: sql.ref('id') })
    .execute();
}
