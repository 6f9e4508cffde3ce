import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration sees the schema of its own time, not today's types
type AnyDb = Kysely<any>;

/** Eighth step: what was put off on somebody's list of today, and finding the people of a link worker at once. */
export async function today(db: AnyDb): Promise<void> {
  await db.schema
    .createTable('today_snooze')
    .addColumn('id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('path_id', 'text', (c) => c.references('path.id'))
    .addColumn('line', 'text', (c) => c.notNull())
    .addColumn('until_on', 'text', (c) => c.notNull())
    .addColumn('by_id', 'text', (c) => c.notNull().references('staff.id'))
    .addColumn('at', 'text', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('today_snooze_path').on('today_snooze').columns(['path_id', 'until_on']).execute();
  await db.schema.createIndex('today_snooze_by').on('today_snooze').columns(['by_id', 'until_on']).execute();
  // Takes the place of one without the day: most of somebody's paths ended long ago.
  await db.schema.createIndex('path_held').on('path').columns(['link_worker_id', 'ended_on']).execute();
  await db.schema.dropIndex('path_link_worker').execute();
  // How often somebody came in all the years, and what they did of late, without reading all of it.
  await db.schema
    .createIndex('attendance_prescribed_arrived')
    .on('attendance')
    .columns(['prescribed_activity_id', 'arrived_at', 'status', 'duplicate_of'])
    .execute();
  await db.schema.dropIndex('attendance_prescribed_activity').execute();
  await db.schema.createIndex('cover_link_worker').on('cover').columns(['link_worker_id']).execute();
}
