import { beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../audit/audit-log.ts';
import { schemeRow, shippedPolicy } from '../directory/scheme-row.ts';
import { storeAttendances } from '../ingest/store-attendance.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord, visit } from '../testing/record.ts';
import { workspaceOf } from '../testing/signed-in.ts';
import type { FilePreview, ImportKind } from './wire.ts';

let db: CentralDb;
let workspace: ReturnType<typeof workspaceOf>;
type Asks = Awaited<ReturnType<typeof workspace.as>>;
let tessa: Asks;
let priya: Asks;
const useScheme = (name: string) =>
  db
    .updateTable('scheme')
    .set({ policy: schemeRow(shippedPolicy(name), 'Europe/London').policy })
    .execute();
beforeEach(async () => {
  db = await smallRecord();
  workspace = workspaceOf(db);
  tessa = await workspace.as({ id: 'tessa', role: 'team-lead', scheme_id: 'scheme' });
  priya = await workspace.as({ id: 'priya', role: 'link-worker' });
});

const preview = async (kind: ImportKind, text: string, rest: object = {}, who = tessa) =>
  (await who.post(`/imports/${kind}/preview`, { text, ...rest }).expect(200)).body as FilePreview;
const bringIn = (kind: ImportKind, text: string, { id, hash, ready }: FilePreview, rest: object = {}, who = tessa) =>
  who.post(`/imports/${kind}`, { text, ...rest, id, hash, ready });
const rows = async (table: 'patient' | 'path' | 'path_event' | 'service_use' | 'import_run') =>
  (
    await db
      .selectFrom(table)
      .select((q) => q.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
  ).n;

const HEADER =
  'First name,Surname,NHS number,DOB,Phone,Contact by,Language,Referred by,Works at,Reason,Referred on,Consent,Link worker';
const line = (part: Record<string, string> = {}) => {
  const cells: Record<string, string> = {
    ...{
      'First name': 'Olive',
      Surname: 'Reed',
      'NHS number': '999 000 0034',
      DOB: '31/01/1950',
      Phone: '01632 960003',
    },
    ...{ 'Contact by': 'phone', Language: 'Polish', 'Referred by': 'GP', 'Works at': 'Bell Street Surgery' },
    ...{ Reason: 'Loneliness', 'Referred on': '01/06/2026', Consent: 'Written', 'Link worker': '' },
    ...part,
  };
  return HEADER.split(',')
    .map((name) => cells[name])
    .join(',');
};
const file = (...lines: string[]) => [HEADER, ...lines].join('\r\n');

describe('people from a file', () => {
  it('are kept only once somebody has seen what would come of it, and once however often it is sent', async () => {
    const before = await rows('patient');
    const text = file(line(), line({ 'First name': 'Ray', 'NHS number': '', 'Link worker': 'Priya' }));
    const seen = await preview('people', text);
    expect(seen).toMatchObject({
      ready: 2,
      leftOut: null,
      lines: [
        { line: 2, what: 'Olive Reed', is: 'ready', says: ['Goes onto the waiting list.'] },
        { line: 3, what: 'Ray Reed', is: 'ready', says: [] },
      ],
    });
    expect(await rows('patient')).toBe(before);
    await bringIn('people', text, seen).expect(200, { imported: 2 });
    await bringIn('people', text, seen).expect(200, { imported: 2 });
    expect(await rows('patient')).toBe(before + 2);
    const olive = await db.selectFrom('patient').selectAll().where('given', '=', 'Olive').executeTakeFirstOrThrow();
    expect(olive).toMatchObject({
      nhs_number: '9990000034',
      born: '1950-01-31',
      language: 'pl',
      contact_by: 'phone',
      display_name: 'Olive',
    });
    const paths = await db
      .selectFrom('path')
      .select(['link_worker_id', 'opened_on'])
      .where('opened_on', '=', '2026-06-01')
      .orderBy('link_worker_id')
      .execute();
    expect(paths.map((p) => p.link_worker_id).sort()).toEqual([null, 'priya'].sort());
    const referral = await db.selectFrom('path_event').select('body').where('kind', '=', 'referral').execute();
    expect(referral.map(({ body }) => JSON.parse(body).by.id)).toEqual(['tessa', 'tessa']);
    expect((await verifyAudit(db)).broken).toBeNull();
    expect(workspace.faults).toEqual([]);
  });
  it('are brought in but for those with something wrong, which come back as a file that says what', async () => {
    const text = file(
      line(),
      line({
        'NHS number': '9990000019',
        DOB: '31/02/1950',
        Reason: 'Boredom',
        Consent: 'yes',
        'Referred by': '=cmd()',
      }),
    );
    const seen = await preview('people', text);
    expect(seen.ready).toBe(1);
    expect(seen.lines[1]).toMatchObject({
      is: 'left-out',
      says: [
        'NHS number: this is not an NHS number: please check its ten digits.',
        'Date of birth: write it like 31/01/1950.',
        expect.stringMatching(/^Referred by: in this scheme write one of: GP/),
        expect.stringMatching(/^Reason: choose one of: Loneliness/),
        expect.stringMatching(/^Consent: write/),
      ],
    });
    const [head, only, end] = seen.leftOut!.split('\r\n');
    expect(head).toBe(`\uFEFF${HEADER},Why it was left out`);
    expect(only).toMatch(/,'=cmd\(\),.*"NHS number: this is not/);
    expect(end).toBe('');
    await bringIn('people', text, seen).expect(200, { imported: 1 });
    // Mended, it can come in with the column that says why still there.
    const mended = seen
      .leftOut!.replace('9990000019', '9990000042')
      .replace('31/02', '28/02')
      .replace('Boredom', 'Loneliness')
      .replace(',yes,', ',spoken,')
      .replace("'=cmd()", 'GP');
    expect((await preview('people', mended)).ready).toBe(1);
  });
  it('who are there twice, or on record, are found', async () => {
    await db.updateTable('patient').set({ born: '1941-02-03' }).where('id', '=', 'ahmed').execute();
    await db.updateTable('path').set({ ended_on: '2026-05-01' }).where('patient_id', '=', 'ahmed').execute();
    await db.updateTable('prescription').set({ weeks: null }).where('id', '=', 'rx-mary').execute();
    const { lines } = await preview(
      'people',
      file(
        line(),
        line({ 'NHS number': '' }),
        line({ 'First name': 'Mary', Surname: 'TEST', 'NHS number': '9990000018' }),
        line({ 'First name': 'Ahmed', Surname: 'Test', 'NHS number': '9990000026', DOB: '03/02/1941' }),
        line({ 'First name': 'ahmed', Surname: 'Test', 'NHS number': '', DOB: '03/02/1941' }),
      ),
    );
    expect(lines.map((one) => [one.is, one.says[0]])).toEqual([
      ['ready', 'Goes onto the waiting list.'],
      ['left-out', 'The same person as on line 2: leave one of them out.'],
      ['left-out', 'They are on a path in this scheme already.'],
      ['ready', 'On record already: a new path begins for them.'],
      ['left-out', 'The same person as on line 5: leave one of them out.'],
    ]);
    const zed = await preview(
      'people',
      file(line({ 'First name': 'Zed', Surname: 'Zephyr', 'NHS number': '9990000018' })),
    );
    expect(zed.lines[0]!.says).toEqual(['NHS number: somebody with another name has it. Please check it.']);
    const alone = await preview(
      'people',
      file(line({ 'First name': 'Ahmed', Surname: 'Test', 'NHS number': '', DOB: '03/02/1941' })),
    );
    expect(alone.lines[0]!.says[0]).toMatch(/^Somebody of this name and date of birth is on record/);
  });
  it('are not asked about unseen: whoever is met is in the access log, and how many were asked about', async () => {
    const told = async () =>
      (await db.selectFrom('audit').select(['action', 'subject', 'detail']).orderBy('seq').execute()).map((e) => [
        e.action,
        e.subject,
        JSON.parse(e.detail),
      ]);
    await preview('people', file(line()), {}, priya);
    expect(await told()).toEqual([['preview people', 'scheme', { lines: 1, met: 0 }]]);
    await preview('people', file(line(), line({ 'NHS number': '9990000018', 'First name': 'Mary' })), {}, priya);
    expect((await told()).slice(1)).toEqual([
      ['read preview of people', 'rx-mary', {}],
      ['preview people', 'scheme', { lines: 2, met: 1 }],
    ]);
  });
  it('are one person when the file comes twice, also with neither number nor birthday', async () => {
    const jo = line({ 'First name': 'Jo', Surname: 'Bloggs', 'NHS number': '', DOB: '' });
    expect((await preview('people', file(jo, jo))).ready).toBe(1);
    await bringIn('people', file(jo), await preview('people', file(jo))).expect(200, { imported: 1 });
    const again = await preview('people', file(jo));
    expect(again).toMatchObject({ ready: 0, lines: [{ says: [expect.stringMatching(/was referred that day/)] }] });
    // On another day, or with a birthday, it is somebody else or another time.
    expect((await preview('people', file(jo.replace('01/06/2026', '02/06/2026')))).ready).toBe(1);
  });
  it('are not brought in when the record, or the file, is another than was looked at', async () => {
    const text = file(line());
    const seen = await preview('people', text);
    await bringIn('people', file(line({ Surname: 'Read' })), seen).expect(409);
    const other = await preview('people', text);
    await bringIn('people', text, other).expect(200);
    await bringIn('people', text, seen).expect(409);
    expect(await rows('import_run')).toBe(1);
  });
  it('are given to others by a team lead only', async () => {
    const given = file(line({ 'Link worker': 'tessa' }));
    expect((await preview('people', given, {}, priya)).lines[0]!.says[0]).toMatch(/only a team lead/);
    expect((await preview('people', file(line({ 'Link worker': 'Priya' })), {}, priya)).ready).toBe(1);
    expect((await preview('people', file(line({ 'Link worker': 'Nobody' })))).lines[0]!.says[0]).toMatch(
      /nobody of that name/,
    );
  });
  it('follow the policy of each scheme', async () => {
    await useScheme('bromley-by-bow');
    const { referral } = shippedPolicy('bromley-by-bow');
    expect((await preview('people', file(line({ Reason: referral.reasons[0]! })))).ready).toBe(
      referral.from.includes('gp') ? 1 : 0,
    );
    await useScheme('big-local');
    const own = { 'Referred by': '', 'Works at': '', Reason: shippedPolicy('big-local').referral.reasons[0]! };
    expect((await preview('people', file(line(own)))).ready).toBe(1);
  });
  it('are the business of those who work with people', async () => {
    for (const role of ['administrator', 'scheme-manager', 'provider'] as const) {
      const who = await workspace.as({ id: role, role });
      await who.get('/imports').expect(403);
      await who.post('/imports/people/preview', { text: file(line()) }).expect(403);
    }
    await tessa.post('/imports/cards/preview', { text: 'x' }).expect(404);
    await tessa.post('/imports/people/preview', { text: 'Name\nx' }).expect(400);
    expect((await tessa.get('/imports').expect(200)).body.schemes).toMatchObject([
      { id: 'scheme', hasScores: true, serviceUse: null },
    ]);
  });
});

describe('licensed scores from a file', () => {
  const scores = (...lines: string[]) => ['NHS number,Date,Score,Value,When', ...lines].join('\n');
  const path = 'rx-mary';
  const begin = async () => {
    const { referral } = shippedPolicy('luton');
    const whole = { corrects: null, why: null, by: { id: 'priya', name: 'Priya' } };
    const events = [
      {
        kind: 'referral',
        on: '2026-05-01',
        referrer: { kind: 'gp', worksAt: 'Bell Street' },
        throughForm: false,
        as: 'patient',
        reason: referral.reasons[0],
        consent: 'written',
      },
      { kind: 'first-contact', on: '2026-05-04', place: 'office' },
      {
        kind: 'conversation',
        on: '2026-05-05',
        measures: [{ measure: 'ons4', answers: { satisfied: 5, worthwhile: 5, happy: 5, anxious: 5 } }],
      },
    ].map((event, i) => ({
      ...whole,
      ...event,
      id: `0190163d-8694-739b-aea5-966c26f8ad9${i}`,
      recordedAt: `2026-05-05T10:00:0${i}.000Z`,
    }));
    for (const event of events) {
      await db
        .insertInto('path_event')
        .values({
          id: event.id,
          path_id: path,
          kind: event.kind,
          on_date: event.on,
          recorded_at: event.recordedAt,
          body: JSON.stringify(event),
        })
        .execute();
    }
  };
  beforeEach(async () => {
    await begin();
    await storeAttendances(db, [visit()], { source: 'hub', venueId: 'hall' }, new Date());
  });

  it('stand beside what was asked at the start, once however often they come', async () => {
    const text = scores('999 000 0018,05/05/2026,self-care,41,baseline');
    const seen = await preview('scores', text, {}, priya);
    expect(seen.lines).toMatchObject([{ is: 'ready', what: 'Mary Test, Self-care score, baseline' }]);
    await bringIn('scores', text, seen, {}, priya).expect(200, { imported: 1 });
    const view = (await priya.get(`/paths/${path}`).expect(200)).body;
    expect(view.path.baseline.measures).toContainEqual({ measure: 'imported', id: 'self-care', score: 41 });
    expect(view.path.baseline.measures.map((m: { measure: string }) => m.measure)).toContain('ons4');
    expect(await preview('scores', text, {}, priya)).toMatchObject({ ready: 0, lines: [{ is: 'same' }] });
  });
  it('join the answers of a follow-up that is on record', async () => {
    const ons4 = { measure: 'ons4', answers: { satisfied: 7, worthwhile: 7, happy: 7, anxious: 3 } };
    const followUp = {
      id: '0190163d-8694-739b-aea5-966c26f8ad99',
      kind: 'follow-up',
      on: '2026-07-01',
      corrects: null,
      why: null,
      followUp: 'end',
      measures: [ons4],
    };
    await priya.post(`/paths/${path}/events`, followUp).expect(201);
    const text = scores('9990000018,2026-07-02,Self-care score,"60,5",end');
    const seen = await preview('scores', text, {}, priya);
    await bringIn('scores', text, seen, {}, priya).expect(200, { imported: 1 });
    const { path: now } = (await priya.get(`/paths/${path}`).expect(200)).body;
    expect(now.followUps).toMatchObject([{ followUp: 'end', measures: [ons4, { id: 'self-care', score: 60.5 }] }]);
    expect(await preview('scores', text, {}, priya)).toMatchObject({ ready: 0, lines: [{ is: 'same' }] });
  });
  it('that cannot be are left out, and so are people whom the reader may not see', async () => {
    const daniel = await workspace.as({ id: 'daniel', role: 'link-worker', scheme_id: 'scheme' });
    const text = scores(
      '9990000018,05/05/2026,self-care,101,baseline',
      '9990000018,05/05/2026,wemwbs,40,baseline',
      '9990000018,05/05/2026,self-care,forty,later',
      '9990000026,05/05/2026,self-care,40,baseline',
      '1234,05/05/2026,self-care,40,baseline',
    );
    expect((await preview('scores', text, {}, priya)).lines.map((one) => one.says)).toEqual([
      ['Value: Self-care score goes from 0 to 100.'],
      ['Score: this scheme has self-care.'],
      ['Value: write a number.', 'When: write baseline or end.'],
      ['There is no referral on record yet.'],
      ['Person: there is nobody with this number among those you may see.'],
    ]);
    const other = await preview('scores', text, {}, daniel);
    expect(JSON.stringify(other.lines)).not.toContain('Mary');
  });
});

describe('service use from a file', () => {
  beforeEach(() => useScheme('rotherham'));
  const complete = { services: ['admissions', 'a-and-e'], from: '2025-05-01', until: '2026-05-31' };
  const text = [
    'Person,Service,Date',
    '9990000018,A&E,03/02/2026',
    '9990000018,a-and-e,03/02/2026',
    'rx-mary,admission,2026-02-04',
  ].join('\n');

  it('counts two visits on one day as two, and the same file again as nothing', async () => {
    const seen = await preview('service-use', text, { complete });
    expect(seen.ready).toBe(3);
    await bringIn('service-use', text, seen, { complete }).expect(200, { imported: 3 });
    await bringIn('service-use', text, seen, { complete }).expect(200, { imported: 3 });
    expect(await rows('service_use')).toBe(3);
    expect(await preview('service-use', text, { complete })).toMatchObject({
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
    const { lines, ready } = await preview('service-use', odd, { complete });
    expect(ready).toBe(0);
    expect(lines.map((one) => one.says[0])).toEqual([
      'Date: it is outside the days that the file is about.',
      'Service: write one of: admissions; a-and-e.',
      'Person: there is nobody with this number among those you may see.',
    ]);
    await tessa.post('/imports/service-use/preview', { text }).expect(400);
    await tessa
      .post('/imports/service-use/preview', { text, complete: { ...complete, until: '2099-01-01' } })
      .expect(400);
    await useScheme('luton');
    await tessa.post('/imports/service-use/preview', { text, complete }).expect(400);
  });
  const HEAD = 'Person,Service,Date';
  const whole = () => db.selectFrom('service_use_import').select('rows').execute();
  it('says that nothing else happened only where all of it was read', async () => {
    const some = [HEAD, '9990000018,admissions,01/02/2026', '9990000026,admissions,31/02/2026'].join('\n');
    const seen = await preview('service-use', some, { complete });
    expect(seen).toMatchObject({ ready: 1, notes: [expect.stringMatching(/^Some lines cannot be read/)] });
    await bringIn('service-use', some, seen, { complete }).expect(200, { imported: 1 });
    expect(await whole()).toEqual([]);
    const wrong = await preview('service-use', `${HEAD}\n9990000019,admissions,01/02/2026`, { complete });
    expect(wrong.notes).toHaveLength(1);
    // Somebody who is nobody's here, and days that the file is not about, take nothing from it.
    const others = [HEAD, '9990000042,admissions,01/02/2026', '9990000026,admissions,01/06/2026'].join('\n');
    const all = await preview('service-use', others, { complete });
    expect(all.notes).toEqual([]);
    await bringIn('service-use', others, all, { complete }).expect(200);
    expect(await whole()).toHaveLength(1);
  });
  it('says nothing of people whom whoever brings it in cannot see', async () => {
    const seen = await preview('service-use', text, { complete }, priya);
    expect(seen).toMatchObject({ ready: 3, notes: [expect.stringMatching(/^You do not see everybody/)] });
    await bringIn('service-use', text, seen, { complete }, priya).expect(200, { imported: 3 });
    expect(await whole()).toEqual([]);
  });
  it('is not put with somebody seen by breaking the glass', async () => {
    const sam = await workspace.as({ id: 'sam', role: 'link-worker', scheme_id: 'scheme' });
    await sam.post('/break-glass', { who: { nhsNumber: '9990000018' }, reason: 'She phoned and is not well' });
    await sam.get('/paths/rx-mary').expect(200);
    expect(await preview('service-use', text, { complete }, sam)).toMatchObject({ ready: 0 });
  });
  it('is what a file with no lines says too: nobody was anywhere in that time', async () => {
    const none = 'Person,Service,Date\n';
    const seen = await preview('service-use', none, { complete });
    await bringIn('service-use', none, seen, { complete }).expect(200, { imported: 0 });
    expect(await db.selectFrom('service_use_import').select('rows').execute()).toEqual([{ rows: 0 }]);
  });
});
