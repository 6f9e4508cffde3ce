import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Figure, type Grid, protect, type Sum, workedOut } from './protect.ts';

const people = (counts: Record<string, number>): Map<string, Figure> =>
  new Map(Object.entries(counts).map(([name, count]) => [name, { count, people: count }]));

describe('small numbers among tables that are shown together', () => {
  it('are hidden with another of the same sum', () => {
    const figures = people({ all: 63, gp: 40, nurse: 20, self: 3 });
    expect([...protect({ figures, grids: [], sums: [{ whole: 'all', parts: ['gp', 'nurse', 'self'] }] }, 5)]).toEqual([
      'self',
      'nurse',
    ]);
  });
  it('take with them what tells them in another table', () => {
    const figures = people({ all: 63, self: 3, others: 60, nowhere: 3, practices: 60 });
    const sums = [
      { whole: 'all', parts: ['self', 'others'] },
      { whole: 'all', parts: ['nowhere', 'practices'] },
      { whole: 'nowhere', parts: ['self'] },
    ];
    expect(protect({ figures, grids: [], sums }, 5)).toEqual(new Set(['self', 'others', 'nowhere', 'practices']));
  });
  it('of one quarter take another quarter with them, and leave the year', () => {
    const figures = people({ year: 63, q1: 3, q2: 30, q3: 10, q4: 20 });
    figures.get('year')!.rank = 1;
    const sums = [{ whole: 'year', parts: ['q1', 'q2', 'q3', 'q4'] }];
    expect(protect({ figures, grids: [], sums }, 5)).toEqual(new Set(['q1', 'q3']));
  });
  it('are hidden until those hidden are not few together', () => {
    const figures = people({ all: 54, a: 1, b: 2, c: 20, d: 31 });
    // Without c, "three people are in a or b" would be there to read.
    expect(protect({ figures, grids: [], sums: [{ whole: 'all', parts: ['a', 'b', 'c', 'd'] }] }, 5)).toEqual(
      new Set(['a', 'b', 'c']),
    );
  });
  it('are of people: forty visits by two of them are few', () => {
    const figures = new Map([
      ['all', { count: 140, people: 30 }],
      ['walk', { count: 40, people: 2 }],
      ['choir', { count: 60, people: 20 }],
      ['art', { count: 40, people: 12 }],
    ]);
    const sums = [{ whole: 'all', parts: ['walk', 'choir', 'art'], disjoint: false }];
    expect(protect({ figures, grids: [], sums }, 5)).toEqual(new Set(['walk', 'art']));
  });
  it('leave everything as it is where there are none', () => {
    const figures = people({ all: 60, gp: 40, self: 20, none: 0 });
    expect(protect({ figures, grids: [], sums: [{ whole: 'all', parts: ['gp', 'self', 'none'] }] }, 5).size).toBe(0);
  });
});

describe('what can be worked out', () => {
  it('is what is alone in a sum, or in sums of sums', () => {
    const sums = [
      { whole: 'n', parts: ['a', 'b', 'c'] },
      { whole: 'm', parts: ['a', 'b'] },
    ];
    expect(workedOut(sums, new Set(['a', 'b', 'c']))).toEqual(['c']);
    expect(workedOut(sums, new Set(['a', 'b']))).toEqual([]);
  });
});

/** Fractions without rounding, by another way than the code: is the unit vector of a name in the span of the sums? */
function toldBy(sums: Sum[], hidden: Set<string>, name: string): boolean {
  const names = [...hidden];
  const rows = sums.map(({ whole, parts }) =>
    names.map((n) => BigInt(parts.filter((p) => p === n).length - (whole === n ? 1 : 0))),
  );
  const rank = (matrix: bigint[][]) => {
    const m = matrix.map((row) => [...row]);
    let found = 0;
    for (let c = 0; c < names.length; c++) {
      const at = m.findIndex((row, r) => r >= found && row[c] !== 0n);
      if (at < 0) continue;
      [m[found], m[at]] = [m[at]!, m[found]!];
      for (let r = found + 1; r < m.length; r++) {
        const [a, b] = [m[found]![c]!, m[r]![c]!];
        if (b !== 0n) m[r] = m[r]!.map((v, i) => v * a - m[found]![i]! * b);
      }
      found++;
    }
    return found;
  };
  const unit = names.map((n) => (n === name ? 1n : 0n));
  return rank([...rows, unit]) === rank(rows);
}

/** A table of people in two quarters, by two lists that share its total, with a figure that both lists have. */
const pages = fc
  .record({
    cells: fc.array(fc.array(fc.oneof(fc.nat(6), fc.nat(40)), { minLength: 3, maxLength: 3 }), {
      minLength: 2,
      maxLength: 4,
    }),
    split: fc.nat(100),
  })
  .map(({ cells, split }) => {
    const counts: Record<string, number> = {};
    const put = (name: string, count: number) => {
      counts[name] = (counts[name] ?? 0) + count;
      return name;
    };
    const sums: Sum[] = [];
    for (const [r, row] of cells.entries()) {
      for (const [c, n] of row.entries()) for (const name of [`r${r}`, `c${c}`, `${r} ${c}`, 'all']) put(name, n);
      // Another table says how many of the first column of this row came alone.
      const alone = Math.floor(((row[0] ?? 0) * split) / 100);
      put(`${r} alone`, alone);
      put(`${r} not alone`, row[0]! - alone);
      put('alone', alone);
      put('not alone', row[0]! - alone);
      sums.push({ whole: `${r} 0`, parts: [`${r} alone`, `${r} not alone`] });
    }
    const rows = cells.map((_, r) => r);
    sums.push({ whole: 'alone', parts: rows.map((r) => `${r} alone`) });
    sums.push({ whole: 'c0', parts: ['alone', 'not alone'] });
    const grid: Grid = {
      cells: cells.map((row, r) => row.map((_, c) => `${r} ${c}`)),
      rowTotals: rows.map((r) => `r${r}`),
      columnTotals: [0, 1, 2].map((c) => `c${c}`),
      total: 'all',
    };
    return { figures: people(counts), grids: [grid], sums };
  });

describe('on any page', () => {
  it('no hidden figure is told by any linear combination of those shown, and every small one is hidden', () => {
    fc.assert(
      fc.property(pages, fc.integer({ min: 2, max: 10 }), (page, below) => {
        const hidden = protect(page, below);
        const [{ cells, rowTotals, columnTotals, total }] = page.grids as [Grid];
        const all: Sum[] = [
          ...page.sums,
          ...cells.map((parts, r) => ({ whole: rowTotals[r]!, parts })),
          ...columnTotals.map((whole, c) => ({ whole, parts: cells.map((row) => row[c]!) })),
          { whole: total, parts: rowTotals },
        ];
        for (const name of hidden) expect(toldBy(all, hidden, name), name).toBe(false);
        for (const [name, { count }] of page.figures) {
          if (count > 0 && count < below) expect(hidden.has(name), name).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
  it('and the check sees a page that gives a number away', () => {
    const sums = [
      { whole: 'all', parts: ['a', 'b'] },
      { whole: 'more', parts: ['a', 'b', 'c'] },
    ];
    expect(toldBy(sums, new Set(['a', 'c']), 'c')).toBe(true);
    expect(toldBy(sums, new Set(['a', 'b']), 'a')).toBe(false);
  });
});
