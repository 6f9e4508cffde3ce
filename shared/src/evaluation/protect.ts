import { isSmall, suppressTable } from './suppress.ts';

/**
 * Small numbers among many tables that are shown together. `suppress.ts` sees
 * to each table; here we see to what the tables tell about each other: the same
 * people counted by reason and by referrer, a year and its quarters. Pure.
 *
 * Every figure has a name, and every relation between figures is a sum: a whole
 * and its parts. What is shown fixes its names; a hidden one can be worked out
 * just when the sums, as linear equations in the hidden names, leave it one
 * value only. Then one more is hidden, until none can.
 */

export interface Figure {
  count: number;
  /** Different people it is about; of figures that count people, the count itself. */
  people: number;
  /** Of two that could be hidden the one with the lower rank is; 0 unless told. */
  rank?: number;
}

export interface Sum {
  whole: string;
  parts: string[];
  /** False where one person may be in several parts, as in visits to several activities. */
  disjoint?: boolean;
}

/** Figures in rows and columns with totals of both; these sums need not be told again. */
export interface Grid {
  cells: string[][];
  rowTotals: string[];
  columnTotals: string[];
  total: string;
}

export interface Tables {
  figures: Map<string, Figure>;
  grids: Grid[];
  sums: Sum[];
}

/** The names of all figures that may not be shown. A figure that is not among `figures` is nought. */
export function protect({ figures, grids, sums }: Tables, below: number): Set<string> {
  const page = new Page(figures, [...sums, ...grids.flatMap(sumsOf)], below);
  for (const [name, figure] of figures) if (tooFew(figure, below)) page.hidden.add(name);
  for (const grid of grids) suppressGrid(grid, page, below);
  for (;;) {
    const before = page.hidden.size;
    while (page.hideBesideLonely()) {}
    for (const name of workedOut(page.sums, page.hidden)) page.hideNear(name);
    if (page.hidden.size === before) return page.hidden;
  }
}

function tooFew({ count, people }: Figure, below: number): boolean {
  return isSmall(count, below) || isSmall(people, below);
}

function sumsOf({ cells, rowTotals, columnTotals, total }: Grid): Sum[] {
  const columns = columnTotals.map((whole, c) => ({ whole, parts: cells.map((row) => row[c]!), disjoint: false }));
  return [
    ...cells.map((parts, r) => ({ whole: rowTotals[r]!, parts, disjoint: false })),
    ...columns,
    { whole: total, parts: rowTotals, disjoint: false },
    { whole: total, parts: columnTotals, disjoint: false },
  ];
}

function suppressGrid({ cells, rowTotals, columnTotals, total }: Grid, page: Page, below: number): void {
  const counts = cells.map((row) => row.map((name) => page.figure(name).count));
  const shown = suppressTable(counts, below, (r, c) => tooFew(page.figure(cells[r]![c]!), below));
  const hide = (name: string, value: number | null) => value === null && page.hidden.add(name);
  for (const [r, row] of cells.entries()) for (const [c, name] of row.entries()) hide(name, shown.cells[r]![c]!);
  for (const [r, name] of rowTotals.entries()) hide(name, shown.rowTotals[r]!);
  for (const [c, name] of columnTotals.entries()) hide(name, shown.columnTotals[c]!);
  hide(total, shown.total);
}

/** All figures that are shown together, and which of them are hidden so far. */
class Page {
  readonly hidden = new Set<string>();
  readonly sums: Sum[];
  readonly #figures: Map<string, Figure>;
  readonly #below: number;
  readonly #sumsOf = new Map<string, Sum[]>();

  constructor(figures: Map<string, Figure>, sums: Sum[], below: number) {
    this.#figures = figures;
    this.#below = below;
    this.sums = sums;
    for (const sum of sums) {
      for (const name of [sum.whole, ...sum.parts]) {
        this.#sumsOf.set(name, [...(this.#sumsOf.get(name) ?? []), sum]);
      }
    }
  }

  figure(name: string): Figure {
    return this.#figures.get(name) ?? { count: 0, people: 0 };
  }

