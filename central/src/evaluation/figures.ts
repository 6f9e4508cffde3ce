import { type Figure, type Grid, protect, type Sum } from '@tapwell/shared/evaluation/protect';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import type { PathRow } from './path-row.ts';
import { quarterOf, quartersOf } from './period.ts';
import { Shown } from './shown.ts';
import { Tally } from './tally.ts';
import { alongside } from './topics/alongside.ts';
import { attendance } from './topics/attendance.ts';
import { cohorts } from './topics/cohorts.ts';
import { hours } from './topics/hours.ts';
import { measures } from './topics/measures.ts';
import { serviceUse } from './topics/service-use.ts';
import { sources } from './topics/sources.ts';
import { times } from './topics/times.ts';
import type { Topic } from './topics/topic.ts';
import { uptake } from './topics/uptake.ts';
import type { Section } from './wire.ts';

/** All subjects of the evaluation, in the order of the page. */
export function topicsOf(policy: SchemePolicy): Topic[] {
  return [
    uptake,
    times,
    attendance,
    measures(policy),
    cohorts(policy),
    hours(policy),
    serviceUse(policy),
    sources(policy),
    alongside(policy),
  ];
}

/**
 * The figures of a scheme's year and its quarters. Paths are counted one by one
 * and forgotten; then what is small is hidden, in the year and its quarters
 * together, as one could be subtracted from the other. Pure.
 */
export class YearFigures {
  readonly #policy: SchemePolicy;
  readonly #topics: Topic[];
  readonly #quarters: Map<string, Tally>;
  #paths = 0;

  /** @param year e.g. `2026-27` */
  constructor(policy: SchemePolicy, year: string) {
    this.#policy = policy;
    this.#topics = topicsOf(policy);
    this.#quarters = new Map(quartersOf(year).map(({ id }) => [id, new Tally()]));
  }

  count(row: PathRow): void {
    const tally = this.#quarters.get(quarterOf(row.openedOn));
    if (!tally) throw new RangeError('this path began in another year');
    tally.next(this.#paths++);
    for (const topic of this.#topics) topic.count(row, tally);
  }

  /** What may be shown, by period: of each that has enough people, its sections; else null. */
  sections(): Map<string, Section[] | null> {
    const { year, quarters, hidden } = this.protected();
    const shown = (tally: Tally, prefix: string) => {
      if (hidden.has(`${prefix}referred`)) return null;
      const of = new Shown(tally, (name) => hidden.has(prefix + name), this.#policy.suppressBelow);
      return this.#topics.flatMap((topic) => topic.section(of) ?? []);
    };
    return new Map([
      ['year', shown(year, YEAR)] as const,
      ...[...quarters].map(([id, tally]) => [id, shown(tally, `${id} `)] as const),
    ]);
  }

  /** All that is counted, and which of it is hidden; by names that begin with their period. For tests, too. */
  protected(): { year: Tally; quarters: Map<string, Tally>; hidden: Set<string>; sums: Sum[]; grids: Grid[] } {
    const below = this.#policy.suppressBelow;
    const year = new Tally();
    for (const quarter of this.#quarters.values()) year.include(quarter);
    const quarters = [...this.#quarters.values()];
    for (const topic of this.#topics) topic.group?.(year, quarters, below);

    const ownSums = this.#topics.flatMap((topic) => topic.sums?.(year) ?? []);
    const ownGrids = this.#topics.flatMap((topic) => topic.grids?.(year) ?? []);
    const figures = new Map<string, Figure>();
    const sums: Sum[] = [];
    const grids: Grid[] = [];
    const totals = new Set([...ownSums.map((sum) => sum.whole), ...ownGrids.map((grid) => grid.total)]);
    for (const [prefix, tally] of [[YEAR, year], ...[...this.#quarters].map(([id, t]) => [`${id} `, t])] as [
      string,
      Tally,
    ][]) {
      for (const [name, { count, people }] of tally.counts) {
        // A quarter is hidden rather than the year, a part rather than its whole, and how many there are at all last.
        const rank = (prefix === YEAR ? 2 : 0) + (totals.has(name) ? 2 : 0) + (name === 'referred' ? 20 : 0);
        figures.set(prefix + name, { count, people, rank });
      }
      sums.push(...ownSums.map((sum) => prefixedSum(sum, prefix)));
      grids.push(...ownGrids.map((grid) => prefixedGrid(grid, prefix)));
    }
    // In a quarter without anybody, as in those to come, everybody knows each number.
    const begun = [...this.#quarters].filter(([, tally]) => tally.count('referred') > 0);
    for (const name of year.counts.keys()) {
      sums.push({ whole: YEAR + name, parts: begun.map(([id]) => `${id} ${name}`) });
    }
    const hidden = protect({ figures, grids, sums }, below);
    return { year, quarters: this.#quarters, hidden, sums, grids };
  }
}

const YEAR = 'year ';

function prefixedSum({ whole, parts, disjoint }: Sum, prefix: string): Sum {
  return {
    whole: prefix + whole,
    parts: parts.map((part) => prefix + part),
    ...(disjoint !== undefined && { disjoint }),
  };
}

function prefixedGrid({ cells, rowTotals, columnTotals, total }: Grid, prefix: string): Grid {
  const all = (names: string[]) => names.map((name) => prefix + name);
  return { cells: cells.map(all), rowTotals: all(rowTotals), columnTotals: all(columnTotals), total: prefix + total };
}
