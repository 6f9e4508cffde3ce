import type { KnownAt } from '../../cards/known-at.ts';
import { sinceWords } from './dates.ts';

/**
 * Which venues know of a card as it stands, in words; undefined when there is
 * nothing worth saying: a card in use that all of them know. Pure.
 */
export function knownWords(
  state: string,
  { venues, others }: KnownAt,
  zone: string,
  now = new Date(),
): string | undefined {
  const all = venues.length + others.length;
  if (all === 0) return undefined;
  if (others.length === 0) {
    if (state !== 'blocked' && state !== 'lost') return undefined;
    return all === 1 ? `Known at ${venues[0]}.` : `Known at all ${all} venues.`;
  }
  const waiting = others.map(({ venue, silentSince, beingTold }) => {
    if (beingTold) return `${venue} is being told now`;
    return silentSince
      ? `${venue} has not answered since ${sinceWords(silentSince, zone, now)}`
      : `${venue} has never answered`;
  });
  return `Known at ${venues.length} of ${all} venues; ${waiting.join('; ')}.`;
}
