import type { PathEvent } from '@tapwell/shared/path/events';
import type { Kysely } from 'kysely';
import { rowsOf } from '../paths/rows-of.ts';

// biome-ignore lint/suspicious/noExplicitAny: a migration sees the schema of its own time, not today's types
type AnyDb = Kysely<any>;

/**
 * Fourteenth step: what was agreed from when to when, where that was changed.
 * Rows follow from events, so those of paths on which something was agreed more
 * than once are worked out anew; all others say everything as they are.
 */
export async function agreed(db: AnyDb): Promise<void> {
  await db.schema.alterTable('prescribed_activity').addColumn('agreed', 'text').execute();
  const several = await db
    .selectFrom('path_event')
    .select('path_id')
    .where('kind', '=', 'prescription')
    .groupBy('path_id')
    .having(({ fn, eb }) => eb(fn.countAll(), '>', 1))
    .execute();
  for (const { path_id } of several) {
    const events = await db.selectFrom('path_event').select('body').where('path_id', '=', path_id).execute();
    const rows = rowsOf(
      path_id,
      events.map(({ body }) => JSON.parse(body) as PathEvent),
    );
    for (const { id, startsOn, weeks, activities } of rows.prescriptions) {
      await db.updateTable('prescription').set({ starts_on: startsOn, weeks }).where('id', '=', id).execute();
      for (const { id, perWeek, sessions, startsOn, endsOn, agreed } of activities) {
        // Written out: columns that came later are not there yet.
        const says = { per_week: perWeek, sessions, starts_on: startsOn, ends_on: endsOn };
        await db
          .updateTable('prescribed_activity')
          .set({ ...says, agreed: agreed && JSON.stringify(agreed) })
          .where('id', '=', id)
          .execute();
      }
    }
  }
}
