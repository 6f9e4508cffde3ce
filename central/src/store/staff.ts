import type { StaffMember, StaffStore } from '@tapwell/shared/http/staff-sign-in';
import type { CentralDb, Row } from './schema.ts';

/** Local accounts of staff who sign in at central. */
export function staffStore(db: CentralDb): StaffStore {
  return {
    account: async (username) => {
      const row = await db
        .selectFrom('staff')
        .selectAll()
        .where('username', '=', username.toLowerCase())
        .executeTakeFirst();
      return row && { ...member(row), passwordHash: row.password_hash };
    },
    saveSession: async (hash, staff_id, expiresAt) => {
      const expires_at = expiresAt.toISOString();
      await db.insertInto('staff_session').values({ hash, staff_id, expires_at, idle_at: expires_at }).execute();
    },
    session: async (hash, now) => {
      const row = await db
        .selectFrom('staff_session as s')
        .innerJoin('staff', 'staff.id', 's.staff_id')
        .selectAll('staff')
        .where('s.hash', '=', hash)
        .where('s.expires_at', '>', now.toISOString())
        .executeTakeFirst();
      return row && member(row);
    },
    endSession: async (hash) => void (await db.deleteFrom('staff_session').where('hash', '=', hash).execute()),
  };
}

function member({ id, name, role, provider_id }: Row<'staff'>): StaffMember {
  return { id, name, role, providerId: provider_id };
}
