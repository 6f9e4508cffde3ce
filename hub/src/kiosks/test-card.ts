import type { CardTest } from '@tapwell/shared/tap/staff-wire';
import type { Evidence } from '@tapwell/shared/tap/tap';
import { identify } from '../decide/identify.ts';
import type { RosterView } from '../roster/roster-view.ts';

/**
 * What a card is, for staff of one provider. Pure, and records nothing: the
 * card's next read has a higher counter and stays good.
 * @param isFresh whether a counter of a card was not used before
 */
export function testCard(
  evidence: Evidence,
  view: RosterView,
  providerId: string | null,
  isFresh: (cardId: string, counter: number) => boolean,
): CardTest {
  const found = identify(evidence, {
    metaReadKeys: view.scheme?.metaReadKeys ?? [],
    byUid: (uid) => view.cardsByUid.get(uid),
  });
  if (found.kind === 'unknown') return { verdict: 'unknown', state: null, name: null };
  const person = view.people.get(found.card.personId);
  const ours = person?.prescribed.some((p) => view.activities.get(p.activityId)?.providerId === providerId);
  const about = { state: found.card.state, name: ours ? person!.displayName : null };
  if (found.kind === 'suspect') return { verdict: 'not-genuine', ...about };
  if (found.counter === null) return { verdict: 'number-only', ...about };
  return { verdict: isFresh(found.card.id, found.counter) ? 'genuine' : 'used-before', ...about };
}
