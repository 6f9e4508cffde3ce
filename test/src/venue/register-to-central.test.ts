import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { shippedPolicy } from '@tapwell/central/directory/scheme-row';
import { backUp, loadDirectory, openCentralStore, restore } from '@tapwell/central/main';
import type { DayRegister, Found, HubState, RegisterAction } from '@tapwell/hub/register/wire';
import type { DeviceClient } from '@tapwell/shared/device/client';
import { newId } from '@tapwell/shared/ids';
import type { Outcome } from '@tapwell/shared/tap/outcome';
import type { Evidence } from '@tapwell/shared/tap/tap';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROVIDER_STAFF } from '../faults/people.ts';
import { libraryCard, type OperateRig, rosterArrived, setUp, tapNow, until } from '../operate/rig.ts';

/** Who comes to which of the hall's activities is in `people.ts`: every third person from the first walks. */
type Press = RegisterAction extends infer A ? (A extends { id: string } ? Omit<A, 'id'> : never) : never;

describe('what staff say on the register of a hub', () => {
  let rig: OperateRig;
  let kiosk: DeviceClient;
  let cookie: string;
  let staffToken: string;
  let sessions: Record<string, string>;

  const api = async <T>(path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${rig.url}/api${path}`, {
      headers: { cookie, 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as T;
  };
  const press = (action: Press) => api<{ said: string }>('/register/actions', { ...action, id: newId() });
  const day = () => api<DayRegister>('/register');
  const tap = async (evidence: Evidence): Promise<Outcome> => {
    const answer = await kiosk.post('/kiosk/taps', { taps: [tapNow(evidence)] });
    return ((await answer.json()) as { results: { outcome: Outcome }[] }).results[0]!.outcome;
  };
  /** All that was said has arrived, and nothing of it was refused. */
  const arrived = () =>
    until(async () => {
      const { sync, quarantine } = await api<HubState>('/hub');
      expect(quarantine).toEqual([]);
      return sync.waiting === 0;
    }, 'the upload');
  const atCentral = async <T>(ask: (db: Awaited<ReturnType<typeof openCentralStore>>) => Promise<T>): Promise<T> => {
    const db = await openCentralStore(join(rig.folder, 'central'));
    try {
      return await ask(db);
    } finally {
      await db.destroy();
    }
  };
  const visitsOf = (person: string) =>
    atCentral((db) =>
      db
        .selectFrom('attendance')
        .select(['status', 'version', 'left_at', 'method', 'assurance', 'by_name', 'reason', 'arrived_at'])
        .where('patient_id', '=', person)
        .orderBy('id')
        .execute(),
    );

  beforeAll(async () => {
    rig = await setUp();
    await rig.startHub();
    kiosk = await rig.pairKiosk();
    await rosterArrived(kiosk);
    const signIn = await fetch(`${rig.url}/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(PROVIDER_STAFF),
    });
    cookie = signIn.headers.getSetCookie()[0]!.split(';')[0]!;
    const atKiosk = await kiosk.post('/kiosk/staff/sign-in', PROVIDER_STAFF);
    staffToken = ((await atKiosk.json()) as { token: string }).token;
    sessions = Object.fromEntries((await day()).sessions.map((s) => [s.activity, s.sessionId]));
  });
  afterAll(() => rig?.close());

  it('a visit recorded, corrected, ended and taken back is at central as it was last said, with who said it', async () => {
    const about = { sessionId: sessions.walk!, personId: 'person-3' };
    await press({ do: 'check-in', ...about, reason: 'forgot-card', note: null });
    const arrivedAt = new Date(Date.now() - 40 * 60_000).toISOString();
    await press({ do: 'correct-arrival', ...about, at: arrivedAt, note: null });
    await press({ do: 'left', ...about });
    await press({ do: 'note', ...about, note: 'went for the bus' });
    await arrived();
    expect(await visitsOf('person-3')).toMatchObject([
      {
        ...{
          status: 'finished',
          version: expect.any(Number),
          method: 'manual',
          assurance: 'asserted',
          by_name: 'Rosa Test',
        },
        ...{ arrived_at: arrivedAt, left_at: expect.any(String) },
        reason: 'Time of arrival put right. went for the bus',
      },
    ]);
    await press({ do: 'undo', ...about, note: 'mixed up' });
    await arrived();
    expect(await visitsOf('person-3')).toMatchObject([{ status: 'entered-in-error', reason: 'mixed up' }]);
  });

  it('who is on no list is placed, or counted as a guest without a prescription for it: central refuses neither', async () => {
    // Person 0 comes to walk and to nothing else: while it is cancelled they are on no list.
    await press({ do: 'session-status', sessionId: sessions.walk!, status: 'cancelled', note: 'Ice' });
    expect(await tap(libraryCard(0))).toMatchObject({ outcome: 'drop-in' });
    const [first] = (await day()).unplaced;
    expect(first?.sessions).toMatchObject([
      { activity: 'sing', asGuest: true },
      { activity: 'tea', asGuest: true },
    ]);
    await press({ do: 'place', tapId: first!.tapId, sessionId: sessions.sing!, note: null });
    await press({ do: 'session-status', sessionId: sessions.walk!, status: 'planned', note: null });

    expect(await tap({ kind: 'uid', uid: 'DEADBE05' })).toMatchObject({ outcome: 'card-not-recognised' });
    const [unknown] = (await day()).unplaced;
    await press({ do: 'place', tapId: unknown!.tapId, sessionId: sessions.walk!, personId: 'person-9', note: null });
    await arrived();
    expect((await day()).unplaced).toEqual([]);
    expect(await visitsOf('person-9')).toMatchObject([
      { status: 'finished', method: 'correction', assurance: 'asserted' },
    ]);
    const placed = await atCentral((db) => db.selectFrom('placed_tap').selectAll().orderBy('at').execute());
    expect(placed).toMatchObject([
      { tap_id: first!.tapId, attendance_id: null, reason: 'Counted as a guest: no prescription for sing' },
      { tap_id: unknown!.tapId, attendance_id: expect.any(String), by_name: 'Rosa Test' },
    ]);
  });

  it('guests, an extra session, someone excused and someone who came along are at central', async () => {
    await press({ do: 'guests', sessionId: sessions.walk!, guests: 4 });
    await press({ do: 'excuse', sessionId: sessions.walk!, personId: 'person-6', note: 'at the dentist' });
    await press({ do: 'companion', sessionId: sessions.walk!, personId: 'person-9', name: 'Joe Bloggs' });
    const { today } = await day();
    await press({ do: 'extra-session', activityId: 'sing', date: today, start: '00:05', minutes: 30 });
    await arrived();
    const said = await atCentral(async (db) => ({
      days: await db.selectFrom('session_day').select(['session_id', 'guests', 'extra', 'status']).execute(),
      excused: await db.selectFrom('excuse').select(['patient_id', 'state', 'reason']).execute(),
      companions: await db.selectFrom('companion_visit').select(['companion_name', 'status', 'by_name']).execute(),
    }));
    expect(said.days).toEqual(
      expect.arrayContaining([
        { session_id: sessions.walk, guests: 4, extra: 0, status: 'planned' },
        { session_id: sessions.sing, guests: 1, extra: 0, status: 'planned' },
        { session_id: `sing@${today}T00:05`, guests: 0, extra: 1, status: 'planned' },
      ]),
    );
    expect(said.excused).toEqual([{ patient_id: 'person-6', state: 'excused', reason: 'at the dentist' }]);
    expect(said.companions).toEqual([{ companion_name: 'Joe Bloggs', status: 'finished', by_name: 'Rosa Test' }]);
  });

  it('staff at the kiosk mark someone as here, and central has it too', async () => {
    const headers = { 'x-staff-session': staffToken };
    const list = await (await kiosk.fetch('/kiosk/staff/expected', { headers })).json();
    expect(list).toMatchObject({ sessions: [{}, {}, {}] });
    const body = { id: newId(), sessionId: sessions.walk, who: { personId: 'person-12' }, reason: 'no-card-yet' };
    const answer = await kiosk.post('/kiosk/staff/check-in', body, { headers });
    expect(await answer.json()).toMatchObject({ outcome: 'checked-in', name: 'Test12', visit: 1, of: 12 });
    await arrived();
    expect(await visitsOf('person-12')).toMatchObject([{ method: 'manual', reason: 'Has no card yet' }]);
  });

  it('what was said while central was away arrives when it is back', async () => {
    await rig.stopCentral();
    await press({
      do: 'check-in',
      sessionId: sessions.walk!,
      personId: 'person-15',
      reason: 'other',
      note: 'late bus',
    });
    const { people } = await api<Found>('/register/find', { sessionId: sessions.walk, query: { name: 'test15' } });
    expect(people).toMatchObject([{ personId: 'person-15', here: true, expected: true }]);
    await rig.startCentral();
    await arrived();
    expect(await visitsOf('person-15')).toMatchObject([{ reason: 'Another reason: late bus', status: 'finished' }]);
  });

  it('who comes along as a link worker said it is known at the venue at once, by card and to staff, until it ends', async () => {
    const signIn = await fetch(`${rig.centralUrl}/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'priya', password: PROVIDER_STAFF.password }),
    });
    const headers = { cookie: signIn.headers.getSetCookie()[0]!.split(';')[0]!, 'content-type': 'application/json' };
    const ask = async (path: string, body: object) => {
      const answer = await fetch(`${rig.centralUrl}/api/paths/rx-9/companions${path}`, {
        ...{ method: 'POST', headers, body: JSON.stringify(body) },
      });
      expect([answer.status, await answer.text()]).toEqual([expect.toBeOneOf([201, 204]), expect.any(String)]);
    };
    const at = new Date().toISOString();
    await atCentral(async (db) => {
      const policy = JSON.stringify(shippedPolicy('blackburn-with-darwen'));
      await db.updateTable('scheme').set({ policy }).execute();
      await loadDirectory(db, { companion: [{ id: 'pat', display_name: 'Pat', language: null, larger_text: 0 }] });
      const uses = { profile: 'uid', uid: '04C0C0C0C0C0C0', key_version: 0, state: 'active' };
      await db
        .insertInto('card')
        .values({ ...uses, id: 'card-pat', patient_id: null, companion_id: 'pat', state_since: at, issued_at: at })
        .execute();
    });
    const pats: Evidence = { kind: 'uid', uid: '04C0C0C0C0C0C0' };
    expect(await tap(pats)).toMatchObject({ outcome: 'card-not-recognised' });
    const { today } = await day();
    const begun = { id: newId(), title: 'Peer supporter', since: today };
    await ask('', { ...begun, who: { companionId: 'pat' } });
    await ask('', { ...begun, id: newId(), who: { name: 'Joe Reed' } });
    const offered = async () =>
      (await day()).sessions.flatMap((s) => s.people).find((p) => p.personId === 'person-9')!.mayCome;
    await until(async () => (await offered()).length === 2, 'the companions');
    expect(await tap(pats)).toMatchObject({ outcome: 'companion-recorded', name: 'Pat', with: ['Test9'] });
    const [joe] = await offered();
    expect(joe).toMatchObject({ name: 'Joe Reed' });
    await press({ do: 'companion', sessionId: sessions.walk!, personId: 'person-9', ...joe! });
    await ask(`/${begun.id}/end`, { on: today });
    await until(async () => (await tap(pats)).outcome === 'card-not-recognised', 'the end');
    await arrived();
    const came = await atCentral((db) =>
      db
        .selectFrom('companion_visit')
        .select(['companion_name', 'companion_id', 'card_id'])
        .where('patient_id', '=', 'person-9')
        .where('companion_id', 'is not', null)
        .orderBy('companion_name')
        .execute(),
    );
    expect(came).toEqual([
      { companion_name: 'Joe Reed', companion_id: joe!.companionId, card_id: null },
      { companion_name: 'Pat', companion_id: 'pat', card_id: 'card-pat' },
    ]);
  });

  it('what central forgot by going back to a backup it is sent again, by itself: everything is there, and once', async () => {
    const central = join(rig.folder, 'central');
    const everything = () =>
      atCentral(async (db) => ({
        visits: await db.selectFrom('attendance').select(['id', 'version', 'status']).orderBy('id').execute(),
        facts: await db.selectFrom('hub_fact').select('id').orderBy('id').execute(),
        days: await db
          .selectFrom('session_day')
          .select(['session_id', 'version', 'guests'])
          .orderBy('session_id')
          .execute(),
        excused: await db.selectFrom('excuse').select(['patient_id', 'state']).orderBy('patient_id').execute(),
      }));
    expect(await tap(libraryCard(3))).toMatchObject({ outcome: 'checked-in', name: 'Test18' });
    await arrived();
    const file = join(rig.folder, 'night.backup');
    await backUp(central, undefined, file);
    const then = await everything();

    expect(await tap(libraryCard(4))).toMatchObject({ outcome: 'checked-in', name: 'Test24' });
    expect(await tap({ kind: 'uid', uid: 'DEADBE06' })).toMatchObject({ outcome: 'card-not-recognised' });
    await press({ do: 'undo', sessionId: sessions.walk!, personId: 'person-18', note: 'was Test21' });
    await press({ do: 'guests', sessionId: sessions.walk!, guests: 7 });
    await press({ do: 'excuse', sessionId: sessions.walk!, personId: 'person-27', note: null });
    await arrived();
    const lost = await everything();
    expect(lost.visits.length).toBe(then.visits.length + 1);
    expect(lost.facts.length).toBeGreaterThanOrEqual(then.facts.length + 3);

    await rig.stopCentral();
    renameSync(central, `${central} that died`);
    await restore(file, central, undefined, new Date());
    expect(await everything()).toEqual(then);
    await rig.startCentral();
    const sentAgain = () =>
      atCentral(async (db) => {
        const hub = await db.selectFrom('hub').select('resend_done_at').executeTakeFirstOrThrow();
        return hub.resend_done_at !== null;
      });
    await until(sentAgain, 'the hub to send again');
    await arrived();
    expect(await everything()).toEqual(lost);
    const counted = await atCentral((db) =>
      db
        .selectFrom('attendance')
        .select(['patient_id', 'session_id'])
        .where('status', '=', 'finished')
        .where('duplicate_of', 'is', null)
        .execute(),
    );
    expect(new Set(counted.map((one) => `${one.patient_id} ${one.session_id}`)).size).toBe(counted.length);
    // This hub was not there yet a day before the backup, so nothing from then is unknown.
    expect(await rig.atCentral('kiosk_gap')).toEqual([]);
  });
});
