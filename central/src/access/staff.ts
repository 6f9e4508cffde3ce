import { randomInt } from 'node:crypto';
import { Problem } from '@tapwell/shared/http/problem';
import { newId } from '@tapwell/shared/ids';
import { hashPassword, passwordMatches } from '@tapwell/shared/staff/password';
import { sql } from 'kysely';
import type { z } from 'zod';
import { audit } from '../audit/audit-log.ts';
import type { AuditEntry } from '../audit/chain.ts';
import { endPast, pastPaths } from '../paths/past.ts';
import type { CentralDb } from '../store/schema.ts';
import { holdName, write } from '../store/write.ts';
import type { Role } from './roles.ts';
import type { newStaff, ownPassword, StaffView, staffChange } from './wire.ts';

/** Everybody who works or worked here; those who left come last. */
export async function staffList(db: CentralDb, now: Date): Promise<StaffView[]> {
  const past = await pastPaths(db, dayOf(now));
  const nobodys = (id: string) => past.filter((path) => path.linkWorkerId === id).length;
  const rows = await db
    .selectFrom('staff as s')
    .selectAll('s')
    .select((q) =>
      q
        .selectFrom('path')
        .select((c) => c.fn.countAll<number>().as('n'))
        .whereRef('path.link_worker_id', '=', 's.id')
        .where('path.ended_on', 'is', null)
        .as('people'),
    )
    .orderBy(sql`case when s.ended_at is null then 0 else 1 end`)
    .orderBy('s.name')
    .orderBy('s.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    username: row.username,
    name: row.name,
    role: row.role as Role,
    providerId: row.provider_id,
    schemeId: row.scheme_id,
    signInAs: row.sign_in_as,
    known: row.oidc_subject !== null,
    mustChangePassword: row.must_change_password === 1,
    endedAt: row.ended_at,
    people: Number(row.people ?? 0) - nobodys(row.id),
  }));
}

/** Words everybody can type; with twelve letters chosen by chance nobody guesses it before it is changed. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** E.g. `k7qm-4rxt-w2hp`: for somebody to write down and to change at once. */
function firstPassword(): string {
  const group = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return [group(), group(), group()].join('-');
}

/**
 * Puts somebody on the staff.
 * @returns the password they sign in with the first time; it is kept nowhere
 */
export async function addStaff(
  db: CentralDb,
  byId: string,
  input: z.output<typeof newStaff>,
  now: Date,
  hash: (password: string) => Promise<string> = hashPassword,
): Promise<{ id: string; password: string }> {
  const password = firstPassword();
  const password_hash = await hash(password);
  const id = newId();
  await write(db, async (trx) => {
    await holdName(trx, 'staff');
    await checkPlace(trx, input);
    await checkNames(trx, undefined, input);
    await trx
      .insertInto('staff')
      .values({
        id,
        username: input.username,
        name: input.name,
        role: input.role,
        provider_id: input.providerId,
        scheme_id: input.schemeId,
        sign_in_as: input.signInAs,
        password_hash,
        must_change_password: 1,
      })
      .execute();
    await tellHubs(trx);
    await note(trx, byId, 'staff added', id, { role: input.role }, now);
  });
  return { id, password };
}

