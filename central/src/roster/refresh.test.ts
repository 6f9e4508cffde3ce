import type { RosterEntry } from '@tapwell/shared/roster/roster';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rosterDifference } from './refresh.ts';

const venue = fc.record({
  kind: fc.constant('venue' as const),
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  name: fc.constantFrom('Hall', 'Library'),
  zone: fc.constant('Europe/London'),
});
const roster = fc.uniqueArray(venue, { selector: (v) => v.id });

describe('roster changes', () => {
  it('lead from any roster to any other, and say nothing when nothing changed', () => {
    fc.assert(
      fc.property(roster, roster, (from: RosterEntry[], to: RosterEntry[]) => {
        const held = new Map(rosterDifference([], from).map((row) => [row.entry_id, row]));
        for (const row of rosterDifference([...held.values()], to)) held.set(row.entry_id, row);
        const alive = [...held.values()].filter((row) => row.body !== null).map((row) => JSON.parse(row.body!));
        expect(alive).toEqual(expect.arrayContaining(to));
        expect(alive).toHaveLength(to.length);
        expect(rosterDifference([...held.values()], to)).toEqual([]);
      }),
    );
  });
});
