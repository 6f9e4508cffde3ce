import { newId } from '@tapwell/shared/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../audit/audit-log.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord } from '../testing/record.ts';
import { workspaceOf } from '../testing/signed-in.ts';
import { schemeRow, shippedPolicy } from './scheme-row.ts';
import type { ActivityView, DirectoryView } from './wire.ts';

let db: CentralDb;
type Asks = Awaited<ReturnType<ReturnType<typeof workspaceOf>['as']>>;
let tessa: Asks;
let workspace: ReturnType<typeof workspaceOf>;
beforeEach(async () => {
  db = await smallRecord();
  workspace = workspaceOf(db);
  tessa = await workspace.as({ id: 'tessa', role: 'team-lead' });
});
const directory = async (who = tessa) => (await who.get('/directory').expect(200)).body as DirectoryView;
const walk = async () => (await directory()).activities.find((a) => a.id === 'walk')!;
const entryOf = ({
  id: _,
  seen: __,
  mayChange: ___,
  when: ____,
  withdrawnOn: _____,
  open: ______,
  ...entry
}: ActivityView) => entry;
const stale = async () => (await db.selectFrom('hub').select('roster_stale').executeTakeFirstOrThrow()).roster_stale;
const residents = () =>
  db
    .updateTable('scheme')
    .set({
      policy: schemeRow({ ...shippedPolicy('big-local'), areas: shippedPolicy('luton').areas }, 'Europe/London').policy,
    })
    .execute();

