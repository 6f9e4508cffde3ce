import { beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../audit/audit-log.ts';
import { shippedPolicy } from '../directory/scheme-row.ts';
import type { CentralDb } from '../store/schema.ts';
import { followPolicy, importsOf, rowsIn } from '../testing/imports.ts';
import { smallRecord } from '../testing/record.ts';

let db: CentralDb;
let on: Awaited<ReturnType<typeof importsOf>>;
beforeEach(async () => {
  db = await smallRecord();
  on = await importsOf(db, 'people');
});

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
    const before = await rowsIn(db, 'patient');
    const text = file(line(), line({ 'First name': 'Ray', 'NHS number': '', 'Link worker': 'Priya' }));
    const seen = await on.preview(text);
    expect(seen).toMatchObject({
      ready: 2,
      leftOut: null,
      lines: [
        { line: 2, what: 'Olive Reed', is: 'ready', says: ['Goes onto the waiting list.'] },
        { line: 3, what: 'Ray Reed', is: 'ready', says: [] },
      ],
    });
    expect(await rowsIn(db, 'patient')).toBe(before);
    await on.bringIn(text, seen).expect(200, { imported: 2 });
    await on.bringIn(text, seen).expect(200, { imported: 2 });
    expect(await rowsIn(db, 'patient')).toBe(before + 2);
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
    expect(on.workspace.faults).toEqual([]);
  });
  it('are brought in but for those with something wrong, which come back as a file that says what', async () => {
    const text = file(
      line(),
      line({
        'NHS number': '9990000019',
        Phone: '01632 960003\u202e',
        DOB: '31/02/1950',
        Reason: 'Boredom',
        Consent: 'yes',
        'Referred by': '=cmd()',
      }),
    );
    const seen = await on.preview(text);
    expect(seen.ready).toBe(1);
    expect(seen.lines[1]).toMatchObject({
      is: 'left-out',
      says: [
        'NHS number: this is not an NHS number: please check its ten digits.',
        'Date of birth: write it like 31/01/1950.',
        expect.stringMatching(/^Referred by: in this scheme write one of: GP/),
        expect.stringMatching(/^Reason: choose one of: Loneliness/),
        expect.stringMatching(/^Consent: write/),
        'Phone: it holds characters that cannot be shown.',
      ],
    });
    const [head, only, end] = seen.leftOut!.split('\r\n');
    expect(head).toBe(`\uFEFF${HEADER},Why it was left out`);
    expect(only).toMatch(/,'=cmd\(\),.*"NHS number: this is not/);
    expect(end).toBe('');
    await on.bringIn(text, seen).expect(200, { imported: 1 });
    // Mended, it can come in with the column that says why still there.
    const mended = seen
      .leftOut!.replace('9990000019', '9990000042')
      .replace('31/02', '28/02')
      .replace('Boredom', 'Loneliness')
      .replace('\u202e', '')
      .replace(',yes,', ',spoken,')
      .replace("'=cmd()", 'GP');
    expect((await on.preview(mended)).ready).toBe(1);
  });
  it('who are there twice, or on record, are found', async () => {
    await db.updateTable('patient').set({ born: '1941-02-03' }).where('id', '=', 'ahmed').execute();
    await db.updateTable('path').set({ ended_on: '2026-05-01' }).where('patient_id', '=', 'ahmed').execute();
    await db.updateTable('prescription').set({ weeks: null }).where('id', '=', 'rx-mary').execute();
    const { lines } = await on.preview(
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
    const zed = await on.preview(file(line({ 'First name': 'Zed', Surname: 'Zephyr', 'NHS number': '9990000018' })));
    expect(zed.lines[0]!.says).toEqual(['NHS number: somebody with another name has it. Please check it.']);
    const alone = await on.preview(
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
    await on.preview(file(line()), {}, on.priya);
    expect(await told()).toEqual([['preview people', 'scheme', { lines: 1, met: 0 }]]);
    await on.preview(file(line(), line({ 'NHS number': '9990000018', 'First name': 'Mary' })), {}, on.priya);
    expect((await told()).slice(1)).toEqual([
      ['read preview of people', 'rx-mary', {}],
      ['preview people', 'scheme', { lines: 2, met: 1 }],
    ]);
  });
  it('are one person when the file comes twice, also with neither number nor birthday', async () => {
    const jo = line({ 'First name': 'Jo', Surname: 'Bloggs', 'NHS number': '', DOB: '' });
    expect((await on.preview(file(jo, jo))).ready).toBe(1);
    await on.bringIn(file(jo), await on.preview(file(jo))).expect(200, { imported: 1 });
    const again = await on.preview(file(jo));
    expect(again).toMatchObject({ ready: 0, lines: [{ says: [expect.stringMatching(/was referred that day/)] }] });
    // On another day, or with a birthday, it is somebody else or another time.
    expect((await on.preview(file(jo.replace('01/06/2026', '02/06/2026')))).ready).toBe(1);
  });
  it('are not brought in when the record, or the file, is another than was looked at', async () => {
    const text = file(line());
    const seen = await on.preview(text);
    await on.bringIn(file(line({ Surname: 'Read' })), seen).expect(409);
    const other = await on.preview(text);
    await on.bringIn(text, other).expect(200);
    await on.bringIn(text, seen).expect(409);
    expect(await rowsIn(db, 'import_run')).toBe(1);
  });
  it('are given to others by a team lead only', async () => {
    const given = file(line({ 'Link worker': 'tessa' }));
    expect((await on.preview(given, {}, on.priya)).lines[0]!.says[0]).toMatch(/only a team lead/);
    expect((await on.preview(file(line({ 'Link worker': 'Priya' })), {}, on.priya)).ready).toBe(1);
    expect((await on.preview(file(line({ 'Link worker': 'Nobody' })))).lines[0]!.says[0]).toMatch(
      /nobody of that name/,
    );
  });
  it('follow the policy of each scheme', async () => {
    await followPolicy(db, 'bromley-by-bow');
    const { referral } = shippedPolicy('bromley-by-bow');
    expect((await on.preview(file(line({ Reason: referral.reasons[0]! })))).ready).toBe(
      referral.from.includes('gp') ? 1 : 0,
    );
    await followPolicy(db, 'big-local');
    const own = { 'Referred by': '', 'Works at': '', Reason: shippedPolicy('big-local').referral.reasons[0]! };
    expect((await on.preview(file(line(own)))).ready).toBe(1);
  });
  it('are the business of those who work with people', async () => {
    for (const role of ['administrator', 'scheme-manager', 'provider'] as const) {
      const who = await on.workspace.as({ id: role, role });
      await who.get('/imports').expect(403);
      await who.post('/imports/people/preview', { text: file(line()) }).expect(403);
    }
    await on.tessa.post('/imports/cards/preview', { text: 'x' }).expect(404);
    await on.tessa.post('/imports/people/preview', { text: 'Name\nx' }).expect(400);
    expect((await on.tessa.get('/imports').expect(200)).body.schemes).toMatchObject([
      { id: 'scheme', hasScores: true, serviceUse: null },
    ]);
  });
});
