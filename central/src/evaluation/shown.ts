import { isSmall } from '@tapwell/shared/evaluation/suppress';
import { meanOf, quartilesOf } from './statistics.ts';
import type { Tally } from './tally.ts';
import type { Cell, Row } from './wire.ts';

/** What may be shown of one period: every table reads its numbers from here, so none shows more. */
export class Shown {
  readonly below: number;
  readonly #tally: Tally;
  readonly #hidden: (name: string) => boolean;

  constructor(tally: Tally, hidden: (name: string) => boolean, below: number) {
    this.#tally = tally;
    this.#hidden = hidden;
    this.below = below;
  }

  count(name: string): number | 'hidden' {
    return this.#hidden(name) ? 'hidden' : this.#tally.count(name);
  }

  /** How many there are with this beginning; their names are known anyway. */
  names(prefix: string): string[] {
    return this.#tally.names(prefix);
  }

  title(id: string): string {
    return this.#tally.title(id);
  }

  /** Of two figures that are shown themselves, or it would tell the other. */
  percent(part: string, whole: string): Cell {
    return percentOf(this.count(part), this.count(whole));
  }

  /** A row of people and what share they are. */
  share(title: string, name: string, whole: string): Row {
    return { title, cells: [this.count(name), this.percent(name, whole)] };
  }

  /**
   * A mean and its interval, only where the number of people it is of is shown:
   * means of a whole and of its other parts would tell a hidden one's.
   */
  mean(values: string, people: string): { mean: Cell; from: Cell; to: Cell } {
    if (this.count(people) === 'hidden') return { mean: 'hidden', from: 'hidden', to: 'hidden' };
    const sums = this.#tally.sums.get(values);
    const mean = sums ? meanOf(sums) : null;
    return { mean: mean?.mean ?? null, from: mean?.interval?.from ?? null, to: mean?.interval?.to ?? null };
  }

  /**
   * Medians do not add up, so one may stand where its n is hidden for another's
   * sake; never one of few people, and quartiles of twice as many only.
   */
  quartiles(values: string): { lower: Cell; median: Cell; upper: Cell } {
    const list = this.#tally.lists.get(values) ?? [];
    const of = quartilesOf(list);
    if (!of) return { lower: null, median: null, upper: null };
    const few = isSmall(list.length, this.below);
    const fewForQuartiles = isSmall(list.length, 2 * this.below);
    return {
      lower: fewForQuartiles ? 'hidden' : of.lower,
      median: few ? 'hidden' : of.median,
      upper: fewForQuartiles ? 'hidden' : of.upper,
    };
  }
}

export function percentOf(part: Cell, whole: Cell): Cell {
  if (part === 'hidden' || whole === 'hidden') return 'hidden';
  return part === null || !whole ? null : (100 * part) / whole;
}
