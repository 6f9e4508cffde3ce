import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { localDate } from '@tapwell/shared/schedule/sessions';
import { sql } from 'kysely';
import type { CentralDb } from '../store/schema.ts';
import { type Role, WITH_PEOPLE } from './roles.ts';

/**
 * The paths a member of staff may read: a link worker's own, those of whom they
 * cover today, a team lead's whole scheme, and the paths of a patient for whom
 * they broke the glass. Others have none.
 * @param zone in which a day of cover begins and ends
 */
export function readablePaths(db: CentralDb, staff: StaffMember, now: Date, zone = 'Europe/London') {
  const at = now.toISOString();
  const today = localDate(now, zone).toString();
  const worksWithPeople = WITH_PEOPLE.includes(staff.role as Role);
  return db.selectFrom('path as p').where(({ or, eb, exists, selectFrom }) => {
    if (!worksWithPeople) return sql<boolean>`1 = 0`;
    if (staff.role === 'team-lead' && !staff.schemeId) return sql<boolean>`1 = 1`;
    return or([
      ...(staff.role === 'team-lead' ? [eb('p.scheme_id', '=', staff.schemeId!)] : []),
      eb('p.link_worker_id', '=', staff.id),
      eb(
        'p.link_worker_id',
        'in',
        selectFrom('cover')
          .select('cover.link_worker_id')
          .where('covered_by', '=', staff.id)
          .where('from_on', '<=', today)
          .where('until_on', '>=', today)
          .where('ended_at', 'is', null),
      ),
      exists(
        selectFrom('break_glass as b')
          .select('b.id')
          .where('b.staff_id', '=', staff.id)
          .whereRef('b.patient_id', '=', 'p.patient_id')
          .where('b.at', '<=', at)
          .where('b.until_at', '>', at),
      ),
    ]);
  });
}

/** Whether they may read one path; somebody else's is as unknown as none. */
export async function mayReadPath(db: CentralDb, staff: StaffMember, pathId: string, now: Date): Promise<boolean> {
  const found = await readablePaths(db, staff, now).select('p.id').where('p.id', '=', pathId).executeTakeFirst();
  return found !== undefined;
}
