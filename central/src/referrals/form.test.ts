import { problemHandler } from '@tapwell/shared/http/problem';
import { newId } from '@tapwell/shared/ids';
import express from 'express';
import request from 'supertest';
import { beforeEach, describe, expect, it } from 'vitest';
import { shippedPolicy } from '../directory/scheme-row.ts';
import { refer } from '../paths/refer.ts';
import { type EventDraft, newPath } from '../paths/wire.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord } from '../testing/record.ts';
import { readDate, readForm } from './form-fields.ts';
import { formRoutes } from './form-routes.ts';
import { closeForm, formsOf, makeForm } from './forms.ts';
import { sayWhoItIs } from './same-person.ts';
import { waitingList } from './waiting-list.ts';

const lead = { id: 'tessa', name: 'Tessa', role: 'team-lead', providerId: null, schemeId: 'scheme' };
const priya = { id: 'priya', name: 'Priya', role: 'link-worker', providerId: null, schemeId: null };
const policy = shippedPolicy('luton');
const withForm = { ...policy, referral: { ...policy.referral, form: true, from: ['gp' as const, 'self' as const] } };
let db: CentralDb;
let formId: string;
let app: express.Express;

beforeEach(async () => {
  db = await smallRecord();
  await db
    .updateTable('scheme')
    .set({ policy: JSON.stringify(withForm) })
    .execute();
  formId = await makeForm(db, { name: 'Elm Tree Surgery', referrers: ['gp', 'self'] }, lead, new Date());
  app = express();
  app.use('/refer', formRoutes(db, 'no-pages-here', fail), problemHandler(fail));
});
function fail(error: unknown): never {
  throw error;
}

const filled = (own: object = {}) => ({
  id: newId(),
  referrer: 'gp',
  sender: 'Dr Iris Vale',
  given: 'Zofia',
  family: 'Nowak',
  born: '31 3 1980',
  nhsNumber: '',
  phone: '01632 960123',
  reason: 'Loneliness',
  consent: 'spoken',
  ...own,
});
const post = (fields: object, id = formId) => request(app).post(`/refer/${id}`).type('form').send(fields);
const list = () => waitingList(db, priya, new Date());

