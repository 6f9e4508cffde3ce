import { newId } from '@tapwell/shared/ids';
import { strFromU8, unzipSync } from 'fflate';
import type request from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../audit/audit-log.ts';
import { erasePerson } from '../keep/erase.ts';
import type { CentralDb } from '../store/schema.ts';
import { emptyRecord } from '../testing/empty-record.ts';
import { workspaceOf } from '../testing/signed-in.ts';
import { fortyPeople, YEAR } from './record.testing.ts';
import type { Cell, Evaluation, SchemePeriods, Table } from './wire.ts';

let db: CentralDb;
let workspace: ReturnType<typeof workspaceOf>;
afterEach(async () => {
  const { faults } = workspace;
  await db.destroy();
  expect(faults).toEqual([]);
});

async function managerOf(scheme: string) {
  db = await emptyRecord();
  await fortyPeople(db, scheme);
  workspace = workspaceOf(db);
  return workspace.as({ id: 'sam', role: 'scheme-manager', scheme_id: scheme });
}
type Asks = Awaited<ReturnType<typeof managerOf>>;

async function figures(asks: Asks, scheme: string, period: string = YEAR): Promise<Evaluation> {
  return (await asks.get(`/evaluation?scheme=${scheme}&period=${period}`).expect(200)).body as Evaluation;
}

function tableOf(evaluation: Evaluation, id: string): Table {
  const table = evaluation.sections!.flatMap((section) => section.tables).find((one) => one.id === id);
  if (!table) throw new Error(`no table ${id}`);
  return table;
}

/** Cells by the titles of the rows. */
function cells(evaluation: Evaluation, id: string): Record<string, Cell[]> {
  return Object.fromEntries(tableOf(evaluation, id).rows.map((row) => [row.title, row.cells]));
}

/** supertest reads a zip as bytes only when told to. */
const asBytes: Parameters<request.Test['parse']>[0] = (res, done) => {
  const chunks: Buffer[] = [];
  res.on('data', (chunk: Buffer) => chunks.push(chunk));
  res.on('end', () => done(null, Buffer.concat(chunks)));
};

