import type { Sum } from './protect.ts';

/**
 * What somebody with a computer can learn of a hidden number: its least and its
 * greatest value, for all that sums and what is shown can tell, where no number
 * is below nought. By linear programming (the simplex method, a tableau with
 * fractions as they come), so it shares nothing with what hides numbers.
 */
export class Bounds {
  readonly #names: string[];
  /** Each row: what it is solved for stands once in it, and its value last. */
  readonly #rows: number[][] = [];
  readonly #basis: number[] = [];

  constructor(sums: Sum[], hidden: Set<string>, counts: (name: string) => number) {
    this.#names = [...hidden];
    const at = new Map(this.#names.map((name, i) => [name, i]));
    const seen = new Set<string>();
    for (const { whole, parts } of sums) {
      const row = Array(this.#names.length + 1).fill(0) as number[];
      const put = (name: string, sign: number) => {
        const i = at.get(name);
        if (i !== undefined) row[i]! += sign;
        else row[row.length - 1]! -= sign * counts(name);
      };
      for (const part of parts) put(part, 1);
      put(whole, -1);
      const key = row.join();
      if (row.slice(0, -1).every((v) => v === 0) || seen.has(key)) continue;
      seen.add(key);
      this.#rows.push(row[row.length - 1]! < 0 ? row.map((v) => -v) : row);
    }
    this.#begin();
  }

  /** From nought, and infinity where there is no end. */
  of(name: string): { least: number; most: number } {
    const i = this.#names.indexOf(name);
    return { least: -this.#greatest(i, -1), most: this.#greatest(i, 1) };
  }

  /** A first solution: helping numbers, one for each row, are brought down to nought. */
  #begin(): void {
    const n = this.#names.length;
    const m = this.#rows.length;
    for (const [r, row] of this.#rows.entries()) {
      row.splice(n, 0, ...Array.from({ length: m }, (_, k) => (k === r ? 1 : 0)));
      this.#basis.push(n + r);
    }
    const costs = Array.from({ length: n + m }, (_, c) => (c < n ? 0 : -1));
    if (this.#best(costs, n + m) < -1e-6) throw new Error('these sums do not add up');
    for (let r = this.#rows.length - 1; r >= 0; r--) {
      if (this.#basis[r]! < n) continue;
      const c = this.#rows[r]!.findIndex((v, i) => i < n && Math.abs(v) > 1e-7);
      if (c >= 0) this.#pivot(r, c);
      else {
        this.#rows.splice(r, 1);
        this.#basis.splice(r, 1);
      }
    }
    for (const row of this.#rows) row.splice(n, m);
  }

  #greatest(i: number, sign: number): number {
    return this.#best(
      this.#names.map((_, c) => (c === i ? sign : 0)),
      this.#names.length,
    );
  }

  /** The greatest value of a sum with these weights, from the solution that is there. */
  #best(costs: number[], width: number): number {
    for (;;) {
      const gain = (c: number) =>
        costs[c]! - this.#rows.reduce((sum, row, r) => sum + costs[this.#basis[r]!]! * row[c]!, 0);
      let enter = -1;
      // The first that gains (Bland's rule), so that it ends.
      for (let c = 0; c < width && enter < 0; c++) if (!this.#basis.includes(c) && gain(c) > 1e-7) enter = c;
      if (enter < 0) return this.#rows.reduce((sum, row, r) => sum + costs[this.#basis[r]!]! * row.at(-1)!, 0);
      let leave = -1;
      for (const [r, row] of this.#rows.entries()) {
        if (row[enter]! <= 1e-7) continue;
        const ratio = row.at(-1)! / row[enter]!;
        const best = leave < 0 ? Number.POSITIVE_INFINITY : this.#rows[leave]!.at(-1)! / this.#rows[leave]![enter]!;
        if (ratio < best - 1e-9 || (ratio < best + 1e-9 && this.#basis[r]! < this.#basis[leave]!)) leave = r;
      }
      if (leave < 0) return Number.POSITIVE_INFINITY;
      this.#pivot(leave, enter);
    }
  }

  #pivot(r: number, c: number): void {
    const by = this.#rows[r]![c]!;
    const own = this.#rows[r]!.map((v) => v / by);
    this.#rows[r] = own;
    for (const [other, row] of this.#rows.entries()) {
      const times = row[c]!;
      if (other === r || Math.abs(times) < 1e-12) continue;
      for (let i = 0; i < row.length; i++) row[i]! -= times * own[i]!;
    }
    this.#basis[r] = c;
  }
}
