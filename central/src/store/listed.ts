import type { PathEvent } from '@tapwell/shared/path/events';
import type { Kysely } from 'kysely';
import { listedOf } from '../paths/listed.ts';

// biome-ignore lint/suspicious/noExplicitAny: a migration sees the schema of its own time, not today's types
type AnyDb = Kysely<any>;

/** Some kilobytes each. */
const AT_ONCE = 200;

/**
 * Twentieth step: from when on what was agreed was on record, where that was
 * not before its first day. It is told by the events; of what came from before
 * there were any, or from a file, nobody knows, and it stays as it is.
 */
export async function listed(db: AnyDb): Promise<void> {
  await db.schema.alterTable('prescribed_activity').addColumn('listed', 'text').execute();
  for (let last = ''; ; ) {
    const some = await db
      .selectFrom('path_event')
      .select('path_id')
      .distinct()
      .where('kind', '=', 'prescription')
      .where('path_id', '>', last)
      .orderBy('path_id')
      .limit(AT_ONCE)
      .execute();
    if (some.length === 0) return;
    const ids = some.map(({ path_id }) => path_id as string);
    const rows = await db.selectFrom('path_event').select(['path_id', 'body']).where('path_id', 'in', ids).execute();
    const events = new Map<string, PathEvent[]>(ids.map((id) => [id, []]));
    for (const { path_id, body } of rows) events.get(path_id)!.push(JSON.parse(body) as PathEvent);
    for (const own of events.values()) {
      for (const [id, spans] of listedOf(own)) {
        if (spans === null) continue;
        await db
          .updateTable('prescribed_activity')
          .set({ listed: JSON.stringify(spans) })
          .where('id', '=', id)
          .execute();
      }
    }
    last = ids.at(-1)!;
  }
}
