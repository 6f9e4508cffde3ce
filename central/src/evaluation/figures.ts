import { type Figure, protect, type Sum } from '@tapwell/shared/evaluation/protect';
import { isSmall } from '@tapwell/shared/evaluation/suppress';
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
  protected(): Protected {
    const below = this.#policy.suppressBelow;
    const year = new Tally();
    for (const quarter of this.#quarters.values()) year.include(quarter);
    const quarters = [...this.#quarters.values()];
    for (const topic of this.#topics) topic.group?.(year, quarters, below);

    const ownSums = this.#topics.flatMap((topic) => topic.sums?.(year) ?? []);
    const ranks = this.#ranks(year, ownSums);
    const figures = new Map<string, Figure>();
    const sums: Sum[] = [];
    // In a quarter without anybody, as in those to come, everybody knows each number.
    const begun = [...this.#quarters].filter(([, tally]) => tally.count('referred') > 0);
    for (const [prefix, tally] of [[YEAR, year] as const, ...begun.map(([id, t]) => [`${id} `, t] as const)]) {
      const asked = this.#askedFor(tally);
      for (const [name, { count, people, who }] of tally.counts) {
        // A quarter is hidden rather than the year.
        const rank = ranks(name) + (prefix === YEAR ? 10 : 0);
        const open = this.#topics.some((topic) => topic.isOpen?.(name));
        figures.set(prefix + name, { count, people, who, rank, open, unshown: !asked.has(name) });
      }
      sums.push(...ownSums.map((sum) => prefixedSum(sum, prefix)));
    }
    for (const name of year.counts.keys()) {
      sums.push({ whole: YEAR + name, parts: begun.map(([id]) => `${id} ${name}`) });
    }
    return { year, quarters: this.#quarters, figures, sums, hidden: protect({ figures, sums }, below) };
  }

  /** How many there are at all is dearest, then what its topic says, then wholes. */
  #ranks(year: Tally, sums: Sum[]): (name: string) => number {
    const wholes = new Set(sums.map(({ whole }) => whole));
    return (name) => {
      if (name === 'referred') return 9;
      for (const topic of this.#topics) {
        const rank = topic.rank?.(name, year);
        if (rank !== undefined) return rank;
      }
      return wholes.has(name) ? 2 : 0;
    };
  }

  /** The names of all numbers that tables ask for; of too few people none do. */
  #askedFor(tally: Tally): Set<string> {
    const asked = new Set<string>();
    if (isSmall(tally.count('referred'), this.#policy.suppressBelow)) return asked;
    const ask = (name: string) => {
      asked.add(name);
      return false;
    };
    const shown = new Shown(tally, ask, this.#policy.suppressBelow);
    for (const topic of this.#topics) topic.section(shown);
    return asked;
  }
}

interface Protected {
  year: Tally;
  quarters: Map<string, Tally>;
  figures: Map<string, Figure>;
  sums: Sum[];
  hidden: Set<string>;
}

const YEAR = 'year ';

function prefixedSum({ whole, parts, disjoint }: Sum, prefix: string): Sum {
  return {
    whole: prefix + whole,
    parts: parts.map((part) => prefix + part),
    ...(disjoint !== undefined && { disjoint }),
  };
}
