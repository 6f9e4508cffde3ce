import type { Sum } from './protect.ts';

/** Arithmetic without remainders, in the whole numbers modulo a prime below 2^26: products stay exact. */
const PRIME = 67_108_859;

/** An equation between names that are not known: how often each occurs in it. */
export type Equation = Map<string, number>;

/** An equation as it would be if one more name were known. */
export interface Change {
  before: Equation;
  after: Equation;
  /** The name that the equation is solved for. */
  solvedFor: string;
}

/**
 * What somebody with a pencil knows of figures that are not told: the sums
 * between them as linear equations, each solved for one name that occurs in no
 * other. So a name can be worked out just when it stands alone in its equation.
 * Names become known one by one; what that would change can be seen beforehand.
 */
export class Unknowns {
  readonly #solved = new Map<string, Equation>();
  readonly #solvedFor = new Map<Equation, string>();
  readonly #within = new Map<string, Set<Equation>>();

  /** @param unknown all names of the sums that are not known */
  constructor(sums: Sum[], unknown: (name: string) => boolean) {
    for (const sum of sums) this.#tell(sum, unknown);
  }

  /** The names that have one value only. */
  workedOut(): string[] {
    return [...this.#solved].flatMap(([name, { size }]) => (size === 1 ? [name] : []));
  }

  /** All equations that would be others if this name were known, without those that would say nothing. */
  ifKnown(name: string): Change[] {
    const own = this.#solved.get(name);
    if (!own)
      return this.#holding(name).map((before) => ({
        before,
        after: without(before, name),
        solvedFor: this.#solvedFor.get(before)!,
      }));
    const left = without(own, name);
    const next = this.#rarest(left);
    // It can be worked out already.
    if (next === undefined) return [];
    const after = times(left, inverse(left.get(next)!));
    return [
      { before: own, after, solvedFor: next },
      ...this.#holding(next)
        .filter((other) => other !== own)
        .map((before) => ({
          before,
          after: minus(before, before.get(next)!, after),
          solvedFor: this.#solvedFor.get(before)!,
        })),
    ];
  }

  becomesKnown(name: string): void {
    const own = this.#solved.get(name);
    const changes = this.ifKnown(name);
    if (own) this.#remove(own, name);
    for (const { before, after, solvedFor } of changes) {
      if (before !== own) this.#remove(before, solvedFor);
      this.#put(after, solvedFor);
    }
  }

  #tell({ whole, parts }: Sum, unknown: (name: string) => boolean): void {
    let row: Equation = new Map();
    for (const [name, value] of [[whole, PRIME - 1] as const, ...parts.map((part) => [part, 1] as const)]) {
      if (unknown(name)) add(row, name, value);
    }
    for (const name of [...row.keys()]) {
      const by = this.#solved.get(name);
      const value = row.get(name);
      if (by && value !== undefined) row = minus(row, value, by);
    }
    const first = this.#rarest(row);
    if (first === undefined) return;
    row = times(row, inverse(row.get(first)!));
    for (const other of this.#holding(first)) {
      const solvedFor = this.#solvedFor.get(other)!;
      this.#remove(other, solvedFor);
      this.#put(minus(other, other.get(first)!, row), solvedFor);
    }
    this.#put(row, first);
  }

  /** Of the names of an equation the one that is in the fewest others, so that these stay short. */
  #rarest(equation: Equation): string | undefined {
    let rarest: string | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (const name of equation.keys()) {
      const { size } = this.#within.get(name) ?? { size: 0 };
      if (size < fewest) [rarest, fewest] = [name, size];
    }
    return rarest;
  }

  #holding(name: string): Equation[] {
    return [...(this.#within.get(name) ?? [])];
  }

  #put(equation: Equation, solvedFor: string): void {
    this.#solved.set(solvedFor, equation);
    this.#solvedFor.set(equation, solvedFor);
    for (const name of equation.keys()) {
      const found = this.#within.get(name) ?? new Set();
      found.add(equation);
      this.#within.set(name, found);
    }
  }

  #remove(equation: Equation, solvedFor: string): void {
    this.#solved.delete(solvedFor);
    this.#solvedFor.delete(equation);
    for (const name of equation.keys()) this.#within.get(name)?.delete(equation);
  }
}

/** The terms of an equation in plain numbers; null where they are fractions. */
export function termsOf(equation: Equation): [name: string, times: number][] | null {
  const terms = [...equation].map(([name, value]): [string, number] => [
    name,
    value > PRIME / 2 ? value - PRIME : value,
  ]);
  return terms.every(([, times]) => Math.abs(times) < LARGEST) ? terms : null;
}
const LARGEST = 100;

/** Whether an equation tells how much all its names are together; then it is their plain sum. */
export function isPlainSum(equation: Equation): boolean {
  const [first] = equation.values();
  return (first === 1 || first === PRIME - 1) && [...equation.values()].every((value) => value === first);
}

function add(row: Equation, name: string, value: number): void {
  const left = ((row.get(name) ?? 0) + value) % PRIME;
  if (left === 0) row.delete(name);
  else row.set(name, left);
}

function minus(row: Equation, factor: number, other: Equation): Equation {
  const left = new Map(row);
  for (const [name, value] of other) add(left, name, ((PRIME - factor) * value) % PRIME);
  return left;
}

function times(row: Equation, factor: number): Equation {
  return new Map([...row].map(([name, value]) => [name, (value * factor) % PRIME]));
}

function without(row: Equation, name: string): Equation {
  const left = new Map(row);
  left.delete(name);
  return left;
}

function inverse(value: number): number {
  let result = 1;
  for (let b = value, e = PRIME - 2; e > 0; e = Math.floor(e / 2), b = (b * b) % PRIME) {
    if (e % 2 === 1) result = (result * b) % PRIME;
  }
  return result;
}
