import { type Kysely, sql } from 'kysely';

/**
 * Second step: what staff say of a day at a venue, changes of attendances by
 * version, companions and their cards, and rosters that hubs acknowledge.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration sees the schema of its own time, not today's types
export async function venueDay(db: Kysely<any>): Promise<void> {
  const add = (table: string, column: string, type: 'text' | 'integer', fallback?: number) =>
    db.schema
      .alterTable(table)
      .addColumn(column, type, (c) => (fallback === undefined ? c : c.notNull().defaultTo(fallback)))
      .execute();

  await add('attendance', 'version', 'integer', 0);
  await add('attendance', 'left_at', 'text');
  await add('attendance', 'by_id', 'text');
  await add('attendance', 'by_name', 'text');
  await add('attendance', 'reason', 'text');
  // Until now the only change there was took an attendance back.
  await db.updateTable('attendance').set({ version: 1 }).where('status', '=', 'entered-in-error').execute();
  await db.schema
    .createTable('attendance_version')
    .addColumn('attendance_id', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('arrived_at', 'text', (c) => c.notNull())
    .addColumn('left_at', 'text')
    .addColumn('late', 'integer', (c) => c.notNull())
    .addColumn('method', 'text', (c) => c.notNull())
    .addColumn('assurance', 'text', (c) => c.notNull())
    .addColumn('flags', 'text', (c) => c.notNull())
    .addColumn('by_id', 'text')
    .addColumn('by_name', 'text')
    .addColumn('reason', 'text')
    .addColumn('central_at', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('attendance_version_key', ['attendance_id', 'version'])
    .execute();

  await add('activity', 'timed', 'integer', 0);
  await add('activity', 'capacity', 'integer');

  await db.schema
    .createTable('companion')
    .addColumn('id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('display_name', 'text', (c) => c.notNull())
    .addColumn('language', 'text')
    .addColumn('larger_text', 'integer', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('accompanies')
    .addColumn('companion_id', 'text', (c) => c.notNull().references('companion.id'))
    .addColumn('patient_id', 'text', (c) => c.notNull().references('patient.id'))
    .addPrimaryKeyConstraint('accompanies_key', ['companion_id', 'patient_id'])
    .execute();
  await db.schema.createIndex('accompanies_patient').on('accompanies').column('patient_id').execute();
  await holdersOfCards(db);

  await db.schema
    .createTable('session_day')
    .addColumn('session_id', 'text', (c) => c.notNull())
    .addColumn('hub_id', 'text', (c) => c.notNull())
    .addColumn('activity_id', 'text', (c) => c.notNull())
    .addColumn('session_start', 'text', (c) => c.notNull())
    .addColumn('session_end', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('fact_id', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('reason', 'text')
    .addColumn('extra', 'integer', (c) => c.notNull())
    .addColumn('guests', 'integer', (c) => c.notNull())
    .addColumn('by_id', 'text', (c) => c.notNull())
    .addColumn('by_name', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('session_day_key', ['session_id', 'hub_id'])
    .execute();
  await db.schema
    .createIndex('session_day_activity')
    .on('session_day')
    .columns(['activity_id', 'session_start'])
    .execute();
  await db.schema
    .createTable('excuse')
    .addColumn('patient_id', 'text', (c) => c.notNull())
    .addColumn('session_id', 'text', (c) => c.notNull())
    .addColumn('hub_id', 'text', (c) => c.notNull())
    .addColumn('prescribed_activity_id', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('fact_id', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('reason', 'text')
    .addColumn('by_id', 'text', (c) => c.notNull())
    .addColumn('by_name', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('excuse_key', ['patient_id', 'session_id', 'hub_id'])
    .execute();
  await db.schema.createIndex('excuse_prescribed').on('excuse').column('prescribed_activity_id').execute();
  await db.schema
    .createTable('companion_visit')
    .addColumn('id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('hub_id', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('fact_id', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('patient_id', 'text', (c) => c.notNull())
    .addColumn('session_id', 'text', (c) => c.notNull())
    .addColumn('companion_id', 'text')
    .addColumn('companion_name', 'text', (c) => c.notNull())
    .addColumn('card_id', 'text')
    .addColumn('by_id', 'text')
    .addColumn('by_name', 'text')
    .execute();
  await db.schema
    .createIndex('companion_visit_patient')
    .on('companion_visit')
    .columns(['patient_id', 'session_id'])
    .execute();
  await db.schema
    .createTable('placed_tap')
    .addColumn('tap_id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('hub_id', 'text', (c) => c.notNull())
    .addColumn('fact_id', 'text', (c) => c.notNull())
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('attendance_id', 'text')
    .addColumn('reason', 'text')
    .addColumn('by_id', 'text', (c) => c.notNull())
    .addColumn('by_name', 'text', (c) => c.notNull())
    .execute();

  // A read is compared with those of higher counters: in a card's honest life there are none.
  await db.schema.createIndex('card_read_counter').on('card_read').columns(['card_id', 'counter']).execute();

  await add('hub', 'roster_cursor', 'integer', 0);
  await add('hub', 'roster_asked_at', 'text');
  await db.schema
    .createTable('roster_touched')
    .addColumn('hub_id', 'text', (c) => c.notNull())
    .addColumn('patient_id', 'text', (c) => c.notNull())
    .addColumn('urgent', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('roster_touched_key', ['hub_id', 'patient_id'])
    .execute();
}

/** A card may be a companion's: its table is made anew, as SQLite cannot take a NOT NULL away. */
// biome-ignore lint/suspicious/noExplicitAny: as above
async function holdersOfCards(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('card_of_anyone')
    .addColumn('id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('patient_id', 'text', (c) => c.references('patient.id'))
    .addColumn('companion_id', 'text', (c) => c.references('companion.id'))
    .addColumn('profile', 'text', (c) => c.notNull())
    .addColumn('uid', 'text', (c) => c.notNull())
    .addColumn('key_version', 'integer', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('state_since', 'text', (c) => c.notNull())
    .addColumn('issued_at', 'text', (c) => c.notNull())
    .addCheckConstraint('card_one_holder', sql`(patient_id is null) <> (companion_id is null)`)
    .execute();
  const kept = ['id', 'patient_id', 'profile', 'uid', 'key_version', 'state', 'state_since', 'issued_at'];
  await db
    .insertInto('card_of_anyone')
    .columns(kept)
    .expression((q) => q.selectFrom('card').select(kept))
    .execute();
  await db.schema.dropTable('card').execute();
  await db.schema.alterTable('card_of_anyone').renameTo('card').execute();
  await db.schema.createIndex('card_patient').on('card').column('patient_id').execute();
  await db.schema.createIndex('card_companion').on('card').column('companion_id').execute();
  await db.schema.createIndex('card_uid').on('card').column('uid').execute();
}
