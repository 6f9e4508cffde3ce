import { type HubReport, hubReport } from '@tapwell/shared/facts/hub-report';
import type { CentralDb } from '../store/schema.ts';
import { holdRows, write } from '../store/write.ts';
import { keepUnknown, settlePairing } from './store-gap.ts';

/**
 * Keeps a hub's last report. One that has not yet sent again what a restored
 * record lost is complete only up to where it is to begin; and when it has,
 * what it no longer held stays unknown: nobody is called absent for what we
 * forgot.
 */
export async function keepReport(db: CentralDb, id: string, report: HubReport, at: Date): Promise<void> {
  const now = at.toISOString();
  // A hub whose clock is ahead has not seen the future; one that says nothing yet takes nothing back.
  const through = report.syncedThrough && [report.syncedThrough, now].sort()[0]!;
  await write(db, async (trx) => {
    await holdRows(trx, 'hub', [id]);
    const hub = await trx
      .selectFrom('hub')
      .select(['resend_since', 'resend_asked_at', 'resend_done_at', 'last_seen', 'report'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const open = hub.resend_since !== null && hub.resend_done_at === null;
    const done = open && report.resentFor === hub.resend_asked_at;
    const upTo = open && !done && through ? [through, hub.resend_since!].sort()[0]! : through;
    await settlePairing(trx, id, { sameStore: hasStoreOf(hub.report, report), since: hub.last_seen });
    if (done) {
      const to = heldSince(report, now);
      await keepUnknown(trx, id, { from: hub.resend_since, to, why: 'not-held' });
    }
    await trx
      .updateTable('hub')
      .set({
        ...(upTo && { synced_through: upTo }),
        ...(done && { resend_done_at: now }),
        last_seen: now,
        report: JSON.stringify(report),
      })
      .where('id', '=', id)
      .execute();
  });
}

/** An older hub may have held anything: what it does not say is not known. Pure. */
function heldSince({ holdsSince }: HubReport, now: string): string {
  return holdsSince !== undefined && holdsSince < now ? holdsSince : now;
}

/** Whether it has the store that it had when it reported last. Pure. */
function hasStoreOf(earlier: string | null, { storeId }: HubReport): boolean {
  if (earlier === null || storeId === undefined) return false;
  return hubReport.safeParse(JSON.parse(earlier)).data?.storeId === storeId;
}
