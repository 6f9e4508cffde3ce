import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration sees the schema of its own time, not today's types
type AnyDb = Kysely<any>;

/**
 * Thirteenth step: what a record of ten million visits is asked for day by day,
 * each in one place. Visits come from everywhere at once, so those of one
 * person lie all over the table: a caseload read three thousand of its pages.
 */
export async function largeRecords(db: AnyDb): Promise<void> {
  const index = (name: string, columns: string[]) =>
    db.schema.createIndex(name).ifNotExists().on('attendance').columns(columns).execute();
  // All that lists of people show of a visit. Takes the place of one with less.
  await index('attendance_visits', [
    ...['prescribed_activity_id', 'arrived_at', 'status', 'duplicate_of'],
    ...['session_id', 'session_start', 'session_end', 'left_at', 'late'],
  ]);
  for (const less of ['attendance_prescribed_activity', 'attendance_prescribed_arrived']) {
    await db.schema.dropIndex(less).ifExists().execute();
  }
  // Who was at a venue on a day; what was stored or changed since a time.
  await index('attendance_venue', ['venue_id', 'arrived_at']);
  await index('attendance_updated', ['updated_at']);
}
