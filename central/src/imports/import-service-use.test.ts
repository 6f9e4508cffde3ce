import { beforeEach, describe, expect, it } from 'vitest';
import type { CentralDb } from '../store/schema.ts';
import { followPolicy, importsOf, rowsIn } from '../testing/imports.ts';
import { smallRecord } from '../testing/record.ts';

let db: CentralDb;
let on: Awaited<ReturnType<typeof importsOf>>;
beforeEach(async () => {
  db = await smallRecord();
  on = await importsOf(db, 'service-use');
});

describe('service use from a file', () => {
  beforeEach(() => followPolicy(db, 'rotherham'));
  const complete = { services: ['admissions', 'a-and-e'], from: '2025-05-01', until: '2026-05-31' };
  const text = [
    'Person,Service,Date',
    '9990000018,A&E,03/02/2026',
    '9990000018,a-and-e,03/02/2026',
    'rx-mary,admission,2026-02-04',
  ].join('\n');

  it('counts two visits on one day as two, and the same file again as nothing', async () => {
    const seen = await on.preview(text, { complete });
    expect(seen.ready).toBe(3);
    await on.bringIn(text, seen, { complete }).expect(200, { imported: 3 });
    await on.bringIn(text, seen, { complete }).expect(200, { imported: 3 });
    expect(await rowsIn(db, 'service_use')).toBe(3);
    expect(await on.preview(text, { complete })).toMatchObject({
      ready: 0,
      lines: [{ is: 'same' }, { is: 'same' }, { is: 'same' }],
    });
    expect(await db.selectFrom('service_use_import').selectAll().execute()).toMatchObject([
      { scheme_id: 'scheme', services: 'admissions a-and-e', from_on: '2025-05-01', until_on: '2026-05-31', rows: 3 },
    ]);
  });
  it('is taken only for days and services that the file has all of, and for people on record', async () => {
    const odd = [
      'Person,Service,Date',
      '9990000018,admissions,01/06/2026',
      '9990000018,dentist,01/02/2026',
      '9990000099,admissions,01/02/2026',
    ].join('\n');
    const { lines, ready } = await on.preview(odd, { complete });
    expect(ready).toBe(0);
    expect(lines.map((one) => one.says[0])).toEqual([
      'Date: it is outside the days that the file is about.',
      'Service: write one of: admissions; a-and-e.',
      'Person: there is nobody with this number among those you may see.',
    ]);
    await on.tessa.post('/imports/service-use/preview', { text }).expect(400);
    await on.tessa
      .post('/imports/service-use/preview', { text, complete: { ...complete, until: '2099-01-01' } })
      .expect(400);
    await followPolicy(db, 'luton');
    await on.tessa.post('/imports/service-use/preview', { text, complete }).expect(400);
  });
  const HEAD = 'Person,Service,Date';
  const whole = () => db.selectFrom('service_use_import').select('rows').execute();
  it('says that nothing else happened only where all of it was read', async () => {
    const some = [HEAD, '9990000018,admissions,01/02/2026', '9990000026,admissions,31/02/2026'].join('\n');
    const seen = await on.preview(some, { complete });
    expect(seen).toMatchObject({ ready: 1, notes: [expect.stringMatching(/^Some lines cannot be read/)] });
    await on.bringIn(some, seen, { complete }).expect(200, { imported: 1 });
    expect(await whole()).toEqual([]);
    const wrong = await on.preview(`${HEAD}\n9990000019,admissions,01/02/2026`, { complete });
    expect(wrong.notes).toHaveLength(1);
    // Somebody who is nobody's here, and days that the file is not about, take nothing from it.
    const others = [HEAD, '9990000042,admissions,01/02/2026', '9990000026,admissions,01/06/2026'].join('\n');
    const all = await on.preview(others, { complete });
    expect(all.notes).toEqual([]);
    await on.bringIn(others, all, { complete }).expect(200);
    expect(await whole()).toHaveLength(1);
  });
  it('says nothing of people whom whoever brings it in cannot see', async () => {
    const seen = await on.preview(text, { complete }, on.priya);
    expect(seen).toMatchObject({ ready: 3, notes: [expect.stringMatching(/^You do not see everybody/)] });
    await on.bringIn(text, seen, { complete }, on.priya).expect(200, { imported: 3 });
    expect(await whole()).toEqual([]);
  });
  it('is not put with somebody seen by breaking the glass', async () => {
    const sam = await on.workspace.as({ id: 'sam', role: 'link-worker', scheme_id: 'scheme' });
    await sam.post('/break-glass', { who: { nhsNumber: '9990000018' }, reason: 'She phoned and is not well' });
    await sam.get('/paths/rx-mary').expect(200);
    expect(await on.preview(text, { complete }, sam)).toMatchObject({ ready: 0 });
  });
  it('is what a file with no lines says too: nobody was anywhere in that time', async () => {
    const none = 'Person,Service,Date\n';
    const seen = await on.preview(none, { complete });
    await on.bringIn(none, seen, { complete }).expect(200, { imported: 0 });
    expect(await db.selectFrom('service_use_import').select('rows').execute()).toEqual([{ rows: 0 }]);
  });
});
