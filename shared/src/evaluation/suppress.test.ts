import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SuppressedTable, suppressList, suppressTable } from './suppress.ts';

const sum = (list: number[]) => list.reduce((a, b) => a + b, 0);

describe('small numbers in a table', () => {
  it('are hidden, together with others from which they could be worked out', () => {
    const { cells, rowTotals, columnTotals, total } = suppressTable(
      [
        [3, 20, 30],
        [10, 12, 40],
        [50, 60, 70],
      ],
      5,
    );
    expect(cells).toEqual([
      [null, null, 30],
      [null, null, 40],
      [50, 60, 70],
    ]);
    expect([rowTotals, columnTotals, total]).toEqual([[53, 62, 180], [63, 92, 140], 295]);
  });
  it('leave a table without any as it is, and nought is shown', () => {
    expect(
      suppressTable(
        [
          [0, 5],
          [9, 0],
        ],
        5,
      ),
    ).toEqual({
      cells: [
        [0, 5],
        [9, 0],
      ],
      rowTotals: [5, 9],
      columnTotals: [9, 5],
      total: 14,
    });
  });
  it('are hidden in a total, too', () => {
    expect(suppressTable([[1, 2]], 5).total).toBeNull();
  });
  it('that stand alone in a list take the next smallest with them', () => {
    expect(suppressList([2, 40, 7, 90], 5)).toEqual({ counts: [null, 40, null, 90], total: 139 });
  });
  it('that add up to their only possible values are not left like that', () => {
    // Two people in two hidden cells of one row and one column: had nought been ruled out, each would be 1.
    const counts = [
      [1, 1, 30],
      [1, 1, 30],
      [30, 30, 30],
    ];
    expect(otherValues(suppressTable(counts, 5), counts)).toBe(true);
  });
  it('may be fewer than another number, as the policy has it', () => {
    expect(suppressList([9, 40, 12], 10).counts).toEqual([null, 40, null]);
  });
  it('are refused where they are no counts', () => {
    for (const bad of [[[1], [1, 2]], [[-1]], [[1.5]]]) expect(() => suppressTable(bad, 5)).toThrow(RangeError);
  });
});

/** Of all tables of whole numbers that show the same figures: has each hidden cell another value in one of them? */
function otherValues(shown: SuppressedTable, counts: number[][]): boolean {
  const hidden = shown.cells.flatMap((row, r) => row.flatMap((cell, c) => (cell === null ? [{ r, c }] : [])));
  const open = new Set(hidden.map(({ r, c }) => `${r} ${c}`));
  const table = counts.map((row) => [...row]);
  const agrees = () => {
    const rows = table.map(sum);
    const columns = table[0]!.map((_, c) => sum(table.map((row) => row[c]!)));
    return (
      rows.every((n, r) => shown.rowTotals[r] === null || shown.rowTotals[r] === n) &&
      columns.every((n, c) => shown.columnTotals[c] === null || shown.columnTotals[c] === n) &&
      (shown.total === null || shown.total === sum(rows))
    );
  };
  const search = (i: number): void => {
    if (open.size === 0) return;
    if (i === hidden.length) {
      if (!agrees()) return;
      for (const { r, c } of hidden) if (table[r]![c] !== counts[r]![c]) open.delete(`${r} ${c}`);
      return;
    }
    const { r, c } = hidden[i]!;
    const actual = counts[r]![c]!;
    for (const value of [actual, actual + 1, actual - 1].filter((n) => n >= 0)) {
      table[r]![c] = value;
      search(i + 1);
    }
    table[r]![c] = actual;
  };
  search(0);
  return open.size === 0;
}

/** What a reader can do with a pencil: wherever one number of a sum is missing, subtract. */
function bySubtraction(shown: SuppressedTable): SuppressedTable {
  const grid = [...shown.cells.map((row, r) => [...row, shown.rowTotals[r]!]), [...shown.columnTotals, shown.total]];
  const lines = [
    ...grid.map((row, r) => row.map((_, c) => [r, c] as const)),
    ...grid[0]!.map((_, c) => grid.map((_, r) => [r, c] as const)),
  ];
  for (let found = true; found; ) {
    found = false;
    for (const line of lines) {
      const missing = line.filter(([r, c]) => grid[r]![c] === null);
      if (missing.length !== 1) continue;
      const parts = line.slice(0, -1).reduce((n, [r, c]) => n + (grid[r]![c] ?? 0), 0);
      const [[r, c], [lastR, lastC]] = [missing[0]!, line.at(-1)!];
      const whole = grid[lastR]![lastC] ?? null;
      grid[r]![c] = whole === null ? parts : whole - parts;
      found = true;
    }
  }
  const rows = grid.slice(0, -1);
  return {
    cells: rows.map((row) => row.slice(0, -1)),
    rowTotals: rows.map((row) => row.at(-1)!),
    columnTotals: grid.at(-1)!.slice(0, -1),
    total: grid.at(-1)!.at(-1)!,
  };
}

const tables = (most: number) =>
  fc.tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most })).chain(([rows, columns]) =>
    fc.array(fc.array(fc.oneof(fc.nat(6), fc.nat(60)), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );

describe('in any table', () => {
  it('no hidden number comes back by subtraction, and every small one is hidden', () => {
    fc.assert(
      fc.property(tables(7), fc.integer({ min: 2, max: 12 }), (counts, below) => {
        const shown = suppressTable(counts, below);
        expect(bySubtraction(shown)).toEqual(shown);
        const figures = [...shown.cells.flat(), ...shown.rowTotals, ...shown.columnTotals, shown.total];
        for (const n of figures) expect(n === null || n === 0 || n >= below).toBe(true);
        for (const [r, row] of shown.cells.entries()) {
          for (const [c, n] of row.entries()) expect(n === null || n === counts[r]![c]).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
  it('each hidden cell could have another value, for all that any arithmetic can tell', () => {
    fc.assert(
      fc.property(tables(3), (counts) => {
        expect(otherValues(suppressTable(counts, 5), counts)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
  it('and the check sees a table that gives a number away', () => {
    const leaky = { cells: [[null, 20]], rowTotals: [23], columnTotals: [null, 20], total: 23 };
    expect(bySubtraction(leaky).cells).toEqual([[3, 20]]);
    expect(otherValues(leaky, [[3, 20]])).toBe(false);
  });
});
