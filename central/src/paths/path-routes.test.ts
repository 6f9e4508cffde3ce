import { newId } from '@tapwell/shared/ids';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord } from '../testing/record.ts';
import { workspaceOf } from '../testing/signed-in.ts';

let db: CentralDb;
let workspace: ReturnType<typeof workspaceOf>;
let priya: Awaited<ReturnType<typeof workspace.as>>;

beforeEach(async () => {
  db = await smallRecord();
  workspace = workspaceOf(db);
  priya = await workspace.as({ id: 'priya', role: 'link-worker' });
});
afterEach(() => expect(workspace.faults).toEqual([]));

const referral = () => ({
  ...{ kind: 'referral', id: newId(), on: '2026-05-01', corrects: null, why: null, throughForm: false, as: 'patient' },
  ...{ referrer: { kind: 'gp', worksAt: 'Elm Surgery' }, reason: 'Loneliness', consent: 'spoken' },
});

describe('the API of paths', () => {
  it('answers an event with the new view, 201 once and 200 again, and refuses with a sentence', async () => {
    const event = referral();
    const first = await priya.post('/paths/rx-mary/events', event);
    expect([first.status, first.body.path.referral.by]).toEqual([201, { id: 'priya', name: 'Priya' }]);
    expect(first.headers['cache-control']).toBe('no-store');
    expect((await priya.post('/paths/rx-mary/events', event)).status).toBe(200);
    const again = await priya.post('/paths/rx-mary/events', referral());
    expect([again.status, again.body.detail]).toEqual([409, 'There is a referral on record already.']);
  });
  it('takes no event that says by whom or when it was recorded, nor one of no kind', async () => {
    for (const body of [{ ...referral(), by: { id: 'x', name: 'X' } }, { ...referral(), kind: 'rumour' }, {}]) {
      expect((await priya.post('/paths/rx-mary/events', body)).status).toBe(400);
    }
  });
  it('knows nothing of somebody else’s path', async () => {
    const daniel = await workspace.as({ id: 'daniel', role: 'link-worker' });
    expect((await daniel.get('/paths/rx-mary')).status).toBe(404);
    expect((await daniel.post('/paths/rx-mary/events', referral())).status).toBe(404);
    expect((await daniel.post('/paths/rx-mary/holder', { id: newId(), linkWorkerId: 'daniel' })).status).toBe(404);
    expect((await daniel.get('/prescriptions/rx-mary/cards')).status).toBe(404);
  });
  it('lets whoever broke the glass read and note a contact, no more', async () => {
    const daniel = await workspace.as({ id: 'daniel', role: 'link-worker' });
    await priya.post('/paths/rx-mary/events', referral());
    const [at, until_at] = ['2020-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z'];
    await db
      .insertInto('break_glass')
      .values({ id: 'glass', staff_id: 'daniel', patient_id: 'mary', at, until_at, reason: 'She rang' })
      .execute();
    expect((await daniel.get('/paths/rx-mary')).status).toBe(200);
    const contact = { kind: 'contact', id: newId(), on: '2026-05-02', corrects: null, why: null };
    const noted = await daniel.post('/paths/rx-mary/events', { ...contact, how: 'phone', reached: true, note: null });
    expect(noted.status).toBe(201);
    const ended = { kind: 'outcome', id: newId(), on: '2026-05-02', corrects: null, why: null, outcome: 'moved' };
    expect((await daniel.post('/paths/rx-mary/events', ended)).status).toBe(403);
  });
  it('changes what is given of a person and leaves the rest as it is', async () => {
    const patch = (body: object) => priya.patch('/paths/rx-mary/patient', body);
    const changed = await patch({ displayName: 'Mary-Ann' });
    expect(changed.body.patient).toMatchObject({ displayName: 'Mary-Ann', nhsNumber: '9990000018', given: 'Mary' });
    expect((await patch({ nhsNumber: '1234567890' })).status).toBe(400);
    expect((await patch({ erased: true })).status).toBe(400);
  });
  it('begins a path, and says nothing more of somebody put onto the list for others', async () => {
    const person = { given: 'Zofia', family: 'Nowak', displayName: 'Zofia' };
    const own = await priya.post('/paths', { id: newId(), person, referral: referral() });
    expect([own.status, own.body.linkWorker.id, own.body.path.step]).toEqual([201, 'priya', 'waiting']);
    const listed = await priya.post('/paths', { id: newId(), person, referral: referral(), take: false });
    expect([listed.status, listed.body]).toEqual([201, null]);
    const { body } = await priya.get('/referrals');
    expect(body.referrals.map((line: { linkWorker: unknown }) => line.linkWorker === null)).toContain(true);
  });
  it('puts on record who read whose', async () => {
    await priya.get('/paths/rx-mary');
    const read = await db.selectFrom('audit').select(['actor', 'action', 'subject']).execute();
    expect(read).toEqual([{ actor: 'staff priya', action: 'read path', subject: 'rx-mary' }]);
  });
});
