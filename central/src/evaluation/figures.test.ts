import { Bounds } from '@tapwell/shared/evaluation/bounds.testing';
import { workedOut } from '@tapwell/shared/evaluation/protect';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedPolicy } from '../directory/scheme-row.ts';
import { topicsOf, YearFigures } from './figures.ts';
import type { PathRow } from './path-row.ts';
import { quarterOf } from './period.ts';
import { anyRow, demoRows, dice } from './rows.testing.ts';
import { Tally } from './tally.ts';
import type { Section, Table } from './wire.ts';

const SCHEMES = [
  'luton',
  'east-riding',
  'blackburn-with-darwen',
  'halton-st-helens-knowsley',
  'rotherham',
  'forest-of-dean',
  'whitehill-and-bordon',
];
const YEAR = '2026-27';

function rowsOf(policy: SchemePolicy, count: number, seed: number): PathRow[] {
  const roll = dice(seed);
  return Array.from({ length: count }, () => anyRow(policy, roll));
}

function figuresOf(policy: SchemePolicy, rows: PathRow[]): YearFigures {
  const figures = new YearFigures(policy, YEAR);
  for (const row of rows) figures.count(row);
  return figures;
}

/** What each path by itself adds to each figure, grouped as `year` has it. */
function contributions(policy: SchemePolicy, sample: PathRow[], rows: PathRow[]): Tally[] {
  const one = (row: PathRow, who: number) => {
    const tally = new Tally();
    tally.next(who);
    for (const topic of topicsOf(policy)) topic.count(row, tally);
    return tally;
  };
  const year = new Tally();
  for (const [who, row] of rows.entries()) year.include(one(row, who));
  const singles = sample.map(one);
  for (const topic of topicsOf(policy)) topic.group?.(year, singles, policy.suppressBelow);
  return singles;
}

const PRIME = 67_108_859;

/** What can be made of some rows of numbers by adding and multiplying them. */
class Span {
  readonly #basis: { at: number; row: Float64Array }[] = [];

  get rank(): number {
    return this.#basis.length;
  }

  reduce(vector: number[]): Float64Array {
    const row = Float64Array.from(vector, (v) => ((v % PRIME) + PRIME) % PRIME);
    for (const { at, row: by } of this.#basis) {
      const times = row[at]!;
      if (times === 0) continue;
      for (let i = at; i < row.length; i++) row[i] = (row[i]! + (PRIME - times) * by[i]!) % PRIME;
    }
    return row;
  }

  /** @returns whether it was there already */
  add(vector: number[]): boolean {
    const row = this.reduce(vector);
    const at = row.findIndex((v) => v !== 0);
    if (at < 0) return true;
    let inverse = 1;
    for (let b = row[at]!, e = PRIME - 2; e > 0; e = Math.floor(e / 2), b = (b * b) % PRIME) {
      if (e % 2 === 1) inverse = (inverse * b) % PRIME;
    }
    for (let i = at; i < row.length; i++) row[i] = (row[i]! * inverse) % PRIME;
    // In the order of their first numbers, so that one pass is enough.
    const after = this.#basis.findIndex((other) => other.at > at);
    this.#basis.splice(after < 0 ? this.#basis.length : after, 0, { at, row });
    return false;
  }

  has(vector: number[]): boolean {
    return this.reduce(vector).every((v) => v === 0);
  }
}

/** What must not be told: numbers of people, visits or events of too few. */
function secretsOf({ figures }: ReturnType<YearFigures['protected']>, below: number): string[] {
  const small = (n: number) => n > 0 && n < below;
  return [...figures].flatMap(([name, { count, people, open }]) =>
    !open && (small(count) || small(people)) ? [name] : [],
  );
}

describe.each(SCHEMES)('the figures of %s', (id) => {
  const policy = shippedPolicy(id);
  const kinds = rowsOf(policy, 450, 7);

  it('are related by the sums that are told, and by no others', () => {
    const { sums, year } = figuresOf(policy, kinds).protected();
    const singles = contributions(policy, kinds, kinds);
    const names = [...year.counts.keys()];
    const vectors = new Map(names.map((name) => [name, singles.map((tally) => tally.count(name))]));
    const span = new Span();
    for (const vector of vectors.values()) span.add(vector);

    const told = new Span();
    const relations = [
      ...sums
        .filter(({ whole }) => whole.startsWith('year '))
        .filter(({ parts }) => parts.every((p) => p.startsWith('year '))),
    ];
    for (const { whole, parts } of relations) {
      const bare = (name: string) => name.slice('year '.length);
      for (const tally of singles) {
        expect(
          parts.reduce((sum, part) => sum + tally.count(bare(part)), 0),
          whole,
        ).toBe(tally.count(bare(whole)));
      }
      told.add(names.map((name) => parts.filter((p) => bare(p) === name).length - (bare(whole) === name ? 1 : 0)));
    }
    expect(names.length - span.rank).toBe(told.rank);
  });

  it('hide small numbers so that what is told of the others does not tell them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer(), (count, seed) => {
        const found = figuresOf(policy, rowsOf(policy, count, seed)).protected();
        const told = new Set(workedOut(found.sums, found.hidden));
        for (const secret of secretsOf(found, policy.suppressBelow)) {
          expect(found.hidden.has(secret), secret).toBe(true);
          expect(told.has(secret), secret).toBe(false);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('never show a count from 1 to 4, nor a mean of so few people', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.integer(), (count, seed) => {
        for (const sections of figuresOf(policy, rowsOf(policy, count, seed))
          .sections()
          .values()) {
          for (const table of (sections ?? []).flatMap((section: Section) => section.tables)) noneIsSmall(table);
        }
      }),
      { numRuns: 10 },
    );
  });
});

