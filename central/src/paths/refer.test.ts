import { newId } from '@tapwell/shared/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { openGlass } from '../access/break-glass.ts';
import { mayReadPath } from '../access/readable.ts';
import { newSchemeKeys } from '../keys/scheme-keys.ts';
import { rosterFeed } from '../roster/feed.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord } from '../testing/record.ts';
import { changePatient } from './change-patient.ts';
import { setHolder } from './holder.ts';
import { readPath } from './path-view.ts';
import { refer } from './refer.ts';
import { type EventDraft, newPath, patientChange } from './wire.ts';

const now = new Date('2026-06-01T12:00:00Z');
const staff = (id: string, role = 'link-worker') => ({ id, name: id, role, providerId: null, schemeId: null });
const priya = staff('priya');
let db: CentralDb;

beforeEach(async () => {
  db = await smallRecord();
  const one = { role: 'link-worker', provider_id: null, password_hash: 'none' };
  await db
    .insertInto('staff')
    .values([
      { id: 'daniel', username: 'daniel', name: 'Daniel', ...one },
      { id: 'tessa', username: 'tessa', name: 'Tessa', ...one, role: 'team-lead' },
      { id: 'sam', username: 'sam', name: 'Sam', ...one, role: 'scheme-manager' },
    ])
    .execute();
});

function asked(person: object, own: object = {}) {
  const referral = {
    kind: 'referral',
    id: newId(),
    on: '2026-05-28',
    corrects: null,
    why: null,
    referrer: { kind: 'gp', worksAt: 'Elm Surgery' },
    throughForm: false,
    as: 'patient',
    reason: 'Loneliness',
    consent: 'spoken',
  } as EventDraft;
  return { ...newPath.parse({ id: newId(), person, referral, ...own }), referral };
}
const zofia = { given: 'Zofia', family: 'Nowak', displayName: 'Zofia' };
const livePaths = () => db.selectFrom('path').selectAll().where('ended_on', 'is', null).execute();

