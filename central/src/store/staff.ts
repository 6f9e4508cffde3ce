import type { StaffMember, StaffStore } from '@tapwell/shared/http/staff-sign-in';
import type { CentralDb, Row } from './schema.ts';

const MINUTE_MS = 60_000;

/** Local accounts of staff who sign in at central. */
export function staffStore(db: CentralDb, idleMinutes = 30): StaffStore {
  const idleAfter = (now: number) => new Date(now + idleMinutes * MINUTE_MS).toISOString();
  return {
    idleMinutes,
    account: async (username) => {
      const row = await db
        .selectFrom('staff')
        .selectAll()
        .where('username', '=', username.toLowerCase())
        .where('ended_at', 'is', null)
        .executeTakeFirst();
      return row && { ...member(row), passwordHash: row.password_hash };
    },
    saveSession: async (hash, staff_id, expiresAt) => {
      const dayAgo = new Date(Date.now() - 24 * 60 * MINUTE_MS).toISOString();
      await db
        .deleteFrom('staff_session')
        .where((e) => e.or([e('expires_at', '<', dayAgo), e('idle_at', '<', dayAgo)]))
        .execute();
      const idle_at = idleAfter(Date.now());
      await db
        .insertInto('staff_session')
        .values({ hash, staff_id, expires_at: expiresAt.toISOString(), idle_at })
        .execute();
    },
    session: async (hash, now) => {
      const row = await db
        .selectFrom('staff_session as s')
        .innerJoin('staff', 'staff.id', 's.staff_id')
        .selectAll('staff')
        .select('s.id_token')
        .where('s.hash', '=', hash)
        .where('staff.ended_at', 'is', null)
        .where('s.expires_at', '>', now.toISOString())
        .where('s.idle_at', '>', now.toISOString())
        .executeTakeFirst();
      // Who came from their organisation has no password here to change.
      return row && member(row.id_token === null ? row : { ...row, must_change_password: 0 });
    },
    touchSession: async (hash, now) => {
      // Durable writes are dear: one a minute is exact enough.
      await db
        .updateTable('staff_session')
        .set({ idle_at: idleAfter(now.getTime()) })
        .where('hash', '=', hash)
        .where('idle_at', '<', idleAfter(now.getTime() - MINUTE_MS))
        .execute();
    },
    endedIdle: async (hash, now) => {
      const row = await db
        .selectFrom('staff_session')
        .select('hash')
        .where('hash', '=', hash)
        .where('idle_at', '<=', now.toISOString())
        .executeTakeFirst();
      return row !== undefined;
    },
    endSession: async (hash) => void (await db.deleteFrom('staff_session').where('hash', '=', hash).execute()),
  };
}

function member({ id, name, role, provider_id, scheme_id, must_change_password }: Row<'staff'>): StaffMember {
  return {
    id,
    name,
    role,
    providerId: provider_id,
    schemeId: scheme_id,
    ...(must_change_password === 1 && { mustChangePassword: true }),
  };
}