describe('a referral form', () => {
  it('asks in plain fields that need no JavaScript, without a cookie', async () => {
    const { text, status, headers } = await request(app).get(`/refer/${formId}`);
    expect(status).toBe(200);
    expect(text).toContain('Elm Tree Surgery');
    expect(text).not.toContain('<script');
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['cache-control']).toBe('no-store');
    for (const name of ['sender', 'family', 'born', 'consent']) expect(text).toContain(`name="${name}"`);
  });
  it('puts a person onto the waiting list, once however often it is sent, and says only that it arrived', async () => {
    const fields = filled();
    const first = await post(fields);
    expect([first.status, first.headers.location]).toEqual([303, `/refer/${formId}/thank-you`]);
    await Promise.all([post(fields), post(fields)]);
    const thanks = (await request(app).get(first.headers.location!)).text;
    expect(thanks).toContain('Thank you, it has arrived');
    expect(thanks).not.toContain('Zofia');
    expect(await list()).toMatchObject([
      {
        name: 'Zofia Nowak',
        referrer: 'a GP, Elm Tree Surgery',
        sentBy: 'Dr Iris Vale',
        reason: 'Loneliness',
        step: 'waiting',
        linkWorker: null,
        maybe: [],
      },
    ]);
  });
  it('lets people refer themselves where the scheme does', async () => {
    expect((await post(filled({ referrer: 'self', sender: '' }))).status).toBe(303);
    expect(await list()).toMatchObject([{ referrer: 'the person themselves', sentBy: 'Zofia Nowak' }]);
  });
  it('says what is wrong beside each field, and keeps what was typed as text', async () => {
    const { status, text } = await post(filled({ family: '', given: '"><script>x', consent: '' }));
    expect(status).toBe(400);
    expect(text).toContain('Enter their last name.');
    expect(text).toContain('Say how they agreed.');
    expect(text).toContain('value="&quot;&gt;&lt;script&gt;x"');
    expect(await list()).toEqual([]);
  });
  it('that is closed, or never was, says so kindly and takes nothing', async () => {
    await closeForm(db, formId, lead, new Date());
    for (const id of [formId, 'never-was']) {
      const { status, text } = await request(app).get(`/refer/${id}`);
      expect([status, text.includes('This form is closed')]).toEqual([404, true]);
      expect((await post(filled(), id)).status).toBe(404);
    }
    expect(await list()).toEqual([]);
  });
  it('takes only so many from one place', async () => {
    const answers = [];
    for (let i = 0; i < 10; i++) answers.push((await post(filled())).status);
    expect(answers).toEqual(Array(10).fill(303));
    const typed = filled({ family: 'O’Hara & "Co"' });
    const later = await post(typed);
    expect([later.status, later.headers['retry-after']]).toEqual([429, '600']);
    expect(await list()).toHaveLength(10);
    // Nothing of it is lost: it is sent again from there, and is still one referral.
    expect(later.text).toContain('This was not sent yet');
    expect(later.text).toMatch(/press Send again from <strong>\d\d:\d\d<\/strong> on/);
    for (const value of [typed.id, 'Zofia', 'O’Hara &amp; &quot;Co&quot;', '31 3 1980', 'Dr Iris Vale']) {
      expect(later.text).toContain(`value="${value}"`);
    }
    expect(later.text.match(/ checked/g)).toHaveLength(3);
  });
  it('takes only so many in a day, from wherever they come, and the day after again', async () => {
    const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
    const [others, at] = [Array.from({ length: 149 }, () => newId()), ago(23)];
    const path = { patient_id: 'mary', scheme_id: 'scheme', link_worker_id: null, opened_on: '2026-05-01' };
    await db
      .insertInto('path')
      .values(others.map((id) => ({ ...path, id, ended_on: '2026-05-02' })))
      .execute();
    await db
      .insertInto('referral_intake')
      .values(others.map((id) => ({ id, form_id: formId, path_id: id, at, nhs_number: null })))
      .execute();
    const fields = filled();
    expect((await post(fields)).status).toBe(303);
    const full = await post(filled());
    expect(full.status).toBe(429);
    // An hour from now the oldest of them is a day old.
    expect(Math.abs(Number(full.headers['retry-after']) - 3600)).toBeLessThan(60);
    await db
      .updateTable('referral_intake')
      .set({ at: ago(25) })
      .where('id', '=', others[0]!)
      .execute();
    expect((await post(filled())).status).toBe(303);
  });
  it('holds no number against whoever really has it without saying where to look', async () => {
    await post(filled({ nhsNumber: '999 000 0034', given: 'Not', family: 'Her' }));
    const person = { given: 'Zofia', family: 'Nowak', displayName: 'Zofia', nhsNumber: '999 000 0034' };
    const referral = {
      ...{ kind: 'referral', id: newId(), on: '2026-05-28', corrects: null, why: null, throughForm: false },
      ...{ referrer: { kind: 'gp', worksAt: 'Elm Surgery' }, as: 'patient', reason: 'Loneliness', consent: 'spoken' },
    } as EventDraft;
    const asked = (own: object) => ({
      ...newPath.parse({ id: newId(), person: { ...person, ...own }, referral }),
      referral,
    });
    await expect(refer(db, asked({}), priya, new Date())).rejects.toThrow(
      'A form on the waiting list has this NHS number, with another name.',
    );
    await expect(refer(db, asked({ family: 'Her' }), priya, new Date())).rejects.toThrow('Take them on from there.');
    // Once somebody has them they are a person like any other.
    await db.updateTable('path').set({ link_worker_id: 'priya' }).where('id', '<>', 'rx-mary').execute();
    await expect(refer(db, asked({}), priya, new Date())).rejects.toThrow('please check it');
  });
  it('answers what is too large or no form with a page of its own', async () => {
    expect((await post(filled({ given: 'x'.repeat(20_000) }))).status).toBe(413);
    const json = await request(app).post(`/refer/${formId}`).send({ given: 'x' });
    expect([json.status, json.type]).toEqual([400, 'text/html']);
  });
  it('can be guessed by nobody, and stands in no entry of the log', async () => {
    expect(formId).toMatch(/^[\w-]{22}$/);
    await post(filled());
    const log = JSON.stringify(await db.selectFrom('audit').selectAll().execute());
    for (const secret of [formId, 'Zofia', 'Nowak', '01632', 'Vale']) expect(log).not.toContain(secret);
    expect((await formsOf(db, lead)).forms).toMatchObject([{ id: formId, sent: 1, closedAt: null }]);
  });
});

