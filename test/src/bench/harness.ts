/** One measured figure; `holds` is null where the design sets no budget. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** The most (or, for `atLeast`, the least) that is allowed. */
  budget: number | null;
  holds: boolean | null;
}

export function figure(
  name: string,
  value: number,
  unit: string,
  budget: { atMost?: number; atLeast?: number } = {},
): Figure {
  const { atMost, atLeast } = budget;
  const holds = atMost !== undefined ? value <= atMost : atLeast !== undefined ? value >= atLeast : null;
  return { name, value: Math.round(value * 100) / 100, unit, budget: atMost ?? atLeast ?? null, holds };
}

/** The p-th percentile (nearest rank) of some samples. */
export function percentile(samples: number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** Prints the figures as a table. */
export function report(title: string, figures: Figure[]): void {
  const rows = figures.map((f) => [
    f.name,
    `${f.value} ${f.unit}`,
    f.budget === null ? '' : `${f.budget} ${f.unit}`,
    f.holds === null ? '' : f.holds ? 'holds' : 'MISSED',
  ]);
  const table = [['what', 'measured', 'budget', ''], ...rows];
  const widths = [0, 1, 2].map((i) => Math.max(...table.map((row) => row[i]!.length)));
  const lines = table.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  process.stdout.write(`\n${title}\n\n${lines.join('\n')}\n\n`);
}
