import type { Sum } from './protect.ts';

export interface Range {
  least: number;
  most: number;
}

/** So often each of several numbers, taken away where it is below nought, and what that is together. */
export interface Linear {
  terms: [name: string, times: number][];
  total: number;
}

/** So many parts of sums are looked at for one name, the nearest first: what is farther away narrows by a hair only. */
const MOST_PARTS = 1_000;

/**
 * Between what every figure must lie for whoever is told some of them and knows
 * that none is below nought: a part is no more than its whole less the least of
 * the other parts, and so on from sum to sum. Figures become known one by one;
 * what that would narrow can be seen beforehand.
 */
export class Ranges {
  readonly #ranges: Map<string, Range>;
  readonly #sumsOf: Map<string, Sum[]>;

  constructor(names: Iterable<string>, sumsOf: Map<string, Sum[]>) {
    this.#ranges = new Map([...names].map((name) => [name, { least: 0, most: Number.POSITIVE_INFINITY }]));
    this.#sumsOf = sumsOf;
  }

  /**
   * The ranges that would be narrower if this were known.
   * @param equations what follows of sums then, each with what its terms are together
   */
  ifKnown(name: string, count: number, equations: Linear[] = []): Map<string, Range> {
    const changed = new Map<string, Range>([[name, { least: count, most: count }]]);
    this.#follow(name, changed);
    for (const equation of equations) {
      for (const narrowed of this.#solve(equation, changed)) this.#follow(narrowed, changed);
    }
    return changed;
  }

  /** Narrows what is near, from sum to sum. */
  #follow(name: string, changed: Map<string, Range>): void {
    let left = MOST_PARTS;
    const waiting = new Set(this.#sumsOf.get(name) ?? []);
    for (const sum of waiting) {
      waiting.delete(sum);
      left -= sum.parts.length;
      if (left < 0) break;
      for (const narrowed of this.#narrow(sum, changed)) {
        for (const other of this.#sumsOf.get(narrowed) ?? []) if (other !== sum) waiting.add(other);
      }
    }
  }

  /** @returns the names whose ranges are narrower by what this equation says */
  #solve({ terms, total }: Linear, changed: Map<string, Range>): string[] {
    const range = (name: string) => changed.get(name) ?? this.#ranges.get(name) ?? NOUGHT;
    const narrowed: string[] = [];
    for (const [name, times] of terms) {
      let [least, most] = [total, total];
      for (const [other, by] of terms) {
        if (other === name) continue;
        const own = range(other);
        least -= by * (by > 0 ? own.most : own.least);
        most -= by * (by > 0 ? own.least : own.most);
      }
      const [low, high] = times > 0 ? [least / times, most / times] : [most / times, least / times];
      const own = range(name);
      if (low <= own.least && high >= own.most) continue;
      changed.set(name, { least: Math.max(low, own.least), most: Math.min(high, own.most) });
      narrowed.push(name);
    }
    return narrowed;
  }

  become(changed: Map<string, Range>): void {
    for (const [name, range] of changed) this.#ranges.set(name, range);
  }

  /** @returns the names whose ranges are narrower by what this sum says */
  #narrow({ whole, parts }: Sum, changed: Map<string, Range>): string[] {
    // What nobody counted is nought.
    const range = (name: string) => changed.get(name) ?? this.#ranges.get(name) ?? NOUGHT;
    const narrowed: string[] = [];
    const between = (name: string, least: number, most: number) => {
      const own = range(name);
      if (least <= own.least && most >= own.most) return;
      changed.set(name, { least: Math.max(least, own.least), most: Math.min(most, own.most) });
      narrowed.push(name);
    };
    let least = 0;
    let most = 0;
    let endless = 0;
    for (const part of parts) {
      const own = range(part);
      least += own.least;
      if (own.most === Number.POSITIVE_INFINITY) endless++;
      else most += own.most;
    }
    between(whole, least, endless > 0 ? Number.POSITIVE_INFINITY : most);
    const all = range(whole);
    for (const part of parts) {
      const own = range(part);
      if (own.least === own.most) continue;
      const isEndless = own.most === Number.POSITIVE_INFINITY;
      const othersEndless = endless - (isEndless ? 1 : 0) > 0;
      const othersMost = othersEndless ? Number.POSITIVE_INFINITY : most - (isEndless ? 0 : own.most);
      between(part, all.least - othersMost, all.most - (least - own.least));
    }
    return narrowed;
  }
}

const NOUGHT: Range = { least: 0, most: 0 };
