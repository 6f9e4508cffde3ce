import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import type { CentralDb } from '../store/schema.ts';

/** A member of staff by id, where there is no request of theirs; undefined when they work here no more. */
export async function memberOf(db: CentralDb, staffId: string): Promise<StaffMember | undefined> {
  const row = await db
    .selectFrom('staff')
    .select(['id', 'name', 'role', 'provider_id', 'scheme_id'])
    .where('id', '=', staffId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return row && { id: row.id, name: row.name, role: row.role, providerId: row.provider_id, schemeId: row.scheme_id };
}
