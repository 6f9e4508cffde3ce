import { type Linear, Ranges } from './ranges.ts';
import { isSmall } from './suppress.ts';
import { type Equation, isPlainSum, termsOf, Unknowns } from './unknowns.ts';

/**
 * Small numbers among many tables that are shown together: the same people
 * counted by reason and by referrer, a year and its quarters. Pure.
 *
 * Every figure has a name, and every relation between figures is a sum: a whole
 * and its parts. Nothing is shown at first. Then the figures are shown one by
 * one, the dearest first, but for those that would tell a secret: a number of
 * too few people. Somebody who has all that is shown, and every sum, can
 *
 * - work no secret out by adding and subtracting, however often,
 * - narrow none down by the sums it is in to fewer values than are small,
 * - learn of no sum of hidden numbers, with a secret among them, that is small
 *   itself or of too few people.
 *
 * What is hidden besides secrets is so the least dear, and no more of it than
 * need be: each of these figures would tell a secret if it were shown, too.
 */

export interface Figure {
  count: number;
  /** Different people it is about; of figures that count people, the count itself. */
  people: number;
  /** All of them by number, or as many as are told apart: to know of how many people several figures are together. */
  who?: number[];
  /** The lower the sooner it is hidden for the sake of others; 0 unless told. */
  rank?: number;
  /** No secret, however small: it tells of a thing, as of a reader that was broken. */
  open?: boolean;
  /** No table shows it. It may be worked out, unless it is small. */
  unshown?: boolean;
}

export interface Sum {
  whole: string;
  parts: string[];
  /** False where one person may be in several parts, as in visits to several activities. */
  disjoint?: boolean;
}

export interface Tables {
  figures: Map<string, Figure>;
  sums: Sum[];
}

/** The names of all figures that may not be shown. A figure that is not among `figures` is nought. */
export function protect({ figures, sums }: Tables, below: number): Set<string> {
  const isSecret = ({ count, people, open }: Figure) => !open && (isSmall(count, below) || isSmall(people, below));
  const secrets = new Set([...figures].flatMap(([name, figure]) => (isSecret(figure) ? [name] : [])));
  const hidden = new Set(figures.keys());
  const unknowns = new Unknowns(sums, (name) => hidden.has(name));
  const sumsOf = bySumsOf(sums);
  const ranges = new Ranges(figures.keys(), sumsOf);
  const of = (name: string) => figures.get(name)!;
  const dearest = [...figures]
    .filter(([name, { unshown }]) => !unshown && !secrets.has(name))
    .sort(([, a], [, b]) => (b.rank ?? 0) - (a.rank ?? 0) || b.count - a.count);

  /** Whether these, hidden but for one, are few in sum, or of few people. */
  const isFew = (names: string[], disjoint: boolean) =>
    names.some((name) => secrets.has(name)) &&
    (names.reduce((sum, name) => sum + of(name).count, 0) < below || together(names.map(of), disjoint) < below);
  const tells = (equation: Equation) => {
    const names = [...equation.keys()];
    return names.length === 1 ? secrets.has(names[0]!) : isPlainSum(equation) && isFew(names, false);
  };
  const tellsBySum = (name: string, { whole, parts, disjoint }: Sum) => {
    if (whole !== name && hidden.has(whole)) return false;
    const left = parts.filter((part) => part !== name && hidden.has(part));
    return left.length > 0 && isFew(left, disjoint !== false);
  };

  for (const [name, { count }] of dearest) {
    const changes = unknowns.ifKnown(name);
    if (changes.some(({ after }) => tells(after))) continue;
    if ((sumsOf.get(name) ?? []).some((sum) => tellsBySum(name, sum))) continue;
    const narrower = ranges.ifKnown(
      name,
      count,
      changes.flatMap(({ after }) => linear(after, of) ?? []),
    );
    if ([...narrower].some(([other, { least, most }]) => secrets.has(other) && most - least < below)) continue;
    ranges.become(narrower);
    unknowns.becomesKnown(name);
    hidden.delete(name);
  }
  return hidden;
}

function linear(equation: Equation, of: (name: string) => Figure): Linear | null {
  const terms = equation.size > LONGEST ? null : termsOf(equation);
  return terms && { terms, total: terms.reduce((sum, [name, times]) => sum + times * of(name).count, 0) };
}

/** With more terms than these an equation narrows nothing, and takes long. */
const LONGEST = 30;

/** How many people there are at least. */
function together(figures: Figure[], disjoint: boolean): number {
  if (disjoint) return figures.reduce((sum, { people }) => sum + people, 0);
  const toldApart = new Set(figures.flatMap(({ who }) => who ?? []));
  return Math.max(toldApart.size, ...figures.map(({ people }) => people));
}

function bySumsOf(sums: Sum[]): Map<string, Sum[]> {
  const found = new Map<string, Sum[]>();
  for (const sum of sums) {
    for (const name of [sum.whole, ...sum.parts]) found.set(name, [...(found.get(name) ?? []), sum]);
  }
  return found;
}

/** The hidden names that have one value only, for all that sums can tell. */
export function workedOut(sums: Sum[], hidden: Set<string>): string[] {
  return new Unknowns(sums, (name) => hidden.has(name)).workedOut();
}
