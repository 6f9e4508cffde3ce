import type { Sum } from '@tapwell/shared/evaluation/protect';
import type { PathRow } from '../path-row.ts';
import type { Shown } from '../shown.ts';
import type { Tally } from '../tally.ts';
import type { Section } from '../wire.ts';

/**
 * One subject of the evaluation. What it counts has names; every relation
 * between these names, its own and those of other topics, is told by its sums,
 * or a number that is hidden here may be worked out there.
 */
export interface Topic {
  count(row: PathRow, tally: Tally): void;
  /** Makes one of what is too small to stand alone, of lists without a fixed length; in the same way for the year and its quarters. */
  group?(year: Tally, quarters: Tally[], below: number): void;
  sums?(year: Tally): Sum[];
  /** Whether a number of this name is no secret, however small. */
  isOpen?(name: string): boolean;
  /** How much a number is wanted: where one of several must be hidden, it is that of the lowest rank. Less than 10. */
  rank?(name: string, year: Tally): number | undefined;
  section(shown: Shown): Section | null;
}
