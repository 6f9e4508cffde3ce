/** One number of a measure at one time. */
export interface Score {
  id: string;
  /** As it stands beside the number. */
  title: string;
  value: number;
  /** The range it can have; `to` is null where it has no end. */
  from: number;
  to: number | null;
  better: 'higher' | 'lower';
}

/**
 * What came of scoring answers. Answers that cannot be scored are reported with
 * the reason, never guessed at; the answers themselves are kept as given.
 */
export type Scored =
  | { scores: Score[] /** Rules of the measure that changed an answer on the way. */; notes: string[]; whyNot: null }
  | { scores: []; notes: []; whyNot: string[] };

export const notScored = (whyNot: string[]): Scored => ({ scores: [], notes: [], whyNot });

export interface Change {
  id: string;
  title: string;
  before: number;
  after: number;
  change: number;
  /** Null when nothing changed. */
  better: boolean | null;
}

/** What changed between two times, for each score that both have. Pure. */
export function changeBetween(before: Score[], after: Score[]): Change[] {
  return before.flatMap((was) => {
    const is = after.find((score) => score.id === was.id);
    if (!is) return [];
    const change = rounded(is.value - was.value);
    const better = change === 0 ? null : change > 0 === (was.better === 'higher');
    return [{ id: was.id, title: is.title, before: was.value, after: is.value, change, better }];
  });
}

/** Without the dust of binary fractions: 3.3 × 70 is 231. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
