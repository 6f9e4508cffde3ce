import { everyLength } from '../store/every-length.ts';
import type { CentralDb } from '../store/schema.ts';

/** Where an activity was held, and by whom, until that instant. */
export interface HeldBefore {
  venueId: string;
  providerId: string;
  until: string;
}

const changes = everyLength((db, ids: string[]) =>
  db
    .selectFrom('directory_change')
    .select(['subject_id', 'at', 'before', 'after'])
    .where('subject_id', 'in', ids)
    .where('before', 'is not', null)
    .orderBy('at')
    .orderBy('id'),
);

type Held = { venue_id?: string; provider_id?: string };

/**
 * Of those activities that were moved or given to another provider, where they
 * were before, oldest first. What happened there may arrive long after, and
 * whether it has is for the hub there to say.
 */
export async function heldBefore(db: CentralDb, activityIds: string[]): Promise<Map<string, HeldBefore[]>> {
  const moved = new Map<string, HeldBefore[]>();
  if (activityIds.length === 0) return moved;
  for (const { subject_id, at, before, after } of await changes(db, activityIds)) {
    const [was, is] = [JSON.parse(before!) as Held, JSON.parse(after) as Held];
    const { venue_id: venueId, provider_id: providerId } = was;
    if (!venueId || !providerId || (venueId === is.venue_id && providerId === is.provider_id)) continue;
    moved.set(subject_id, [...(moved.get(subject_id) ?? []), { venueId, providerId, until: at }]);
  }
  return moved;
}

/** The venue at which it was held then. Pure. */
export function venueAt(row: { venue_id: string; heldBefore: HeldBefore[] | null }, at: string): string {
  return row.heldBefore?.find((one) => at < one.until)?.venueId ?? row.venue_id;
}