describe('everything that is shown of a year and its quarters', () => {
  const policy = shippedPolicy('rotherham');
  // More kinds than there are figures: else they would seem to tell each other.
  const kinds = rowsOf(policy, 900, 7);
  it('tells no hidden number by any linear combination, whatever kinds of people there may be', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 150 }), fc.integer(), (count, seed) => {
        const rows = rowsOf(policy, count, seed);
        const found = figuresOf(policy, rows).protected();
        const { year, quarters, hidden } = found;
        const secrets = new Set(secretsOf(found, policy.suppressBelow));
        const singles = contributions(policy, kinds, rows);
        const periods = [...quarters.keys()];
        const places = kinds.map((row) => quarterOf(row.openedOn));
        const vector = (name: string, period: string) =>
          singles.map((tally, i) => (period === 'year' || places[i] === period ? tally.count(name) : 0));
        const shown = new Span();
        const all = [...year.counts.keys()].flatMap((name) => ['year', ...periods].map((p) => [name, p] as const));
        for (const [name, period] of all) if (!hidden.has(`${period} ${name}`)) shown.add(vector(name, period));
        for (const [name, period] of all) {
          if (secrets.has(`${period} ${name}`))
            expect(shown.has(vector(name, period)), `${period} ${name}`).toBe(false);
        }
      }),
      { numRuns: 3 },
    );
  });
});

describe('the figures of seventy people', () => {
  const policy = shippedPolicy('luton');
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
  const tableOf = (figures: YearFigures, id: string) =>
    figures
      .sections()
      .get('year')!
      .flatMap((section) => section.tables)
      .find((table) => table.id === id)!;

  it('show the visits of all areas, and of most activities that a dozen people come to', () => {
    let large = 0;
    let whole = 0;
    for (const seed of seeds) {
      const rows = demoRows(policy, seed);
      const figures = figuresOf(policy, rows);
      const total = tableOf(figures, 'attendance-by-area').rows.at(-1)!;
      expect(total.title).toBe('All areas');
      expect(total.cells).not.toContain('hidden');
      for (const { title, cells } of tableOf(figures, 'attendance-by-activity').rows) {
        const people = rows.filter((row) =>
          row.places.some(({ activity }) => title.startsWith(`${activity} (`)),
        ).length;
        if (people < 12) continue;
        large++;
        if (cells.every((cell) => cell !== 'hidden')) whole++;
      }
    }
    expect(large).toBeGreaterThanOrEqual(2 * seeds.length);
    expect(whole / large).toBeGreaterThan(0.6);
  });

  it('show visits without data however few, unless they tell that few people were expected', () => {
    const rows = demoRows(policy, 1);
    const noDataOf = (activity: string) =>
      tableOf(figuresOf(policy, rows), 'attendance-by-activity').rows.find(({ title }) => title.startsWith(activity))!
        .cells[3];
    const alone = {
      activityId: 'alone',
      activity: 'ALONE',
      area: policy.areas[4]!,
      attended: 0,
      missed: 0,
      excused: 0,
    };
    const at = rows.findIndex(({ places }) => places.length > 0);
    const with1 = (noData: number) => [...rows[at]!.places, { ...alone, expected: noData, noData }];
    rows[at] = { ...rows[at]!, places: with1(3) };
    expect(noDataOf('ALONE')).toBe('hidden');
    rows[at] = { ...rows[at]!, places: rows[at]!.places.slice(0, -1) };
    const walkers = rows.filter(({ places }) => places.some(({ activityId }) => activityId === 'activity-0'));
    for (const { places } of walkers)
      for (const place of places) {
        place.expected -= place.noData;
        place.noData = 0;
      }
    const walk = walkers[0]!.places.find(({ activityId }) => activityId === 'activity-0')!;
    walk.expected++;
    walk.noData++;
    expect(noDataOf('ACTIVITY-0')).toBe(1);
  });

  it('leave every small number as open as numbers are that are small, whatever is reckoned with those shown', () => {
    for (const seed of seeds.slice(0, 2)) {
      const found = figuresOf(policy, demoRows(policy, seed)).protected();
      const bounds = new Bounds(found.sums, found.hidden, (name) => found.figures.get(name)?.count ?? 0);
      for (const secret of secretsOf(found, policy.suppressBelow)) {
        const { least, most } = bounds.of(secret);
        expect(most - least, secret).toBeGreaterThan(policy.suppressBelow - 1e-6);
      }
    }
  });
});

function noneIsSmall({ id, columns, rows }: Table): void {
  for (const { title, cells } of rows) {
    for (const [c, cell] of cells.entries()) {
      const { unit, title: column } = columns[c]!;
      // A reader's fault, and so nobody's secret.
      if (!['people', 'visits', 'events'].includes(unit) || column === 'No data') continue;
      expect(cell === 'hidden' || cell === 0 || cell === null || cell >= 5, `${id}: ${title}, ${column}`).toBe(true);
    }
    if (columns[4]?.title === 'Mean change' && cells[0] === 'hidden') {
      expect(cells.slice(2, 7)).toEqual(['hidden', 'hidden', 'hidden', 'hidden', 'hidden']);
    }
  }
}

describe('a period', () => {
  const policy = shippedPolicy('luton');
  it('in which fewer people than may be shown were referred shows nothing at all', () => {
    const sections = figuresOf(policy, rowsOf(policy, 4, 1)).sections();
    expect([...sections.values()].every((own) => own === null || own[0]!.tables[0]!.rows[0]!.cells[0] === 0)).toBe(
      true,
    );
    expect(sections.get('year')).toBeNull();
  });
  it('without anybody shows noughts, not secrets', () => {
    const [uptake] = figuresOf(policy, []).sections().get('year')!;
    expect(uptake!.tables[0]!.rows[0]!.cells).toEqual([0, null]);
  });
});