describe('the figures of Luton', () => {
  it('are what can be counted on fingers', async () => {
    const sam = await managerOf('luton');
    const luton = await figures(sam, 'luton');
    expect(cells(luton, 'uptake')).toEqual({
      Referred: [40, null],
      'First contact': [35, 87.5],
      Prescribed: [30, 75],
      Started: [25, 62.5],
      Completed: [20, 50],
    });
    expect(cells(luton, 'outcomes')).toMatchObject({
      Completed: [20, 50],
      'Stopped early': [5, 12.5],
      Declined: [8, 20],
      Died: [0, 0],
      'Goes on, or no outcome recorded yet': [7, 17.5],
    });
    expect(cells(luton, 'times')).toEqual({ 'First contact': [35, 10, 10, 10], 'First visit': [25, 28, 28, 28] });
    // 25 people were expected at twelve walks; eight missed the sixth, and of the other six walks nothing is known.
    // Five more came to none of theirs, and neither did anybody else.
    expect(cells(luton, 'attendance-by-area')['All areas']!.slice(0, 4)).toEqual([142, 8, 0, 210]);
    expect(cells(luton, 'attendance-by-activity')['Walk (Social activity)']!.at(-1)).toBeCloseTo((100 * 142) / 150);
    expect(cells(luton, 'change-end-mean')).toEqual({
      'Satisfied with life, 0 to 10': [20, 15, 4, 6, 2, 2, 2, 2],
      'Things are worthwhile, 0 to 10': [20, 15, 4, 6, 2, 2, 2, 2],
      'Happy yesterday, 0 to 10': [20, 15, 4, 6, 2, 2, 2, 2],
      'Anxious yesterday, 0 to 10 (less is better)': [20, 15, 6, 4, -2, -2, -2, -2],
    });
    expect(cells(luton, 'change-end-median')['Physical activity, MET-minutes a week']).toEqual([
      ...[20, 15, 396, 594],
      ...[198, 198, 198],
    ]);
    expect(cells(luton, 'change-end-self-care')['Self-care score, 0 to 100']!.slice(2, 5)).toEqual([40, 60, 20]);
    expect(cells(luton, 'reasons')).toMatchObject({ Loneliness: [20, 50], 'Low mood or worry': [20, 50] });
    expect(luton.sections!.map(({ id }) => id)).toEqual(['uptake', 'times', 'attendance', 'measures', 'sources']);
  });

  it('hide what tells of few people, in every place, and stand with their meaning', async () => {
    const sam = await managerOf('luton');
    const luton = await figures(sam, 'luton');
    // Three of eight declined before the first contact; the five others would tell it.
    expect(Object.values(cells(luton, 'declined')).map(([people]) => people)).toEqual(['hidden', 'hidden', 0, 0]);
    // Oak Road and Ash Road have three people between them; Mill Lane's seven would tell it.
    expect(cells(luton, 'places')).toEqual({
      'Elm Tree Surgery': [30, 75],
      'Mill Lane Surgery': ['hidden', 'hidden'],
      'Other places, each with only a few people': ['hidden', 'hidden'],
      'None, or not recorded': [0, 0],
    });
    for (const section of luton.sections!) expect(section.definitions.length, section.id).toBeGreaterThan(0);
  });

  it('of its quarters add up to the year', async () => {
    const sam = await managerOf('luton');
    const spring = await figures(sam, 'luton', `${YEAR}-q1`);
    const summer = await figures(sam, 'luton', `${YEAR}-q2`);
    expect([spring, summer].map((one) => cells(one, 'uptake').Referred![0])).toEqual([25, 15]);
    expect([spring, summer].map((one) => cells(one, 'uptake').Completed![0])).toEqual([20, 0]);
    expect(cells(spring, 'attendance-by-area')['All areas']!.slice(0, 4)).toEqual([142, 8, 0, 150]);
  });

  it('come as CSV with the same numbers, in which nothing is a formula', async () => {
    const sam = await managerOf('luton');
    await db.updateTable('activity').set({ name: '=HYPERLINK("https://example.org")' }).execute();
    const answer = await sam.get(`/evaluation/csv?scheme=luton&period=${YEAR}&table=uptake`).expect(200);
    expect(answer.headers['content-disposition']).toBe('attachment; filename="luton_2025-26_uptake.csv"');
    expect(answer.text.split('\r\n').slice(3, 9)).toEqual([
      'Step,People (people),Of all referred (percent)',
      'Referred,40,',
      'First contact,35,88',
      'Prescribed,30,75',
      'Started,25,63',
      'Completed,20,50',
    ]);
    const all = (await sam.get(`/evaluation/csv?scheme=luton&period=${YEAR}`).expect(200)).text;
    expect(all).toContain(`"'=HYPERLINK(""https://example.org"") (Social activity)",142,8,0,210,95`);
    expect(all).toContain('Mill Lane Surgery,hidden,hidden');
    expect(all).toContain('Nobody is called absent for want of data.');
    await sam.get(`/evaluation/csv?scheme=luton&period=${YEAR}&table=nonsense`).expect(404);
    const told = await db.selectFrom('audit').select(['action', 'actor']).execute();
    expect(told).toEqual([1, 2].map(() => ({ action: 'figures downloaded', actor: 'staff sam' })));
  });
});

describe('schemes that count otherwise', () => {
  it('Blackburn with Darwen has hours and what they are worth, and no follow-up to compare with', async () => {
    const sam = await managerOf('blackburn-with-darwen');
    const found = await figures(sam, 'blackburn-with-darwen');
    // 142 visits of an hour and a half, an hour at £12.
    expect(cells(found, 'hours').All).toEqual([25, 142, 0, 213, 2556]);
    expect(cells(found, 'visits-alongside')).toEqual({
      'With somebody alongside on record': [0, 0],
      'With nobody alongside on record': [142, 100],
    });
    expect(found.sections!.map(({ id }) => id)).not.toContain('measures');
  });

  it('Rotherham has the use of services before and after, for those of whom all is known', async () => {
    const sam = await managerOf('rotherham');
    const use = async () => cells(await figures(sam, 'rotherham'), 'service-use');
    expect((await use())['Visits to A&E']).toEqual([0, 0, 0]);

    const used = (n: number, service: string, on_date: string) => ({
      ...{ id: newId(), patient_id: `p${n}`, service, on_date, import_id: 'first' },
    });
    const people = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
    await db
      .insertInto('service_use')
      .values([
        ...people(10).map((n) => used(n, 'admissions', '2025-01-10')),
        ...people(5).map((n) => used(n, 'admissions', '2025-09-10')),
        ...people(20).map((n) => used(n, 'a-and-e', '2024-12-10')),
        ...people(10).map((n) => used(n, 'a-and-e', '2025-12-10')),
        // Long before.
        ...people(9).map((n) => used(n, 'a-and-e', '2023-12-10')),
      ])
      .execute();
    const imported = (id: string, from_on: string, until_on: string) => ({
      ...{ id, scheme_id: 'rotherham', at: '2026-10-01T09:00:00.000Z', by_id: 'tessa', from_on, until_on, rows: 54 },
      services: 'admissions a-and-e',
    });
    await db
      .insertInto('service_use_import')
      .values(imported('first', '2023-01-01', '2025-06-30'))
      .execute();
    workspace = workspaceOf(db);
    const again = await workspace.as({ id: 'sam', role: 'scheme-manager', scheme_id: 'rotherham' });
    expect(cells(await figures(again, 'rotherham'), 'service-use')['Visits to A&E']).toEqual([0, 0, 0]);

    await db
      .insertInto('service_use_import')
      .values(imported('second', '2025-07-01', '2026-07-31'))
      .execute();
    workspace = workspaceOf(db);
    const later = await workspace.as({ id: 'sam', role: 'scheme-manager', scheme_id: 'rotherham' });
    const found = await figures(later, 'rotherham');
    expect(cells(found, 'service-use')).toEqual({
      'Admissions to hospital': [40, 10, 5],
      'Visits to A&E': [40, 20, 10],
    });
    // 5 × £1,800 + 10 × £120 saved, 40 × £600 spent.
    expect(cells(found, 'return')['All whose time after is over']).toEqual([40, 24_000, 10_200, 0.43]);
    expect(tableOf(found, 'return').notes.join()).toContain('each person costs £600');
  });
});

