import { type Kysely, sql } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration sees the schema of its own time, not today's types
type AnyDb = Kysely<any>;

/**
 * Sixteenth step: who comes along is on record with since when, as what, who
 * said so, and when it ended; and of which scheme a companion is. The table is
 * made anew, as what was its key is true of several times now.
 */
export async function companions(db: AnyDb): Promise<void> {
  await db.schema
    .createTable('accompanies_dated')
    .addColumn('id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('companion_id', 'text', (c) => c.notNull().references('companion.id'))
    .addColumn('patient_id', 'text', (c) => c.notNull().references('patient.id'))
    .addColumn('title', 'text')
    .addColumn('since', 'text')
    .addColumn('at', 'text')
    .addColumn('by_id', 'text')
    .addColumn('ended_on', 'text')
    .addColumn('ended_at', 'text')
    .addColumn('ended_by', 'text')
    .execute();
  await db
    .insertInto('accompanies_dated')
    .columns(['id', 'companion_id', 'patient_id'])
    .expression((q) =>
      q
        .selectFrom('accompanies')
        .select([sql`companion_id || ' ' || patient_id`.as('id'), 'companion_id', 'patient_id']),
    )
    .execute();
  await db.schema.dropTable('accompanies').execute();
  await db.schema.alterTable('accompanies_dated').renameTo('accompanies').execute();
  await db.schema.createIndex('accompanies_patient').on('accompanies').column('patient_id').execute();
  // Of several times that somebody came along with the same person, one at most goes on.
  await db.schema
    .createIndex('accompanies_now')
    .unique()
    .on('accompanies')
    .columns(['companion_id', 'patient_id'])
    .where(sql.ref('ended_at'), 'is', sql.lit(null))
    .execute();
  await db.schema.createIndex('accompanies_companion').on('accompanies').column('companion_id').execute();

  const add = (column: string) => db.schema.alterTable('companion').addColumn(column, 'text').execute();
  await add('scheme_id');
  await add('said_at');
  await add('erased_at');
  await db
    .updateTable('companion')
    .set({
      // What they are told of begins now: nobody is forgotten for what was not written down.
      said_at: new Date().toISOString(),
      scheme_id: sql`(select min(path.scheme_id) from path
        inner join accompanies on accompanies.patient_id = path.patient_id
        where accompanies.companion_id = companion.id)`,
    })
    .execute();
  await db.schema.createIndex('companion_scheme').on('companion').column('scheme_id').execute();
}
