import type { PathEvent } from '@tapwell/shared/path/events';
import type { Path } from '@tapwell/shared/path/path';

export interface Entry {
  event: PathEvent;
  /** The event that holds in its place, or took it back; null when it stands. */
  by: PathEvent | null;
  /** It stands in for an earlier one. */
  corrects: PathEvent | null;
  /** May be corrected or taken back here: what venues and card desks report is put right there. */
  changeable: boolean;
}

const ELSEWHERE: PathEvent['kind'][] = ['visit', 'card', 'taken-back'];

/** Everything on record, the newest day first; what no longer holds keeps its place beside what does. Pure. */
export function timeLineOf(path: Path): Entry[] {
  const replaced = new Map(path.corrected.map(({ event, by }) => [event.id, { event, by }]));
  const standing = path.events.map(
    (event): Entry => ({
      event,
      by: null,
      corrects: (event.corrects && replaced.get(event.corrects)?.event) || null,
      changeable: !ELSEWHERE.includes(event.kind),
    }),
  );
  const gone = [...replaced.values()].map(({ event, by }): Entry => ({ event, by, corrects: null, changeable: false }));
  return [...standing, ...gone].sort(newestFirst);
}

function newestFirst(a: Entry, b: Entry): number {
  return (
    compare(b.event.on, a.event.on) ||
    compare(b.event.recordedAt, a.event.recordedAt) ||
    compare(b.event.id, a.event.id)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
