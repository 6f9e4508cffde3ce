import type { Figure } from '@tapwell/shared/evaluation/protect';
import { addTo, noSums, type Sums } from './statistics.ts';

/** So many people are told apart by name, to know how few several figures are about between them. */
const TOLD_APART = 20;

interface Count {
  count: number;
  people: number;
  /** The first of them. */
  who: number[];
}

/**
 * Counts and numbers by their names, added up row by row: however many rows
 * there are, only this is kept. Two tallies make one, as quarters make a year.
 */
export class Tally {
  readonly counts = new Map<string, Count>();
  readonly sums = new Map<string, Sums>();
  readonly lists = new Map<string, number[]>();
  readonly #titles = new Map<string, string>();
  /** The path that is being counted, by number. */
  #who = 0;

  next(who: number): void {
    this.#who = who;
  }

  /** At most once for each name and path. */
  add(name: string, count = 1): void {
    if (count === 0) return;
    const found = this.counts.get(name);
    if (!found) {
      this.counts.set(name, { count, people: 1, who: [this.#who] });
      return;
    }
    found.count += count;
    found.people++;
    if (found.who.length < TOLD_APART) found.who.push(this.#who);
  }

  /** A number of which there is a mean. */
  sum(name: string, value: number): void {
    const found = this.sums.get(name) ?? noSums();
    addTo(found, value);
    this.sums.set(name, found);
  }

  /** A number of which there are quartiles. */
  list(name: string, value: number): void {
    const found = this.lists.get(name);
    if (found) found.push(value);
    else this.lists.set(name, [value]);
  }

  /** What something with an id is called. */
  entitle(id: string, title: string): void {
    this.#titles.set(id, title);
  }

  title(id: string): string {
    return this.#titles.get(id) ?? id;
  }

  count(name: string): number {
    return this.counts.get(name)?.count ?? 0;
  }

  names(prefix: string): string[] {
    return [...this.counts.keys()].filter((name) => name.startsWith(prefix));
  }

  figures(): Map<string, Figure> {
    return new Map([...this.counts].map(([name, { count, people }]) => [name, { count, people }]));
  }

  /** Makes one figure of several. */
  merge(names: string[], into: string): void {
    const merged = names.map((name) => this.counts.get(name)).filter((count) => count !== undefined);
    for (const name of names) this.counts.delete(name);
    if (merged.length === 0) return;
    const who = [...new Set(merged.flatMap((one) => one.who))];
    // Where one of them has too many to tell apart, there are at least as many.
    const people = Math.max(who.length, ...merged.map((one) => one.people));
    const count = merged.reduce((sum, one) => sum + one.count, 0);
    this.counts.set(into, { count, people, who: who.slice(0, TOLD_APART) });
  }

  /** Adds another tally, of other paths. */
  include(other: Tally): void {
    for (const [id, title] of other.#titles) this.entitle(id, title);
    for (const [name, { count, people, who }] of other.counts) {
      const own = this.counts.get(name) ?? { count: 0, people: 0, who: [] };
      this.counts.set(name, {
        count: own.count + count,
        people: own.people + people,
        who: [...own.who, ...who].slice(0, TOLD_APART),
      });
    }
    for (const [name, { n, sum, squares }] of other.sums) {
      const own = this.sums.get(name) ?? noSums();
      this.sums.set(name, { n: own.n + n, sum: own.sum + sum, squares: own.squares + squares });
    }
    for (const [name, values] of other.lists) {
      const own = this.lists.get(name) ?? [];
      for (const value of values) own.push(value);
      this.lists.set(name, own);
    }
  }
}
