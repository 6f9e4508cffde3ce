import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { localDate } from '@tapwell/shared/schedule/sessions';
import { sql } from 'kysely';
import type { CentralDb } from '../store/schema.ts';
import { type Role, WITH_PEOPLE } from './roles.ts';

/**
 * The paths a member of staff may read: a link worker's own, those of whom they
 * cover today, a team lead's whole scheme, and the paths of a patient for whom
 * they broke the glass. Others have none. Staff of one scheme never see another.
 * @param zone in which a day of cover begins and ends
 */
export function readablePaths(db: CentralDb, staff: StaffMember, now: Date, zone = 'Europe/London') {
  return pathsFor(db, staff, now, zone, true);
}

/** Those that are theirs to work with: all they may read, but for what they see by breaking the glass. */
export function ownPaths(db: CentralDb, staff: StaffMember, now: Date, zone = 'Europe/London') {
  return pathsFor(db, staff, now, zone, false);
}

function pathsFor(db: CentralDb, staff: StaffMember, now: Date, zone: string, glass: boolean) {
  const at = now.toISOString();
  const today = localDate(now, zone).toString();
  const worksWithPeople = WITH_PEOPLE.includes(staff.role as Role);
  const paths = db.selectFrom('path as p').where(({ or, eb, exists, selectFrom }) => {
    if (!worksWithPeople) return sql<boolean>`1 = 0`;
    if (staff.role === 'team-lead') return sql<boolean>`1 = 1`;
    return or([
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
      ...(glass
        ? [
            exists(
              selectFrom('break_glass as b')
                .select('b.id')
                .where('b.staff_id', '=', staff.id)
                .whereRef('b.patient_id', '=', 'p.patient_id')
                .where('b.at', '<=', at)
                .where('b.until_at', '>', at),
            ),
          ]
        : []),
    ]);
  });
  // Of whose data was removed nothing is left to read.
  const here = paths.where(({ not, exists, selectFrom }) =>
    not(
      exists(
        selectFrom('patient as gone')
          .select('gone.id')
          .whereRef('gone.id', '=', 'p.patient_id')
          .where('gone.erased_at', 'is not', null),
      ),
    ),
  );
  return staff.schemeId ? here.where('p.scheme_id', '=', staff.schemeId) : here;
}

/** Whether they may read one path; somebody else's is as unknown as none. */
export async function mayReadPath(db: CentralDb, staff: StaffMember, pathId: string, now: Date): Promise<boolean> {
  const found = await readablePaths(db, staff, now).select('p.id').where('p.id', '=', pathId).executeTakeFirst();
  return found !== undefined;
}

/**
 * Whether they may put an event of a kind onto a path. Who broke the glass
 * reads, and may note that they spoke with the person, so that whoever has the
 * path knows; everything else, also to change what a note says, is for those
 * whose path it is.
 */
export async function mayWritePath(
  db: CentralDb,
  staff: StaffMember,
  pathId: string,
  kind: string,
  now: Date,
  corrects: string | null = null,
): Promise<boolean> {
  const from = kind === 'contact' && corrects === null ? readablePaths(db, staff, now) : ownPaths(db, staff, now);
  return (await from.select('p.id').where('p.id', '=', pathId).executeTakeFirst()) !== undefined;
}
