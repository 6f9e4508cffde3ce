import { hashPassword } from '@tapwell/shared/staff/password';
import { beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { verifyAudit } from '../audit/audit-log.ts';
import { newSchemeKeys } from '../keys/scheme-keys.ts';
import { rosterFeed } from '../roster/feed.ts';
import type { CentralDb } from '../store/schema.ts';
import { staffStore } from '../store/staff.ts';
import { smallRecord } from '../testing/record.ts';
import { staffOfOrganisation } from './organisation/known-staff.ts';
import { addStaff, changeOwnPassword, changeStaff, endStaff, resetPassword, staffList } from './staff.ts';
import { type NewStaff, newStaff } from './wire.ts';

const now = new Date('2026-06-01T12:00:00.000Z');
const BY = 'ada';
/** Light: what is tested here is not how slow a hash is. */
const light = (password: string) => hashPassword(password, { N: 2 ** 10, r: 8, p: 1 });
const person = (part: Partial<NewStaff>) =>
  newStaff.parse({
    username: 'sam',
    name: 'Sam',
    role: 'link-worker',
    providerId: null,
    schemeId: null,
    signInAs: null,
    ...part,
  });

let db: CentralDb;
const add = (input: z.output<typeof newStaff>) => addStaff(db, BY, input, now, light);
beforeEach(async () => {
  db = await smallRecord();
  await db
    .insertInto('staff')
    .values({ id: BY, username: 'ada', name: 'Ada', role: 'administrator', provider_id: null, password_hash: 'none' })
    .execute();
  return () => db.destroy();
});
const session = async (hash: string, staffId: string) => {
  const store = staffStore(db);
  await store.saveSession(hash, staffId, new Date(Date.now() + 60_000));
  return () => store.session(hash, new Date());
};

describe('an administrator', () => {
  it('adds somebody with a first password that only they are told', async () => {
    const { id, password } = await add(person({ username: 'SAM', signInAs: 'Sam@Example.org' }));
    expect(password).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){2}$/);
    const account = await staffStore(db).account('Sam');
    expect(account).toMatchObject({ id, role: 'link-worker', mustChangePassword: true });
    expect((await staffList(db, now)).find((one) => one.id === id)).toMatchObject({
      username: 'sam',
      signInAs: 'sam@example.org',
    });
    const log = JSON.stringify(await db.selectFrom('audit').selectAll().execute());
    expect(log).toContain('staff added');
    for (const secret of [password, 'Sam', 'example.org']) expect(log).not.toContain(secret);
  });
  it('gives nobody a name that is taken, a provider they do not work for, or a scheme there is not', async () => {
    await add(person({ signInAs: 'sam@example.org' }));
    const refused = async (part: Partial<NewStaff>) =>
      add(person({ username: 'other', ...part })).then(
        () => 0,
        (error: { status: number }) => error.status,
      );
    expect(await refused({ username: 'sam' })).toBe(409);
    expect(await refused({ signInAs: 'sam@example.org' })).toBe(409);
    expect(await refused({ providerId: 'provider' })).toBe(400);
    expect(await refused({ role: 'provider' })).toBe(400);
    expect(await refused({ role: 'provider', providerId: 'nobody' })).toBe(400);
    expect(await refused({ schemeId: 'nowhere' })).toBe(400);
    expect(await refused({})).toBe(0);
  });
  it('ends somebody: out at once, gone from the hubs, and their history stays', async () => {
    const open = await session('h', 'rosa');
    expect(await open()).toMatchObject({ id: 'rosa' });
    const feed = () => rosterFeed(db, 'hub', 0, newSchemeKeys(), now);
    const staffAtHub = async () =>
      (await feed()).changes.flatMap((c) => (c.op === 'put' && c.entry.kind === 'staff' ? [c.entry.id] : [])).sort();
    expect(await staffAtHub()).toEqual(['ada', 'rosa']);
    await endStaff(db, BY, 'rosa', now);
    expect(await open()).toBeUndefined();
    expect(await staffStore(db).account('rosa')).toBeUndefined();
    expect(await staffAtHub()).toEqual(['ada']);
    expect((await staffList(db, now)).at(-1)).toMatchObject({ id: 'rosa', name: 'Rosa', endedAt: now.toISOString() });
  });
  it('cannot end a link worker who has people, nor make them something else, nor end the last administrator', async () => {
    await expect(endStaff(db, BY, 'priya', now)).rejects.toThrow(
      'Priya still has 2 people. A team lead must hand them over first.',
    );
    await expect(changeStaff(db, BY, 'priya', { role: 'scheme-manager' }, now)).rejects.toMatchObject({ status: 409 });
    await expect(endStaff(db, BY, BY, now)).rejects.toThrow('only administrator');
    await db.updateTable('path').set({ ended_on: '2026-05-31' }).execute();
    await endStaff(db, BY, 'priya', now);
    await add(person({ role: 'administrator' }));
    await endStaff(db, BY, BY, now);
  });
  it('ends a link worker whose people are past what was prescribed before paths were: there is nobody to hand over', async () => {
    const people = async (at: Date) => (await staffList(db, at)).find((one) => one.id === 'priya')!.people;
    const [during, after] = [now, new Date('2026-08-03T12:00:00Z')];
    expect(await people(during)).toBe(2);
    expect(await people(after)).toBe(0);
    await endStaff(db, BY, 'priya', after);
    const ended = await db.selectFrom('path').select('ended_on').execute();
    expect(ended).toEqual([{ ended_on: '2026-08-02' }, { ended_on: '2026-08-02' }]);
    expect(await verifyAudit(db)).toMatchObject({ broken: null });
    const log = await db.selectFrom('audit').select('action').orderBy('seq').execute();
    expect(log.map(({ action }) => action)).toEqual([...Array(2).fill('path from before ended'), 'staff ended']);
  });
  it('changes what somebody may do: they sign in anew', async () => {
    const open = await session('h', 'rosa');
    await changeStaff(db, BY, 'rosa', { name: 'Rosa B' }, now);
    expect(await open()).toMatchObject({ name: 'Rosa B' });
    await changeStaff(db, BY, 'rosa', { role: 'scheme-manager', providerId: null }, now);
    expect(await open()).toBeUndefined();
  });
});