/** @throws Problem 404, 409 */
export async function changeStaff(
  db: CentralDb,
  byId: string,
  id: string,
  change: z.output<typeof staffChange>,
  now: Date,
): Promise<void> {
  await write(db, async (trx) => {
    await holdName(trx, 'staff');
    const before = await inUse(trx, id);
    const after = {
      name: change.name ?? before.name,
      role: change.role ?? (before.role as Role),
      providerId: change.providerId === undefined ? before.provider_id : change.providerId,
      schemeId: change.schemeId === undefined ? before.scheme_id : change.schemeId,
      signInAs: change.signInAs === undefined ? before.sign_in_as : change.signInAs,
    };
    const ended = after.role === before.role ? [] : await mayLeaveRole(trx, before, now);
    await checkPlace(trx, after);
    await checkNames(trx, id, after);
    // Known by another name at their organisation: whoever signs in by it next is bound anew.
    const unbound = after.signInAs === before.sign_in_as ? {} : { oidc_issuer: null, oidc_subject: null };
    await trx
      .updateTable('staff')
      .set({
        name: after.name,
        role: after.role,
        provider_id: after.providerId,
        scheme_id: after.schemeId,
        sign_in_as: after.signInAs,
        ...unbound,
      })
      .where('id', '=', id)
      .execute();
    const rights = after.role !== before.role || after.schemeId !== before.scheme_id;
    if (rights || after.providerId !== before.provider_id || 'oidc_issuer' in unbound) await endSessions(trx, id);
    await tellHubs(trx);
    await audit(trx, ...ended);
    const { role, providerId, schemeId } = after;
    await note(trx, byId, 'staff changed', id, { role, providerId, schemeId, fields: Object.keys(change) }, now);
  });
}

/** A new first password, for who forgot theirs; whoever is signed in with the old one is out. */
export async function resetPassword(db: CentralDb, byId: string, id: string, now: Date): Promise<string> {
  const password = firstPassword();
  const password_hash = await hashPassword(password);
  await write(db, async (trx) => {
    await holdName(trx, 'staff');
    await inUse(trx, id);
    await trx.updateTable('staff').set({ password_hash, must_change_password: 1 }).where('id', '=', id).execute();
    await endSessions(trx, id);
    await tellHubs(trx);
    await note(trx, byId, 'staff password set', id, {}, now);
  });
  return password;
}

/**
 * Ends somebody's work here: signed out at once, and what they did stays theirs.
 * @throws Problem 409 while people are theirs, and for the last administrator
 */
export async function endStaff(db: CentralDb, byId: string, id: string, now: Date): Promise<void> {
  await write(db, async (trx) => {
    await holdName(trx, 'staff');
    const ended = await mayLeaveRole(trx, await inUse(trx, id), now);
    const ended_at = now.toISOString();
    await trx.updateTable('staff').set({ ended_at, password_hash: 'none' }).where('id', '=', id).execute();
    await trx
      .updateTable('cover')
      .set({ ended_at })
      .where(({ or, eb }) => or([eb('covered_by', '=', id), eb('link_worker_id', '=', id)]))
      .where('ended_at', 'is', null)
      .execute();
    await endSessions(trx, id);
    await tellHubs(trx);
    await audit(trx, ...ended);
    await note(trx, byId, 'staff ended', id, {}, now);
  });
}

/** @throws Problem 403 for a wrong password now, 400 for one that is no better than none */
export async function changeOwnPassword(
  db: CentralDb,
  staffId: string,
  { now: current, next }: z.output<typeof ownPassword>,
  keepSession: string,
  at: Date,
): Promise<void> {
  const row = await inUse(db, staffId);
  if (!(await passwordMatches(current, row.password_hash))) {
    throw new Problem(403, 'Forbidden', 'That is not your password now. Please try again.');
  }
  if (next === current) throw new Problem(400, 'Bad request', 'Please choose another password than the one you have.');
  if (next.toLowerCase().includes(row.username)) {
    throw new Problem(400, 'Bad request', 'Please choose a password without your user name in it.');
  }
  const password_hash = await hashPassword(next);
  await write(db, async (trx) => {
    await holdName(trx, 'staff');
    await trx
      .updateTable('staff')
      .set({ password_hash, must_change_password: 0 })
      .where('id', '=', staffId)
      .where('ended_at', 'is', null)
      .execute();
    // Whoever else sits somewhere with the old one is out.
    await trx.deleteFrom('staff_session').where('staff_id', '=', staffId).where('hash', '<>', keepSession).execute();
    await tellHubs(trx);
    await note(trx, staffId, 'own password changed', staffId, {}, at);
  });
}

async function inUse(trx: CentralDb, id: string) {
  const row = await trx
    .selectFrom('staff')
    .selectAll()
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (!row) throw new Problem(404, 'Not found', 'There is nobody like that on the staff.');
  return row;
}

