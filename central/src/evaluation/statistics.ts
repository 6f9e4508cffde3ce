import jstat from 'jstat';

/**
 * The few statistics that the figures need. All are of numbers that are there:
 * what is missing is counted beside them, never filled in. Pure.
 */

export interface Quartiles {
  n: number;
  lower: number;
  median: number;
  upper: number;
}

/** Median and quartiles; null of no numbers. */
export function quartilesOf(values: number[]): Quartiles | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const [lower, median, upper] = [0.25, 0.5, 0.75].map((p) => quantile(sorted, p)) as [number, number, number];
  return { n: sorted.length, lower, median, upper };
}

/** Between its two neighbours in a straight line: Hyndman and Fan's definition 7, as R, NumPy and Excel have it. */
export function quantile(sorted: number[], p: number): number {
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (sorted[above]! - sorted[below]!) * (at - below);
}

/** Sums from which a mean and its interval follow; they add up, so quarters make a year. */
export interface Sums {
  n: number;
  sum: number;
  squares: number;
}

export const noSums = (): Sums => ({ n: 0, sum: 0, squares: 0 });

export function addTo(sums: Sums, value: number): void {
  sums.n++;
  sums.sum += value;
  sums.squares += value * value;
}

export interface Mean {
  n: number;
  mean: number;
  /** 95 % confidence interval by Student's t; null for one number, which says nothing of its spread. */
  interval: { from: number; to: number } | null;
}

/** The mean of paired changes, with its interval: the paired t interval. Null of no numbers. */
export function meanOf({ n, sum, squares }: Sums): Mean | null {
  if (n === 0) return null;
  const mean = sum / n;
  if (n === 1) return { n, mean, interval: null };
  // Rounding can leave a hair less than nothing where all are alike.
  const variance = Math.max(0, (squares - n * mean * mean) / (n - 1));
  const half = tQuantile(0.975, n - 1) * Math.sqrt(variance / n);
  return { n, mean, interval: { from: mean - half, to: mean + half } };
}

export function tQuantile(p: number, degrees: number): number {
  return jstat.jStat.studentt.inv(p, degrees);
}