describe('a referral by staff', () => {
  it('puts a person on record, who waits from that day on, once', async () => {
    const one = asked(zofia);
    expect(await refer(db, one, priya, now)).toBe(true);
    expect(await refer(db, one, priya, now)).toBe(false);
    expect(await readPath(db, one.id, now)).toMatchObject({
      patient: { given: 'Zofia', nhsNumber: null },
      linkWorker: { id: 'priya' },
      path: { step: 'waiting', referral: { on: '2026-05-28' } },
      holders: [{ linkWorker: 'Priya' }],
    });
  });
  it('finds a person by their NHS number, not one of another name', async () => {
    await db.updateTable('path').set({ ended_on: '2026-05-20' }).where('patient_id', '=', 'mary').execute();
    const mary = { ...zofia, given: 'Mary', nhsNumber: '999 000 0018' };
    await expect(refer(db, asked(mary), priya, now)).rejects.toThrow('another name');
    await refer(db, asked({ ...mary, family: 'TEST' }), priya, now);
    expect((await livePaths()).filter((path) => path.patient_id === 'mary')).toHaveLength(1);
    expect(await db.selectFrom('patient').selectAll().execute()).toHaveLength(2);
  });
  it('that is refused as they are on record is in the access log', async () => {
    const looks = () => db.selectFrom('audit').select(['actor', 'action', 'subject']).execute();
    await expect(refer(db, asked({ ...zofia, nhsNumber: '9990000018' }), staff('daniel'), now)).rejects.toThrow();
    expect(await looks()).toEqual([{ actor: 'staff daniel', action: 'read refused referral', subject: 'rx-mary' }]);
  });
  it('of somebody on a path of the scheme already is refused', async () => {
    await expect(refer(db, asked({ pathId: 'rx-mary' }), priya, now)).rejects.toThrow(
      'on a path in this scheme already',
    );
  });
  it('twice at once begins one path', async () => {
    await db.updateTable('path').set({ ended_on: '2026-05-20' }).where('patient_id', '=', 'mary').execute();
    const both = [asked({ pathId: 'rx-mary' }), asked({ pathId: 'rx-mary' })];
    const results = await Promise.allSettled(both.map((one) => refer(db, one, priya, now)));
    expect(results.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
  });
  it('of somebody else’s patient is as unknown as of nobody', async () => {
    await expect(refer(db, asked({ pathId: 'rx-mary' }), staff('daniel'), now)).rejects.toThrow('no such person');
  });
  it('is not for who sees the person by breaking the glass: they would see them for good', async () => {
    await db.updateTable('path').set({ ended_on: '2026-05-20' }).where('patient_id', '=', 'mary').execute();
    const who = { nhsNumber: '9990000018' };
    await openGlass(db, staff('daniel'), { who, reason: 'She phoned and is not well' }, now);
    expect(await mayReadPath(db, staff('daniel'), 'rx-mary', now)).toBe(true);
    await expect(refer(db, asked({ pathId: 'rx-mary' }), staff('daniel'), now)).rejects.toThrow('no such person');
  });
});

describe('who has a path', () => {
  const give = (to: string | null, by = priya, path = 'rx-mary') =>
    setHolder(db, path, { id: newId(), linkWorkerId: to, why: null }, by, now);

  it('is handed over with its prescriptions, and who had it stays on record', async () => {
    await give('daniel');
    expect(await readPath(db, 'rx-mary', now)).toMatchObject({
      linkWorker: { id: 'daniel' },
      holders: [{ linkWorker: 'Daniel', by: 'Priya' }],
    });
    const rx = await db.selectFrom('prescription').select('link_worker_id').where('id', '=', 'rx-mary').execute();
    expect(rx).toEqual([{ link_worker_id: 'daniel' }]);
    await expect(give('priya')).rejects.toThrow('no such person');
    await give('priya', staff('tessa', 'team-lead'));
  });
  it('works with people, and works here now', async () => {
    await expect(give('sam')).rejects.toThrow('Choose a link worker');
    await db.updateTable('staff').set({ ended_at: '2026-05-01T00:00:00.000Z' }).where('id', '=', 'daniel').execute();
    await expect(give('daniel')).rejects.toThrow('Choose a link worker');
  });
  it('may not be nobody once something is agreed', async () => {
    await expect(give(null)).rejects.toThrow('hand them over');
  });
  it('is one of two who take somebody at once', async () => {
    const one = asked(zofia, { take: false });
    await refer(db, one, priya, now);
    expect((await readPath(db, one.id, now))!.linkWorker).toBeNull();
    const results = await Promise.allSettled([give('priya', priya, one.id), give('daniel', staff('daniel'), one.id)]);
    expect(results.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = results.find((r) => r.status === 'rejected') as PromiseRejectedResult;
    expect(lost.reason.message).toContain('taken them already');
    expect(await db.selectFrom('path_holder').selectAll().where('path_id', '=', one.id).execute()).toHaveLength(1);
  });
  it('cannot be given to others by whoever only sees them on the list', async () => {
    const one = asked(zofia, { take: false });
    await refer(db, one, priya, now);
    await expect(give('daniel', priya, one.id)).rejects.toThrow('no such person');
  });
});

describe('a person’s details', () => {
  it('are changed as far as they are given; what was before stays, and the log hears only which', async () => {
    const change = patientChange.parse({ displayName: 'Mary-Ann', phone: '01632 960001' });
    await changePatient(db, 'mary', change, { staff: priya, now });
    const mary = await db.selectFrom('patient').selectAll().where('id', '=', 'mary').executeTakeFirstOrThrow();
    expect(mary).toMatchObject({
      given: 'Mary',
      display_name: 'Mary-Ann',
      phone: '01632 960001',
      nhs_number: '9990000018',
    });
    const [before] = await db.selectFrom('patient_change').selectAll().execute();
    expect(JSON.parse(before!.before)).toEqual({ displayName: 'Mary', phone: null });
    const [entry] = await db.selectFrom('audit').selectAll().execute();
    expect(JSON.parse(entry!.detail)).toEqual({ fields: ['displayName', 'phone'] });
    expect(JSON.stringify(entry)).not.toContain('01632');
    expect(await db.selectFrom('roster_touched').selectAll().execute()).toHaveLength(1);
  });
  it('never take somebody else’s NHS number; that they were found by it is on record', async () => {
    const change = patientChange.parse({ nhsNumber: '9990000026' });
    await expect(changePatient(db, 'mary', change, { staff: priya, now })).rejects.toThrow('Somebody else');
    const [entry] = await db.selectFrom('audit').selectAll().execute();
    expect(entry).toMatchObject({ actor: 'staff priya', action: 'read refused change of details' });
    expect(JSON.stringify(entry)).not.toContain('9990000026');
  });
  it('take an NHS number and a language later: venues get the language, and no number', async () => {
    const one = asked(zofia);
    await refer(db, one, priya, now);
    const { patient } = (await readPath(db, one.id, now))!;
    const change = patientChange.parse({ nhsNumber: '999 000-0034', language: 'pl' });
    await changePatient(db, patient.id, change, { staff: priya, now });
    expect((await readPath(db, one.id, now))!.patient).toMatchObject({ nhsNumber: '9990000034', language: 'pl' });
    const entries = await db.selectFrom('audit').selectAll().where('action', '=', 'patient changed').execute();
    expect(entries.map(({ detail }) => JSON.parse(detail))).toEqual([{ fields: ['nhsNumber', 'language'] }]);
    expect(JSON.stringify(entries)).not.toContain('9990000034');
    await changePatient(db, 'mary', patientChange.parse({ language: 'gu' }), { staff: priya, now });
    const { changes } = await rosterFeed(db, 'hub', 0, newSchemeKeys(), now);
    expect(changes).toContainEqual(
      expect.objectContaining({ entry: expect.objectContaining({ id: 'mary', language: 'gu' }) }),
    );
    expect(JSON.stringify(changes)).not.toContain('9990000018');
  });
  it('take no birthday to come, and nothing that a page cannot show', () => {
    const fault = (change: object) => patientChange.safeParse(change).error?.issues[0]?.message;
    expect(fault({ born: '2999-01-01' })).toBe('That day is still to come.');
    expect(fault({ born: '1030-01-01' })).toBe('Please check the year.');
    for (const bad of ['Z\u0000elda', 'Zelda\u202e', 'Zel\nda', '\u2066Zelda']) {
      expect([bad, fault({ displayName: bad })]).toEqual([bad, 'Please write it without control characters.']);
      expect([bad, fault({ phone: bad })]).toEqual([bad, 'Please write it without control characters.']);
    }
    expect(fault({ language: 'nonsense!' })).toBeDefined();
    // A joiner is part of how some names are written.
    expect(
      fault({ displayName: 'ન\u200dયના', given: 'Zoë', family: 'O’Brien-Nowák', language: 'pa-PK' }),
    ).toBeUndefined();
  });
});