/** By UTC: in summer an hour late, so that no path ends before its last day is over. */
const dayOf = (now: Date) => now.toISOString().slice(0, 10);

/**
 * Nobody is left without a link worker, and central never without an
 * administrator. Whose prescription from before paths were is over needs none:
 * their paths end here.
 * @returns what goes to the audit log last
 */
async function mayLeaveRole(
  trx: CentralDb,
  { id, name, role }: { id: string; name: string; role: string },
  now: Date,
): Promise<AuditEntry[]> {
  const ended = await endPast(trx, await pastPaths(trx, dayOf(now), { linkWorkerId: id }), now);
  const count = async (query: { executeTakeFirstOrThrow(): Promise<{ n: number | string | bigint }> }) =>
    Number((await query.executeTakeFirstOrThrow()).n);
  const people = await count(
    trx
      .selectFrom('path')
      .select((q) => q.fn.countAll<number>().as('n'))
      .where('link_worker_id', '=', id)
      .where('ended_on', 'is', null),
  );
  if (people > 0) {
    const who = people === 1 ? '1 person' : `${people} people`;
    throw new Problem(409, 'Not yet', `${name} still has ${who}. A team lead must hand them over first.`);
  }
  if (role !== 'administrator') return ended;
  const others = await count(
    trx
      .selectFrom('staff')
      .select((q) => q.fn.countAll<number>().as('n'))
      .where('role', '=', 'administrator')
      .where('ended_at', 'is', null)
      .where('id', '<>', id),
  );
  if (others === 0) throw new Problem(409, 'Not yet', `${name} is the only administrator. Add another one first.`);
  return ended;
}

/** A provider's staff belong to a provider on record, and nobody else does; a scheme must be one of ours. */
async function checkPlace(
  trx: CentralDb,
  { role, providerId, schemeId }: { role: string; providerId: string | null; schemeId: string | null },
): Promise<void> {
  if ((role === 'provider') !== (providerId !== null)) {
    const words = role === 'provider' ? 'Please say whose staff they are.' : 'Only staff of a provider belong to one.';
    throw new Problem(400, 'Bad request', `providerId: ${words}`);
  }
  const known = async (table: 'provider' | 'scheme', id: string) =>
    (await trx.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
  if (providerId !== null && !(await known('provider', providerId))) {
    throw new Problem(400, 'Bad request', 'providerId: There is no such provider.');
  }
  if (schemeId !== null && !(await known('scheme', schemeId))) {
    throw new Problem(400, 'Bad request', 'schemeId: There is no such scheme.');
  }
}

/** Nobody has another's name to sign in with, not even one who left. */
async function checkNames(
  trx: CentralDb,
  own: string | undefined,
  { username, signInAs }: { username?: string; signInAs: string | null },
): Promise<void> {
  const taken = async (column: 'username' | 'sign_in_as', value: string | null | undefined) => {
    if (value === null || value === undefined) return false;
    const found = await trx.selectFrom('staff').select('id').where(column, '=', value).executeTakeFirst();
    return found !== undefined && found.id !== own;
  };
  if (await taken('username', username)) {
    throw new Problem(409, 'Taken', 'Somebody has this user name already. Please choose another one.');
  }
  if (await taken('sign_in_as', signInAs)) {
    throw new Problem(409, 'Taken', 'Somebody else signs in with this name at your organisation already.');
  }
}

async function endSessions(trx: CentralDb, id: string): Promise<void> {
  await trx.deleteFrom('staff_session').where('staff_id', '=', id).execute();
}

/** Hubs hold the accounts of providers' staff and of administrators. */
async function tellHubs(trx: CentralDb): Promise<void> {
  await trx.updateTable('hub').set({ roster_stale: 1 }).execute();
}

function note(
  trx: CentralDb,
  byId: string,
  action: string,
  subject: string,
  detail: Record<string, unknown>,
  now: Date,
): Promise<void> {
  return audit(trx, { at: now.toISOString(), actor: `staff ${byId}`, action, subject, detail });
}