describe('the directory', () => {
  it('takes a new activity with its times, once however often it is sent, and tells its hub', async () => {
    await db.updateTable('hub').set({ roster_stale: 0 }).execute();
    const id = newId();
    const { schedule, ...rest } = entryOf(await walk());
    const entry = {
      ...rest,
      name: 'Choir',
      area: 'Social activity',
      cost: 'Free',
      languages: ['en', 'ur'],
      minAge: 18,
      capacity: 20,
      schedule: {
        ...schedule,
        weekly: [{ weekday: 4, start: '19:00', minutes: 90, every: 2 }],
        cancelled: [{ date: '2026-12-24' }],
      },
    };
    await tessa.post('/directory/activities', { id, entry }).expect(201);
    await tessa.post('/directory/activities', { id, entry }).expect(200);
    const found = (await directory()).activities.find((a) => a.id === id)!;
    expect(entryOf(found)).toEqual(entry);
    expect(found.when).toBe('Thursdays 19:00 to 20:30, every other week');
    expect(await stale()).toBe(1);
    expect(await db.selectFrom('directory_change').select(['by_id', 'before']).execute()).toEqual([
      { by_id: 'tessa', before: null },
    ]);
    expect(await db.selectFrom('audit').select('action').execute()).toEqual([{ action: 'directory: activity added' }]);
    expect((await verifyAudit(db)).broken).toBeNull();
  });
  it('keeps what an entry said before, and says who changed what', async () => {
    const before = await walk();
    await tessa.post('/directory/activities', {
      id: 'walk',
      seen: before.seen,
      entry: { ...entryOf(before), room: 'Room 2' },
    });
    const { changes } = (await tessa.get('/directory/changes/activity/walk').expect(200)).body;
    expect(changes).toMatchObject([{ by: 'tessa', fields: ['room'], added: false }]);
    const kept = await db.selectFrom('directory_change').select(['before', 'after']).executeTakeFirstOrThrow();
    expect(JSON.parse(kept.before!).room).toBeNull();
    expect(JSON.parse(kept.after).room).toBe('Room 2');
  });
  it('refuses a change made on what somebody else has changed since', async () => {
    const before = await walk();
    const change = (room: string) =>
      tessa.post('/directory/activities', { id: 'walk', seen: before.seen, entry: { ...entryOf(before), room } });
    await change('Room 2').expect(200);
    const refused = await change('Room 3').expect(409);
    expect(refused.body.detail).toMatch(/Somebody else/);
    expect((await walk()).room).toBe('Room 2');
  });
  it('takes providers and venues, and marks accreditation that ends', async () => {
    const id = newId();
    const entry = {
      name: 'Green Hands',
      kind: 'accredited-provider',
      accreditedFrom: '2020-01-01',
      accreditedUntil: '2021-01-01',
    };
    await tessa.post('/directory/providers', { id, entry }).expect(201);
    const venue = { name: 'Hut', zone: 'Europe/London', postcode: 'LU1 1AA', latitude: 51.88, longitude: -0.42 };
    await tessa.post('/directory/venues', { id: newId(), entry: venue }).expect(201);
    const { providers, venues } = await directory();
    expect(providers.find((p) => p.id === id)).toMatchObject({ accreditation: 'ended', open: true });
    expect(venues.find((v) => v.name === 'Hut')).toMatchObject(venue);
  });
  it.each([
    ['an area its scheme does not have', { area: 'Juggling' }, /Choose one of these areas/],
    ['a venue that is not there', { venueId: 'nowhere' }, /venue/],
    ['an address that runs something', { url: 'javascript:alert(1)' }, /https/],
    ['ages the wrong way round', { minAge: 60, maxAge: 18 }, /highest age/],
    ['a field nobody knows', { patients: ['mary'] }, /patients|Unrecognized/],
  ])('refuses %s', async (_, part, why) => {
    const answer = await tessa.post('/directory/activities', {
      id: newId(),
      entry: { ...entryOf(await walk()), ...part },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toMatch(why);
    expect(workspace.faults).toEqual([]);
  });
  it('is changed by an administrator or a team lead, and read by the others', async () => {
    const entry = entryOf(await walk());
    for (const role of ['link-worker', 'scheme-manager'] as const) {
      const who = await workspace.as({ id: role, role });
      expect((await directory(who)).activities).toHaveLength(1);
      await who.post('/directory/activities', { id: newId(), entry }).expect(403);
      await who.post('/directory/withdrawals', { kind: 'activity', id: 'walk', from: '2026-07-01' }).expect(403);
    }
    const amira = await workspace.as({ id: 'amira', role: 'administrator' });
    await amira.post('/directory/activities', { id: newId(), entry }).expect(201);
  });
});

describe('withdrawing', () => {
  it('ends the times of an activity from that day on, and taking it back brings them all again', async () => {
    const before = await walk();
    await tessa.post('/directory/withdrawals', { kind: 'activity', id: 'walk', from: '2026-07-06' }).expect(204);
    expect((await walk()).schedule.until).toBe('2026-07-05');
    await tessa.post('/directory/withdrawals', { kind: 'activity', id: 'walk', from: null }).expect(204);
    expect(entryOf(await walk())).toEqual(entryOf(before));
  });
  it('of a provider takes its activities along, and leaves what had ended before', async () => {
    const old = newId();
    await tessa.post('/directory/activities', { id: old, entry: entryOf(await walk()) }).expect(201);
    await tessa.post('/directory/withdrawals', { kind: 'activity', id: old, from: '2026-03-01' }).expect(204);
    await tessa.post('/directory/withdrawals', { kind: 'provider', id: 'provider', from: '2026-07-06' }).expect(204);
    expect((await directory()).activities.map((a) => a.withdrawnOn).sort()).toEqual(['2026-03-01', '2026-07-06']);
    await tessa.post('/directory/withdrawals', { kind: 'provider', id: 'provider', from: null }).expect(204);
    expect((await walk()).withdrawnOn).toBeNull();
    expect((await directory()).activities.find((a) => a.id === old)!.withdrawnOn).toBe('2026-03-01');
  });
  it('leaves prescriptions as they are', async () => {
    await tessa.post('/directory/withdrawals', { kind: 'provider', id: 'provider', from: '2026-07-06' }).expect(204);
    expect(await db.selectFrom('prescribed_activity').select('id').execute()).toHaveLength(2);
  });
});

describe('a residents’ group', () => {
  it('adds and changes its own activities where its scheme lets it, and nobody else’s', async () => {
    await residents();
    await db.insertInto('provider').values({ id: 'others', name: 'Others' }).execute();
    const rosa = await workspace.as({ id: 'rosa', role: 'provider', provider_id: 'provider' });
    const entry = entryOf(await walk());
    await rosa.post('/directory/activities', { id: newId(), entry: { ...entry, name: 'Knitting' } }).expect(201);
    await rosa.post('/directory/activities', { id: newId(), entry: { ...entry, providerId: 'others' } }).expect(403);
    await db.updateTable('activity').set({ provider_id: 'others' }).where('id', '=', 'walk').execute();
    // Taking somebody else's over is no way either.
    await rosa.post('/directory/activities', { id: 'walk', entry }).expect(403);
    await rosa.post('/directory/withdrawals', { kind: 'activity', id: 'walk', from: '2026-07-06' }).expect(403);
    await rosa.post('/directory/providers', { id: newId(), entry: { name: 'New', kind: 'provider' } }).expect(403);
    const seen = await directory(rosa);
    expect(seen.activities.map((a) => [a.name, a.mayChange])).toEqual([['Knitting', true]]);
    expect(seen.providers.map((p) => p.id)).toEqual(['provider']);
  });
  it('changes nothing in a scheme that does not', async () => {
    const rosa = await workspace.as({ id: 'rosa', role: 'provider', provider_id: 'provider' });
    await rosa.post('/directory/activities', { id: newId(), entry: entryOf(await walk()) }).expect(403);
    expect((await directory(rosa)).activities.map((a) => a.mayChange)).toEqual([false]);
  });
});