describe('who may see figures', () => {
  it('scheme managers and team leads of this scheme, and nobody of another', async () => {
    const sam = await managerOf('luton');
    const { schemes } = (await sam.get('/evaluation/periods').expect(200)).body as { schemes: SchemePeriods[] };
    expect(schemes.map(({ id }) => id)).toEqual(['luton']);
    expect(schemes[0]!.periods.map(({ id }) => id)).toContain(YEAR);
    const at = `/evaluation?scheme=luton&period=${YEAR}`;
    const as = (id: string, role: Parameters<typeof workspace.as>[0]['role'], scheme_id: string | null) =>
      workspace.as({ id, role, scheme_id });
    await (await as('tessa', 'team-lead', 'luton')).get(at).expect(200);
    await (await as('olive', 'scheme-manager', 'rotherham')).get(at).expect(404);
    for (const role of ['link-worker', 'administrator', 'provider'] as const) {
      const asks = await as(role, role, null);
      for (const path of [at, `/evaluation/csv?scheme=luton&period=${YEAR}`, '/evaluation/periods']) {
        await asks.get(path).expect(403);
      }
      await asks.post('/evaluation/extract', {}).expect(403);
    }
    await (await as('ted', 'team-lead', 'luton')).post('/evaluation/extract', {}).expect(403);
  });

  it('and of no period but years and quarters', async () => {
    const sam = await managerOf('luton');
    await sam.get('/evaluation?scheme=luton&period=2025-05-01').expect(400);
    await sam.get('/evaluation?scheme=luton&period=2025-27').expect(404);
  });
});

