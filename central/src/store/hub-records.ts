import { type Kysely, sql } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration sees the schema of its own time, not today's types
type AnyDb = Kysely<any>;

/**
 * Fifteenth step: since when and until when a hub has been its venue's, and why
 * nothing is known of a time: not only because no card could be read.
 */
export async function hubRecords(db: AnyDb): Promise<void> {
  const add = (table: string, column: string) => db.schema.alterTable(table).addColumn(column, 'text').execute();
  await add('hub', 'first_paired_at');
  await add('hub', 'out_of_use_at');
  await add('kiosk_gap', 'why');
  const devices: { id: string; hub_id: string; revoked_at: string | null }[] = await db
    .selectFrom('device')
    .select(['id', 'hub_id', 'revoked_at'])
    .where('kind', '=', 'hub')
    .where('hub_id', 'is not', null)
    .execute();
  for (const hubId of new Set(devices.map((device) => device.hub_id))) {
    const own = devices.filter((device) => device.hub_id === hubId);
    const paired = own.flatMap(({ id }) => madeAt(id)).sort();
    const ended = own.every((device) => device.revoked_at !== null) && own.map((device) => device.revoked_at!).sort();
    await db
      .updateTable('hub')
      .set({ first_paired_at: paired[0] ?? null, out_of_use_at: ended ? ended.at(-1)! : null })
      .where('id', '=', hubId)
      .execute();
  }
  // What hubs that were taken out of use had not handed over till then.
  await sql`insert into kiosk_gap (id, hub_id, from_at, to_at, why)
    select 'out of use ' || id, id, synced_through, out_of_use_at, 'out-of-use'
    from hub where out_of_use_at > synced_through`.execute(db);
}

/** A device's id is a UUIDv7: its first 48 bits are when it was made (RFC 9562 §5.7). */
function madeAt(id: string): string[] {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(id)) return [];
  return [new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString()];
}
