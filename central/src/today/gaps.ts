import type { Person } from '../prescriptions/people.ts';
import { isBlind } from './missed.ts';

/** A venue whose record is not complete, and about whom nothing can be said for that. */
export interface Gap {
  line: string;
  kind: 'not-arrived' | 'cards-unread';
  venueId: string;
  venue: string;
  zone: string;
  /** Instant of the first session of theirs that is not known. */
  since: string;
  people: Person[];
}

/** While it is being gathered. */
interface Gathered extends Gap {
  seen: Set<string>;
  /** Instant of the last such session. */
  last: string;
}

/** A hub that was switched off for the night is no news. */
const LATE_MS = 24 * 3_600_000;
/** What could not be read then will never be known, and after a while nobody can do anything about it. */
const OF_LATE_MS = 14 * 24 * 3_600_000;

/**
 * One line for each venue from which something is missing that would say
 * whether people came. Pure.
 */
export function gapsOf(people: Person[], now: Date): Gap[] {
  const gaps = new Map<string, Gathered>();
  for (const person of people) {
    for (const { row, weeks } of person.activities) {
      for (const session of weeks.flatMap((week) => week.sessions)) {
        const kind = session.unknown;
        // A tap is somebody's own, and that it was put on record late is not the venue's doing.
        if (!isBlind(session) || (kind !== 'not-arrived' && kind !== 'cards-unread')) continue;
        const ago = now.getTime() - Date.parse(session.startsAt);
        if (kind === 'not-arrived' ? ago < LATE_MS : ago > OF_LATE_MS) continue;
        const key = `gap:${kind}:${row.venue_id}`;
        const gap = gaps.get(key) ?? {
          ...{ line: '', kind, venueId: row.venue_id, venue: row.venue, zone: row.zone, since: session.startsAt },
          ...{ people: [], seen: new Set(), last: session.startsAt },
        };
        if (session.startsAt < gap.since) gap.since = session.startsAt;
        if (session.startsAt > gap.last) gap.last = session.startsAt;
        if (!gap.seen.has(person.id)) gap.people.push(person);
        gap.seen.add(person.id);
        gaps.set(key, gap);
      }
    }
  }
  // A reader that fails again is something new; that a venue is still silent is not.
  return [...gaps].map(([key, { seen: _, last, ...gap }]) => ({
    ...gap,
    line: `${key}:${gap.kind === 'cards-unread' ? last : gap.since}`,
  }));
}