describe('the research extract', () => {
  const wish = { scheme: 'luton', year: YEAR, reason: 'Evaluation by the university, agreement 12' };
  const extract = async (sam: Asks) => {
    const answer = await sam.post('/evaluation/extract', wish).buffer(true).parse(asBytes).expect(200);
    const files = unzipSync(answer.body as Buffer);
    return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
  };
  const lines = (text: string) => text.trimEnd().split('\r\n');
  const column = (text: string, name: string) => {
    const [head, ...rows] = lines(text);
    const at = head!.split(',').indexOf(name);
    return rows.map((row) => row.split(',')[at]!);
  };

  it('has one row for each path, visit and answer, says what each column is, and is on record with its reason', async () => {
    const sam = await managerOf('luton');
    const files = await extract(sam);
    expect(Object.keys(files).sort()).toEqual([
      'README.txt',
      'dictionary.csv',
      'measures.csv',
      'paths.csv',
      'visits.csv',
    ]);
    expect(lines(files['paths.csv']!)).toHaveLength(41);
    expect(lines(files['visits.csv']!)).toHaveLength(143);
    // Before: four, IPAQ's total and three parts, and self-care, of 35; after: the same of 20.
    expect(lines(files['measures.csv']!)).toHaveLength(1 + 9 * 55);
    for (const file of ['paths.csv', 'visits.csv', 'measures.csv']) {
      for (const name of lines(files[file]!)[0]!.split(','))
        expect(files['dictionary.csv']).toContain(`${file},${name},`);
    }
    expect(new Set(column(files['paths.csv']!, 'place'))).toEqual(new Set(['Elm Tree Surgery', 'other']));
    expect(new Set(column(files['paths.csv']!, 'visit_week'))).toEqual(new Set(['4', '']));
    const told = await db.selectFrom('audit').select(['action', 'detail']).execute();
    expect(told.map(({ action, detail }) => [action, JSON.parse(detail)])).toEqual([
      ['research extract', { scheme: 'luton', year: YEAR, reason: wish.reason, paths: 40 }],
    ]);
    expect((await verifyAudit(db)).broken).toBeNull();
  });

  it('has no name, number, date of birth, day, own words or id of the record in it', async () => {
    const sam = await managerOf('luton');
    const text = Object.values(await extract(sam)).join('\n');
    const rows = text.replace(/Made \S+ by/, '');
    for (const secret of [/Given/, /Family/, /99900/, /-03-02/, /path-\d/, /\bp\d+\b/, /Get out/, /Priya/]) {
      expect(rows).not.toMatch(secret);
    }
    expect(rows).not.toMatch(/\d{4}-\d{2}-\d{2}/);
  });

  it('cannot be joined with another one, and its order tells nothing', async () => {
    const sam = await managerOf('luton');
    const [one, other] = [await extract(sam), await extract(sam)];
    const names = (files: Record<string, string>) => column(files['paths.csv']!, 'path');
    expect(new Set([...names(one), ...names(other)]).size).toBe(80);
    for (const files of [one, other]) expect(names(files)).toEqual([...names(files)].sort());
    expect(new Set(column(one['visits.csv']!, 'path')).size).toBe(25);
  });

  it('has nobody whose data was removed, though the figures count them', async () => {
    const sam = await managerOf('luton');
    await erasePerson(db, 'p20', { actor: 'staff amira', reason: 'their wish', now: new Date() });
    const files = await extract(sam);
    expect(lines(files['paths.csv']!)).toHaveLength(40);
    expect(new Set(column(files['measures.csv']!, 'path')).size).toBe(34);
    expect(column(files['paths.csv']!, 'age')).not.toContain('not known');
    expect(cells(await figures(sam, 'luton'), 'uptake').Referred).toEqual([40, null]);
    await db.updateTable('patient').set({ erased_at: '2026-01-01T00:00:00.000Z' }).execute();
    await sam.post('/evaluation/extract', wish).expect(409);
  });

  it('tells nothing that few people share, however often one of them came', async () => {
    const sam = await managerOf('luton');
    const change = async (id: string, part: object) => {
      const { body } = await db.selectFrom('path_event').select('body').where('id', '=', id).executeTakeFirstOrThrow();
      await db
        .updateTable('path_event')
        .set({ body: JSON.stringify({ ...JSON.parse(body), ...part }) })
        .where('id', '=', id)
        .execute();
    };
    const eventOf = (path: string, kind: string) =>
      db.selectFrom('path_event').selectAll().where('path_id', '=', path).where('kind', '=', kind).executeTakeFirst();
    await change((await eventOf('path-1', 'outcome'))!.id, { outcome: 'died' });
    await change((await eventOf('path-2', 'referral'))!.id, { as: 'carer' });
    await db.updateTable('path').set({ opened_on: '2025-05-20' }).where('id', '=', 'path-3').execute();
    // Seven from Mill Lane are now one who was referred seven times.
    await db
      .updateTable('path')
      .set({ patient_id: 'p31' })
      .where('id', 'in', ['path-32', 'path-33', 'path-34', 'path-35', 'path-36', 'path-37'])
      .execute();
    const files = await extract(sam);
    const paths = files['paths.csv']!;
    expect(new Set(column(paths, 'outcome'))).toEqual(new Set(['completed', 'open', 'other']));
    expect(new Set(column(paths, 'came_as'))).toEqual(new Set(['other']));
    expect(new Set(column(paths, 'month'))).toEqual(new Set(['2025-04', 'other']));
    // Mill Lane's one, Oak Road's and Ash Road's are too few even together: Elm Tree joins them.
    expect(new Set(column(paths, 'place'))).toEqual(new Set(['other']));
    expect(files['README.txt']).toMatch(/Of the people in it, \d+ share their age, month and place/);
  });

  it('wants a reason, a whole year, and enough people', async () => {
    const sam = await managerOf('luton');
    await sam.post('/evaluation/extract', { ...wish, reason: 'why not' }).expect(400);
    await sam.post('/evaluation/extract', { ...wish, year: `${YEAR}-q1` }).expect(400);
    await sam.post('/evaluation/extract', { ...wish, year: '2019-20' }).expect(409);
    expect(await db.selectFrom('audit').select('action').execute()).toEqual([]);
  });
});