describe('a password of one’s own', () => {
  it('ends the first one, and every other session', async () => {
    const { id, password } = await add(person({}));
    const [mine, elsewhere] = [await session('mine', id), await session('elsewhere', id)];
    const change = (next: string, current = password) => changeOwnPassword(db, id, { now: current, next }, 'mine', now);
    await expect(change('correct horse battery', 'wrong')).rejects.toMatchObject({ status: 403 });
    await expect(change(password)).rejects.toThrow('another password');
    await expect(change('my name is sam!')).rejects.toThrow('without your user name');
    await change('correct horse battery');
    expect(await mine()).toEqual({ id, name: 'Sam', role: 'link-worker', providerId: null, schemeId: null });
    expect(await elsewhere()).toBeUndefined();
    const reset = await resetPassword(db, BY, id, now);
    expect(reset).not.toBe(password);
    expect(await mine()).toBeUndefined();
  });
});

describe('who signs in with their organisation', () => {
  const signedIn = (part = {}) => ({
    issuer: 'https://login.example',
    subject: 's1',
    name: 'sam@example.org',
    verified: true,
    idToken: 'x',
    ...part,
  });
  const outcome = async (part = {}) => {
    const known = await staffOfOrganisation(db, signedIn(part), now);
    return 'refused' in known ? known.refused : known.staff.id;
  };

  it('is the account an administrator entered their name for, and from then on nobody else with that name', async () => {
    const { id } = await add(person({ signInAs: 'sam@example.org' }));
    expect(await outcome({ verified: false })).toBe('not-verified');
    expect(await outcome({ name: 'someone@example.org' })).toBe('unknown');
    expect(await outcome({ name: null })).toBe('unknown');
    expect(await outcome()).toBe(id);
    expect(await outcome({ name: 'renamed@example.org' })).toBe(id);
    expect(await outcome({ subject: 's2' })).toBe('unknown');
    expect(await outcome({ issuer: 'https://other.example' })).toBe('unknown');
    await endStaff(db, BY, id, now);
    expect(await outcome()).toBe('ended');
  });
  it('is bound anew when an administrator changes the name', async () => {
    const { id } = await add(person({ signInAs: 'sam@example.org' }));
    await outcome();
    await changeStaff(db, BY, id, { signInAs: 'samantha@example.org' }, now);
    expect(await outcome()).toBe('unknown');
    expect(await outcome({ subject: 's2', name: 'samantha@example.org' })).toBe(id);
  });
});
