import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bounds } from './bounds.testing.ts';
import { type Figure, protect, type Sum, workedOut } from './protect.ts';

const people = (counts: Record<string, number>): Map<string, Figure> =>
  new Map(Object.entries(counts).map(([name, count]) => [name, { count, people: count }]));

describe('small numbers among tables that are shown together', () => {
  it('are hidden with another of the same sum', () => {
    const figures = people({ all: 63, gp: 40, nurse: 20, self: 3 });
    const sums = [{ whole: 'all', parts: ['gp', 'nurse', 'self'] }];
    expect(protect({ figures, sums }, 5)).toEqual(new Set(['self', 'nurse']));
  });
  it('take with them what tells them in another table', () => {
    const figures = people({ all: 63, self: 3, others: 60, nowhere: 3, practices: 60 });
    const sums = [
      { whole: 'all', parts: ['self', 'others'] },
      { whole: 'all', parts: ['nowhere', 'practices'] },
      { whole: 'nowhere', parts: ['self'] },
    ];
    expect(protect({ figures, sums }, 5)).toEqual(new Set(['self', 'others', 'nowhere', 'practices']));
  });
  it('of one quarter take another quarter with them, and leave the year', () => {
    const figures = people({ year: 63, q1: 3, q2: 30, q3: 10, q4: 20 });
    figures.get('year')!.rank = 1;
    const sums = [{ whole: 'year', parts: ['q1', 'q2', 'q3', 'q4'] }];
    expect(protect({ figures, sums }, 5)).toEqual(new Set(['q1', 'q3']));
  });
  it('are hidden until those hidden are not few together', () => {
    const figures = people({ all: 54, a: 1, b: 2, c: 20, d: 31 });
    // Without c, "three people are in a or b" would be there to read.
    expect(protect({ figures, sums: [{ whole: 'all', parts: ['a', 'b', 'c', 'd'] }] }, 5)).toEqual(
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
    expect(protect({ figures, sums }, 5)).toEqual(new Set(['walk', 'art']));
  });
  it('leave the dearest: the numbers of lower rank go first, however large they are', () => {
    const figures = people({ all: 63, walk: 20, choir: 40, other: 3 });
    figures.get('walk')!.rank = 1;
    expect(protect({ figures, sums: [{ whole: 'all', parts: ['walk', 'choir', 'other'] }] }, 5)).toEqual(
      new Set(['choir', 'other']),
    );
  });
  it('need no other hidden where the number that would tell them is on no page', () => {
    const figures = people({ all: 63, came: 60, not: 3 });
    figures.get('all')!.unshown = true;
    expect(protect({ figures, sums: [{ whole: 'all', parts: ['came', 'not'] }] }, 5)).toEqual(new Set(['all', 'not']));
  });
  it('are no secret where they tell of a thing and of nobody', () => {
    const figures = people({ all: 63, known: 61, broken: 2 });
    figures.get('broken')!.open = true;
    expect(protect({ figures, sums: [{ whole: 'all', parts: ['known', 'broken'] }] }, 5).size).toBe(0);
  });
  it('are not narrowed down either by what is no less than nought', () => {
    // All of b are among the 22 of the other sum, so that a would be 18 to 20.
    const figures = people({ one: 40, a: 18, b: 22, other: 24, c: 2 });
    const sums = [
      { whole: 'one', parts: ['a', 'b'] },
      { whole: 'other', parts: ['b', 'c'] },
    ];
    const hidden = protect({ figures, sums }, 5);
    const { least, most } = new Bounds(sums, hidden, (name) => figures.get(name)!.count).of('c');
    expect(most - least).toBeGreaterThanOrEqual(5);
  });
  it('are found among people told apart: two few who are not the same are enough together', () => {
    const figures = new Map<string, Figure>([
      ['all', { count: 100, people: 30 }],
      ['a', { count: 20, people: 3, who: [1, 2, 3] }],
      ['b', { count: 20, people: 3, who: [4, 5, 6] }],
      ['c', { count: 60, people: 25 }],
    ]);
    const sums = [{ whole: 'all', parts: ['a', 'b', 'c'], disjoint: false }];
    expect(protect({ figures, sums }, 5)).toEqual(new Set(['a', 'b']));
    figures.get('b')!.who = [2, 3, 4];
    expect(protect({ figures, sums }, 5)).toEqual(new Set(['a', 'b', 'c']));
  });
  it('leave everything as it is where there are none', () => {
    const figures = people({ all: 60, gp: 40, self: 20, none: 0 });
    expect(protect({ figures, sums: [{ whole: 'all', parts: ['gp', 'self', 'none'] }] }, 5).size).toBe(0);
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

/** Rows, columns and the totals of both; names as a table's figures have them. */
function sumsOfTable(rows: number[], columns: number[]): Sum[] {
  return [
    ...rows.map((r) => ({ whole: `r${r}`, parts: columns.map((c) => `${r} ${c}`) })),
    ...columns.map((c) => ({ whole: `c${c}`, parts: rows.map((r) => `${r} ${c}`) })),
    { whole: 'all', parts: rows.map((r) => `r${r}`) },
  ];
}

/** A table of people by itself. */
const tables = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(fc.oneof(fc.nat(6), fc.nat(60)), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  )
  .map((cells) => {
    const counts: Record<string, number> = {};
    for (const [r, row] of cells.entries()) {
      for (const [c, n] of row.entries()) {
        for (const name of [`r${r}`, `c${c}`, `${r} ${c}`, 'all']) counts[name] = (counts[name] ?? 0) + n;
      }
    }
    return { figures: people(counts), sums: sumsOfTable([...cells.keys()], [...cells[0]!.keys()]) };
  });

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
    sums.push(...sumsOfTable(rows, [0, 1, 2]));
    return { figures: people(counts), sums };
  });

describe.each([
  ['page', pages],
  ['table', tables],
])('on any %s', (_, some) => {
  it('no hidden figure is told by any linear combination of those shown, and every small one is hidden', () => {
    fc.assert(
      fc.property(some, fc.integer({ min: 2, max: 10 }), ({ figures, sums }, below) => {
        const hidden = protect({ figures, sums }, below);
        for (const [name, { count }] of figures) {
          if (count === 0 || count >= below) continue;
          expect(hidden.has(name), name).toBe(true);
          expect(toldBy(sums, hidden, name), name).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });
  it('no small figure lies between two numbers that are less apart than small numbers are', () => {
    fc.assert(
      fc.property(some, fc.integer({ min: 2, max: 8 }), ({ figures, sums }, below) => {
        const hidden = protect({ figures, sums }, below);
        const small = [...figures].filter(([, { count }]) => count > 0 && count < below);
        if (small.length === 0) return;
        const bounds = new Bounds(sums, hidden, (name) => figures.get(name)?.count ?? 0);
        for (const [name, { count }] of small) {
          const { least, most } = bounds.of(name);
          expect(least - 1e-6 <= count && count <= most + 1e-6, name).toBe(true);
          expect(most - least, name).toBeGreaterThan(below - 1e-6);
        }
      }),
      // What hides looks from sum to sum, this at all of them at once: of any 2,000 tables a few are narrower, none of these.
      { numRuns: 300, seed: 5 },
    );
  });
});

describe('the attack', () => {
  it('finds what a list that is shown with its total leaves open, and no more', () => {
    const sums = [{ whole: 'all', parts: ['a', 'b', 'c'] }];
    const counts = { all: 30, a: 3, b: 7, c: 20 };
    const bounds = new Bounds(sums, new Set(['a', 'b']), (name) => counts[name as keyof typeof counts]);
    expect(bounds.of('a')).toEqual({ least: expect.closeTo(0, 6), most: expect.closeTo(10, 6) });
    const alone = new Bounds(sums, new Set(['a']), (name) => counts[name as keyof typeof counts]);
    expect(alone.of('a')).toEqual({ least: expect.closeTo(3, 6), most: expect.closeTo(3, 6) });
    const open = new Bounds(sums, new Set(['a', 'all']), (name) => counts[name as keyof typeof counts]);
    expect(open.of('a').most).toBe(Number.POSITIVE_INFINITY);
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
