import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nearly } from '../fuzz.testing.ts';
import { scoreOf } from '../measures/results.ts';
import { scheme } from '../scheme/schemes.testing.ts';
import { pathEvent } from './events.ts';
import { activity, Journey, walks, wellbeing } from './journey.testing.ts';
import { mayAppend } from './may-append.ts';
import { pathOf } from './path.ts';

const luton = scheme('luton');
const journey = new Journey(luton);
journey.add('referral', '2026-01-05');
journey.add('first-contact', '2026-01-14');
journey.add('conversation', '2026-01-20', { measures: [wellbeing(4), walks(2)] });
journey.add('prescription', '2026-01-20', { start: '2026-02-02', activities: [activity(luton)] });
journey.visits(['2026-02-03']);

it('an event that is nearly a good one is refused by its shape, or in one sentence, or makes a path; nothing throws', () => {
  let taken = 0;
  fc.assert(
    fc.property(nearly(journey.events), (rough) => {
      // As it would come over the wire, which knows no nought below nought.
      const events: unknown = JSON.parse(JSON.stringify(rough));
      const read = (Array.isArray(events) ? events : [events]).flatMap((e) => {
        const { success, data } = pathEvent.safeParse(e);
        return success ? [data] : [];
      });
      taken += read.length;
      const path = pathOf(luton, read, '2026-03-01');
      expect(pathEvent.array().parse(JSON.parse(JSON.stringify(path.events)))).toEqual(path.events);
      const before = pathOf(luton, journey.events.slice(0, 2), '2026-03-01');
      for (const event of read) expect(mayAppend(luton, before, event) ?? 'Fine.').toMatch(/[.?]$/);
      for (const result of path.baseline.measures) scoreOf(result, luton);
    }),
    { numRuns: 400 },
  );
  expect(taken).toBeGreaterThan(400);
});
