import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration sees the schema of its own time, not today's types
type AnyDb = Kysely<any>;

const ADDED = {
  provider: ['external_id', 'description', 'url', 'email', 'phone', 'accredited_from', 'accredited_until'],
  venue: ['external_id', 'address', 'town', 'postcode', 'accessibility'],
  activity: [
    ...['external_id', 'description', 'url', 'email', 'phone', 'cost', 'eligibility', 'languages', 'accessibility'],
    'withdrawn_on',
  ],
};

/** Ninth step: what a directory of activities tells people, how it came to say so, and what was imported. */
export async function directory(db: AnyDb): Promise<void> {
  const add = (table: string, column: string, type: 'text' | 'integer' | 'double precision' = 'text') =>
    db.schema.alterTable(table).addColumn(column, type).execute();
  for (const [table, columns] of Object.entries(ADDED)) for (const column of columns) await add(table, column);
  await add('provider', 'withdrawn_on');
  await add('venue', 'latitude', 'double precision');
  await add('venue', 'longitude', 'double precision');
  await add('activity', 'min_age', 'integer');
  await add('activity', 'max_age', 'integer');
  for (const table of Object.keys(ADDED)) {
    // By which others know it from now on.
    for (const { id } of await db.selectFrom(table).select('id').execute()) {
      await db.updateTable(table).set({ external_id: randomUUID() }).where('id', '=', id).execute();
    }
    await db.schema.createIndex(`${table}_external_id`).unique().on(table).column('external_id').execute();
  }
  await db.schema
    .createTable('directory_change')
    .addColumn('id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('by_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('subject_id', 'text', (c) => c.notNull())
    .addColumn('before', 'text')
    .addColumn('after', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('import_run')
    .addColumn('id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('by_id', 'text', (c) => c.notNull())
    .addColumn('rows', 'integer', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('service_use')
    .addColumn('id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('patient_id', 'text', (c) => c.notNull().references('patient.id'))
    .addColumn('service', 'text', (c) => c.notNull())
    .addColumn('on_date', 'text', (c) => c.notNull())
    .addColumn('import_id', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('service_use_import')
    .addColumn('id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('scheme_id', 'text', (c) => c.notNull().references('scheme.id'))
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('by_id', 'text', (c) => c.notNull())
    .addColumn('services', 'text', (c) => c.notNull())
    .addColumn('from_on', 'text', (c) => c.notNull())
    .addColumn('until_on', 'text', (c) => c.notNull())
    .addColumn('rows', 'integer', (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('directory_change_subject')
    .on('directory_change')
    .columns(['kind', 'subject_id'])
    .execute();
  await db.schema.createIndex('service_use_patient').on('service_use').columns(['patient_id', 'on_date']).execute();
}
