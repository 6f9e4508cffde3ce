/**
 * Small numbers are not shown, and neither is any number from which a small
 * one could be worked out. Pure.
 *
 * A table with its totals is a network: each row and each column is a node, and
 * so are "all rows" and "all columns"; each number is a pipe between two of
 * them, and what flows into a node flows out. Numbers that are shown are fixed.
 * A hidden number cannot be worked out if a unit more or less could flow
 * through it and back along other hidden pipes, with none falling below zero:
 * then another table of whole numbers shows the same figures. So we hide the
 * cheapest way back for each, until all have one.
 */

/** A table of counts; a hidden count is null. */
export interface SuppressedTable {
  cells: (number | null)[][];
  rowTotals: (number | null)[];
  columnTotals: (number | null)[];
  total: number | null;
}

interface Pipe {
  from: number;
  to: number;
  count: number;
  hidden: boolean;
  isTotal: boolean;
}

/** A count that may be told only as "fewer than so many". Nought points at nobody. */
export function isSmall(count: number, below: number): boolean {
  return count > 0 && count < below;
}

/**
 * Hides counts from 1 to less than `below` of a table, and as few others as keep them hidden.
 * @param also whether a cell is to be hidden for another reason: many visits, but of few people
 */
export function suppressTable(
  counts: number[][],
  below: number,
  also: (row: number, column: number) => boolean = () => false,
): SuppressedTable {
  const columns = counts[0]?.length ?? 0;
  if (counts.some((row) => row.length !== columns || row.some((n) => !Number.isInteger(n) || n < 0))) {
    throw new RangeError('a table of counts has rows of the same length, of whole numbers from nought');
  }
  const network = networkOf(counts, columns);
  const pipes = network.flat();
  for (const pipe of pipes) pipe.hidden = isSmall(pipe.count, below);
  for (const [r, row] of network.slice(0, counts.length).entries()) {
    for (const [c, pipe] of row.slice(0, columns).entries()) pipe.hidden ||= also(r, c);
  }
  for (const pipe of pipes) if (pipe.hidden) protect(pipe, pipes);
  const shown = ({ hidden, count }: Pipe) => (hidden ? null : count);
  const bottom = network[counts.length]!.map(shown);
  return {
    cells: network.slice(0, counts.length).map((row) => row.slice(0, columns).map(shown)),
    rowTotals: network.slice(0, counts.length).map((row) => shown(row[columns]!)),
    columnTotals: bottom.slice(0, columns),
    total: bottom[columns]!,
  };
}

/** The same for a list of counts that is shown with its total. */
export function suppressList(counts: number[], below: number): { counts: (number | null)[]; total: number | null } {
  const { cells, total } = suppressTable([counts], below);
  return { counts: cells[0]!, total };
}

/** One pipe for each number: rows of cells with their total, and the row of column totals with the whole. */
function networkOf(counts: number[][], columns: number): Pipe[][] {
  const allRows = counts.length;
  const column = (c: number) => counts.length + 1 + c;
  const allColumns = column(columns);
  const sum = (list: number[]) => list.reduce((a, b) => a + b, 0);
  const pipe = (from: number, to: number, count: number, isTotal: boolean): Pipe => {
    return { from, to, count, hidden: false, isTotal };
  };
  const rows = counts.map((row, r) => [
    ...row.map((count, c) => pipe(r, column(c), count, false)),
    pipe(allColumns, r, sum(row), true),
  ]);
  const totals = Array.from({ length: columns }, (_, c) => sum(counts.map((row) => row[c]!)));
  const bottom = [
    ...totals.map((count, c) => pipe(column(c), allRows, count, true)),
    pipe(allRows, allColumns, sum(totals), true),
  ];
  return [...rows, bottom];
}

/** Hides what else must be hidden so that this number could be one more, or one less. */
function protect(pipe: Pipe, pipes: Pipe[]): void {
  const others = pipes.filter((other) => other !== pipe);
  const more = cheapestWay(pipe.to, pipe.from, others);
  const less = pipe.count > 0 ? cheapestWay(pipe.from, pipe.to, others) : null;
  const way = less && less.cost < more!.cost ? less : more!;
  for (const step of way.pipes) step.hidden = true;
}

/** Hidden already costs nothing; then small counts are hidden rather than large ones, and totals last. */
function costOf({ hidden, isTotal, count }: Pipe, all: number): number {
  if (hidden) return 0;
  return count + 1 + (isTotal ? all : 0);
}

/** Dijkstra's shortest path: with the flow any pipe can take one more, against it only one that has some. */
function cheapestWay(from: number, to: number, pipes: Pipe[]): { pipes: Pipe[]; cost: number } | null {
  const all = pipes.reduce((sum, pipe) => sum + pipe.count, 1);
  const reached = new Map<number, { cost: number; by: Pipe | null; before: number }>([
    [from, { cost: 0, by: null, before: from }],
  ]);
  const done = new Set<number>();
  for (;;) {
    const open = [...reached].filter(([node]) => !done.has(node)).sort((a, b) => a[1].cost - b[1].cost);
    const next = open[0];
    if (!next) return null;
    const [node, { cost }] = next;
    if (node === to) break;
    done.add(node);
    for (const pipe of pipes) {
      const other = pipe.from === node ? pipe.to : pipe.to === node && pipe.count > 0 ? pipe.from : null;
      if (other === null) continue;
      const step = cost + costOf(pipe, all);
      if (step < (reached.get(other)?.cost ?? Number.POSITIVE_INFINITY)) {
        reached.set(other, { cost: step, by: pipe, before: node });
      }
    }
  }
  const way: Pipe[] = [];
  for (let at = to; at !== from; at = reached.get(at)!.before) way.push(reached.get(at)!.by!);
  return { pipes: way, cost: reached.get(to)!.cost };
}