describe('somebody who may be known', () => {
  const known = { family: 'TEST', given: 'Maria', nhsNumber: '999 000 0018' };
  it('is answered like everybody else, and shown to staff, who decide', async () => {
    expect((await post(filled(known))).headers.location).toContain('thank-you');
    const [line] = await list();
    expect(line!.maybe).toEqual([{ patientId: 'mary', name: 'Mary Test', born: null, sameNumber: true }]);
    await db.updateTable('path').set({ ended_on: '2026-05-20' }).where('id', '=', 'rx-mary').execute();
    await sayWhoItIs(db, line!.id, 'mary', priya, new Date());
    expect(await list()).toMatchObject([{ id: line!.id, name: 'Mary Test', maybe: [] }]);
    const left = await db.selectFrom('patient').selectAll().where('family', '=', 'TEST').execute();
    expect(left).toEqual([]);
    const [said] = await db.selectFrom('patient_change').selectAll().execute();
    expect(JSON.parse(said!.before)).toMatchObject({ form: { given: 'Maria', phone: '01632 960123' } });
  });
  it('and is here already: the second referral ends at once, with why', async () => {
    await db.updateTable('prescription').set({ weeks: null }).where('id', '=', 'rx-mary').execute();
    await post(filled(known));
    const [line] = await list();
    await sayWhoItIs(db, line!.id, 'mary', priya, new Date());
    expect(await list()).toEqual([]);
    const paths = await db.selectFrom('path').selectAll().where('patient_id', '=', 'mary').execute();
    expect(paths.map((path) => path.ended_on !== null).sort()).toEqual([false, true]);
  });
  it('and is not: stays a person of their own', async () => {
    await db.updateTable('patient').set({ born: '1980-03-31' }).where('id', '=', 'ahmed').execute();
    await post(filled({ family: 'Test' }));
    const [line] = await list();
    expect(line!.maybe).toMatchObject([{ patientId: 'ahmed', sameNumber: false }]);
    await sayWhoItIs(db, line!.id, null, priya, new Date());
    await expect(sayWhoItIs(db, line!.id, 'ahmed', priya, new Date())).rejects.toThrow('decided this already');
    expect(await list()).toMatchObject([{ name: 'Zofia Test', maybe: [] }]);
  });
  it('is nobody else', async () => {
    await post(filled(known));
    const [line] = await list();
    await expect(sayWhoItIs(db, line!.id, 'ahmed', priya, new Date())).rejects.toThrow('nobody whom this may be');
    const other = { ...priya, id: 'x', schemeId: 'elsewhere' };
    await expect(sayWhoItIs(db, line!.id, 'mary', other, new Date())).rejects.toThrow('no such person');
  });
});

describe('what is typed', () => {
  const form = { name: 'Elm', referrers: ['gp' as const], policy, today: '2026-06-01', zone: 'Europe/London' };
  it('is read as people write dates', () => {
    expect(['31 3 1980', '31/03/1980', '1980-03-31', '31.3.1980'].map(readDate)).toEqual(Array(4).fill('1980-03-31'));
    expect(['31 2 1980', 'yesterday', '3 1980', ''].map(readDate)).toEqual(Array(4).fill(null));
  });
  it('has a day of birth that was, and an NHS number whose digits fit', () => {
    const faults = (own: object) => {
      const read = readForm(form, filled(own));
      return 'faults' in read ? Object.keys(read.faults) : [];
    };
    expect(faults({})).toEqual([]);
    expect(faults({ born: '2 6 2026' })).toEqual(['born']);
    expect(faults({ nhsNumber: '999 000 0019' })).toEqual(['nhsNumber']);
    expect(faults({ referrer: 'pharmacist', reason: 'Curiosity' })).toEqual(['referrer', 'reason']);
    expect(faults({ sender: 'x'.repeat(101) })).toEqual(['sender']);
    // Turned-round text on a venue's screen.
    expect(faults({ given: 'Zelda\u202e' })).toEqual(['given']);
  });
});