  /**
   * One hidden number of a sum is found by subtracting, and so is how many
   * people all its hidden parts have between them: one more is hidden, until
   * these are not few either.
   * @returns whether any was
   */
  hideBesideLonely(): boolean {
    let hid = false;
    for (const sum of this.sums) {
      const names = [sum.whole, ...sum.parts];
      const hidden = names.filter((name) => this.hidden.has(name));
      const alone = hidden.length === 1;
      const few = !this.hidden.has(sum.whole) && hidden.length > 0 && isSmall(this.#together(hidden, sum), this.#below);
      if (!alone && !few) continue;
      hid = this.#hideCheapest(names) || hid;
    }
    return hid;
  }

  /** Hides the cheapest figure that stands nearest to this one, by the sums they share. */
  hideNear(name: string): void {
    const seen = new Set([name]);
    for (let front = [name]; front.length > 0; ) {
      const next = front.flatMap((at) => (this.#sumsOf.get(at) ?? []).flatMap((sum) => [sum.whole, ...sum.parts]));
      if (this.#hideCheapest(next)) return;
      front = [...new Set(next)].filter((at) => !seen.has(at));
      for (const at of front) seen.add(at);
    }
  }

  /** How many people there are at least. */
  #together(parts: string[], sum: Sum): number {
    const people = parts.map((name) => this.figure(name).people);
    return sum.disjoint === false ? Math.max(...people) : people.reduce((a, b) => a + b, 0);
  }

  #hideCheapest(names: string[]): boolean {
    let cheapest: { name: string; cost: number; count: number } | undefined;
    for (const name of names) {
      if (this.hidden.has(name)) continue;
      const { rank = 0, count } = this.figure(name);
      // Whatever would be alone in another sum takes more with it; a nought hides nobody.
      const cost = rank + this.#aloneIn(name) + (count === 0 ? NOUGHT : 0);
      const isCheaper = !cheapest || cost < cheapest.cost || (cost === cheapest.cost && count < cheapest.count);
      if (isCheaper) cheapest = { name, cost, count };
    }
    if (cheapest) this.hidden.add(cheapest.name);
    return cheapest !== undefined;
  }

  /** In how many sums it would be the only hidden one. */
  #aloneIn(name: string): number {
    const sums = this.#sumsOf.get(name) ?? [];
    return sums.filter(({ whole, parts }) => !this.hidden.has(whole) && !parts.some((part) => this.hidden.has(part)))
      .length;
  }
}

/** Other figures are hidden first: everybody may know that it must be nought. */
const NOUGHT = 100;

/** Arithmetic without remainders, in the whole numbers modulo a prime below 2^26: products stay exact. */
const PRIME = 67_108_859;

/**
 * The hidden names that have one value only: those that elimination leaves
 * alone in an equation.
 */
export function workedOut(sums: Sum[], hidden: Set<string>): string[] {
  const rows: Map<string, number>[] = [];
  /** Each name that an equation is solved for, and which. */
  const solved = new Map<string, Map<string, number>>();
  /** In which equations a name occurs. */
  const within = new Map<string, Set<Map<string, number>>>();
  const occurs = (name: string) => {
    const found = within.get(name) ?? new Set();
    within.set(name, found);
    return found;
  };
  const subtract = (row: Map<string, number>, times: number, other: Map<string, number>) => {
    for (const [name, value] of other) {
      const left = ((row.get(name) ?? 0) + (PRIME - times) * value) % PRIME;
      if (left === 0) {
        row.delete(name);
        within.get(name)?.delete(row);
      } else {
        row.set(name, left);
        occurs(name).add(row);
      }
    }
  };
  for (const { whole, parts } of sums) {
    const row = new Map<string, number>();
    const put = (name: string, value: number) => {
      if (!hidden.has(name)) return;
      row.set(name, ((row.get(name) ?? 0) + value + PRIME) % PRIME);
      if (row.get(name) === 0) row.delete(name);
    };
    put(whole, PRIME - 1);
    for (const part of parts) put(part, 1);
    for (const name of row.keys()) occurs(name).add(row);
    for (const name of [...row.keys()]) {
      const by = solved.get(name);
      if (by && row.has(name)) subtract(row, row.get(name)!, by);
    }
    const [first] = row;
    if (!first) continue;
    const inverse = power(first[1], PRIME - 2);
    for (const [name, value] of row) row.set(name, (value * inverse) % PRIME);
    for (const other of [...occurs(first[0])]) if (other !== row) subtract(other, other.get(first[0])!, row);
    solved.set(first[0], row);
    rows.push(row);
  }
  return rows.flatMap((row) => (row.size === 1 ? [...row.keys()] : []));
}

function power(base: number, exponent: number): number {
  let result = 1;
  for (let b = base, e = exponent; e > 0; e = Math.floor(e / 2), b = (b * b) % PRIME) {
    if (e % 2 === 1) result = (result * b) % PRIME;
  }
  return result;
}
