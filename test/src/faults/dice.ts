/** Numbers that look like chance and come again with the same seed: a run of faults that failed can be run again. */
export interface Dice {
  /** In [0, 1). */
  roll(): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  one<T>(of: readonly T[]): T;
  shuffled<T>(of: readonly T[]): T[];
}

/** Mulberry32 (public domain): small, and good enough to deal cards. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + Math.floor(roll() * (most - least + 1));
  return {
    roll,
    between,
    one: (of) => of[between(0, of.length - 1)]!,
    shuffled: (of) => {
      const left = [...of];
      return of.map(() => left.splice(between(0, left.length - 1), 1)[0]!);
    },
  };
}
