import type { StaffMember, StaffStore } from '@tapwell/shared/http/staff-sign-in';
import type { RosterStaff } from '@tapwell/shared/roster/roster';
import type { RosterStore } from '../roster/roster-store.ts';
import type { Db } from './open.ts';

const MINUTE_MS = 60_000;

/** Providers' accounts come down with the roster, so staff can sign in with the internet away; sessions are ours. */
export function staffStore(db: Db, roster: RosterStore, idleMinutes = 15): StaffStore {
  const save = db.prepare('INSERT INTO staff_session (hash, staff_id, expires_at, idle_at) VALUES (?, ?, ?, ?)');
  const drop = db.prepare('DELETE FROM staff_session WHERE min(expires_at, idle_at) < ?');
  const find = db.prepare<[string, string], { staff_id: string }>(
    'SELECT staff_id FROM staff_session WHERE hash = ? AND min(expires_at, idle_at) > ?',
  );
  const touch = db.prepare('UPDATE staff_session SET idle_at = @idleAt WHERE hash = @hash AND idle_at < @unless');
  const idle = db.prepare('SELECT 1 FROM staff_session WHERE hash = ? AND idle_at <= ?');
  const end = db.prepare('DELETE FROM staff_session WHERE hash = ?');
  const idleAfter = (now: number) => new Date(now + idleMinutes * 60_000).toISOString();
  return {
    idleMinutes,
    account: async (username) => {
      const staff = roster.view.staffByUsername.get(username.toLowerCase());
      return staff && { ...member(staff), passwordHash: staff.passwordHash };
    },
    saveSession: async (hash, staffId, expiresAt) => {
      drop.run(new Date(Date.now() - 86_400_000).toISOString());
      save.run(hash, staffId, expiresAt.toISOString(), idleAfter(Date.now()));
    },
    session: async (hash, now) => {
      const row = find.get(hash, now.toISOString());
      const staff = row && roster.view.staff.get(row.staff_id);
      return staff && member(staff);
    },
    // Durable writes are dear: one a minute is exact enough.
    touchSession: async (hash, now) =>
      void touch.run({ hash, idleAt: idleAfter(now.getTime()), unless: idleAfter(now.getTime() - MINUTE_MS) }),
    endedIdle: async (hash, now) => idle.get(hash, now.toISOString()) !== undefined,
    endSession: async (hash) => void end.run(hash),
  };
}

/** Who a staff id is by the roster. */
export function staffMember(roster: RosterStore): (id: string) => StaffMember | undefined {
  return (id) => {
    const staff = roster.view.staff.get(id);
    return staff && member(staff);
  };
}

function member({ id, name, role, providerId }: RosterStaff): StaffMember {
  return { id, name, role, providerId };
}
