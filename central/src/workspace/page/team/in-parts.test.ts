import { expect, it } from 'vitest';
import { handOver } from '../../../team/hand-over.ts';
import { inParts } from './in-parts.ts';

const people = Array.from({ length: 1201 }, (_, i) => ({
  id: `0190163d-8694-739b-aea5-${String(i).padStart(12, '0')}`,
  pathId: `path-${i}`,
}));
const asked = (paths: typeof people) => handOver.parse({ paths, from: 'priya', to: 'daniel', why: 'She left' });

it('more people than central takes at once are handed over in parts, nobody twice and nobody left out', async () => {
  const taken: string[] = [];
  await inParts(people, async (part) => taken.push(...asked(part).paths.map((one) => one.pathId)));
  expect(taken).toEqual(people.map((one) => one.pathId));
  expect(() => asked(people)).toThrow('At most 500 people at a time.');
});

it('when a part is refused the next are not sent, and it is said how many have gone', async () => {
  let parts = 0;
  const sent = inParts(people, async () => {
    if (++parts === 2) throw new Error('Mary was handed over.');
  });
  await expect(sent).rejects.toThrow('The first 500 are handed over, the others not. Mary was handed over.');
  expect(parts).toBe(2);
});

it('a short list that is refused says no more than why', async () => {
  const sent = inParts(people.slice(0, 3), async () => {
    throw new Error('Mary was handed over.');
  });
  await expect(sent).rejects.toThrow(/^Mary was handed over\.$/);
});
