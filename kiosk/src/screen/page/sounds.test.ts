import { describe, expect, it } from 'vitest';
import { soundOf, TONES } from './sounds.ts';

const pairs = Object.entries(TONES).flatMap(([name, tones], i, all) =>
  all.slice(i + 1).map(([other, others]) => [name, other, tones, others] as const),
);
type Tones = (typeof pairs)[number][2];

/** When each tone begins and how long it lasts, to what an ear can tell apart. */
const rhythm = (tones: Tones) => tones.map(([start, length]) => [Math.round(start / 0.05), Math.round(length / 0.05)]);
const pitches = (tones: Tones) => tones.map(([, , frequency]) => frequency);

describe('each two sounds differ', () => {
  it.each(pairs)('%s and %s, in rhythm and in pitch', (_one, _other, tones, others) => {
    expect(rhythm(tones)).not.toEqual(rhythm(others));
    expect(pitches(tones)).not.toEqual(pitches(others));
  });
});
it('no ear nearby can tell what is wrong with a card', () => {
  expect(soundOf('card-blocked')).toBe(soundOf('card-not-recognised'));
  expect(soundOf('card-suspect')).toBe(soundOf('card-not-recognised'));
});
it('as the design has it: done is two rising, see staff two equal low, choose one, hold a tick repeated', () => {
  const [low, high] = pitches(TONES.done);
  expect(high).toBeGreaterThan(low!);
  expect(new Set(pitches(TONES['see-staff'])).size).toBe(1);
  expect(TONES.choose).toHaveLength(1);
  expect(TONES.hold.length).toBeGreaterThan(2);
  expect(new Set(pitches(TONES.hold)).size).toBe(1);
});
