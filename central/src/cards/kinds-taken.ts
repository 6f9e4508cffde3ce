import { Problem } from '@tapwell/shared/http/problem';
import { readStoredPolicy } from '../paths/policy-of.ts';
import type { CentralDb } from '../store/schema.ts';

/** Of a card that is given out: `uid` is one somebody has already, known by its number. */
export type CardKind = 'ntag424' | 'uid';

const NOT_TAKEN: Record<CardKind, string> = {
  ntag424: 'takes no Tapwell cards. Register a card they have already instead.',
  uid: 'does not take cards that people have already. Make them a Tapwell card instead.',
};

/**
 * That a scheme takes such cards: one of those these people are with now, or
 * were with last, as one card is good for all of them.
 * @throws Problem 409 in words
 */
export async function mustTake(db: CentralDb, patientIds: string[], kind: CardKind): Promise<void> {
  if (patientIds.length === 0) return;
  const paths = await db
    .selectFrom('path')
    .innerJoin('scheme', 'scheme.id', 'path.scheme_id')
    .select(['scheme.name', 'scheme.policy', 'path.ended_on'])
    .where('path.patient_id', 'in', patientIds)
    .orderBy('path.opened_on', 'desc')
    .orderBy('path.id')
    .execute();
  const live = paths.filter((path) => path.ended_on === null);
  const asked = live.length > 0 ? live : paths.slice(0, 1);
  if (asked.length === 0 || asked.some(({ policy }) => readStoredPolicy(policy).cards.includes(kind))) return;
  throw new Problem(409, 'Not possible', `${asked[0]!.name} ${NOT_TAKEN[kind]}`);
}
