import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { everyLength } from '../store/every-length.ts';
import type { CentralDb } from '../store/schema.ts';

/** A path as lists of people begin with it. */
export interface HeldPath {
  id: string;
  schemeId: string;
  patient: { id: string; given: string; family: string; displayName: string };
  linkWorker: { id: string; name: string } | null;
  openedOn: string;
  endedOn: string | null;
  /** Somebody else's, whom the reader covers, and until when. */
  cover: { name: string; untilOn: string } | null;
}

/**
 * Whose people: the reader's own and those they cover; or, for a team lead,
 * everybody of the scheme, or those of one link worker.
 */
export type Whose = 'own' | 'team' | { linkWorkerId: string };

/** @param endedSince with those whose path ended on this day or later; default: none that ended */
export async function heldPaths(
  db: CentralDb,
  staff: StaffMember,
  whose: Whose,
  today: string,
  endedSince = '9999-12-31',
): Promise<HeldPath[]> {
  const covers = whose === 'own' ? await coversOf(db, staff.id, today) : new Map();
  const rows =
    whose === 'team'
      ? await ofTeam(db, staff.schemeId ?? null, endedSince)
      : await ofStaff(db, [...(whose === 'own' ? [staff.id, ...covers.keys()] : [whose.linkWorkerId]), endedSince]);
  return rows
    .filter((row) => !staff.schemeId || row.scheme_id === staff.schemeId)
    .map((row) => ({
      id: row.id,
      schemeId: row.scheme_id,
      patient: { id: row.patient_id, given: row.given, family: row.family, displayName: row.display_name },
      linkWorker: row.link_worker_id === null ? null : { id: row.link_worker_id, name: row.linkWorker ?? '' },
      openedOn: row.opened_on,
      endedOn: row.ended_on,
      cover: (row.link_worker_id !== null && row.link_worker_id !== staff.id && covers.get(row.link_worker_id)) || null,
    }));
}

/** Whom somebody covers on a day. */
async function coversOf(db: CentralDb, staffId: string, today: string): Promise<Map<string, HeldPath['cover']>> {
  const rows = await db
    .selectFrom('cover')
    .innerJoin('staff', 'staff.id', 'cover.link_worker_id')
    .select(['cover.link_worker_id', 'staff.name', 'cover.until_on'])
    .where('covered_by', '=', staffId)
    .where('from_on', '<=', today)
    .where('until_on', '>=', today)
    .where('cover.ended_at', 'is', null)
    .orderBy('cover.until_on')
    .execute();
  return new Map(rows.map((row) => [row.link_worker_id, { name: row.name, untilOn: row.until_on }]));
}

/** By link workers, and since when ended ones are of interest: the last of the values. */
const ofStaff = everyLength((db, values: string[]) =>
  pathRows(db)
    .where('path.link_worker_id', 'in', values.slice(0, -1))
    .where(({ or, eb }) => or([eb('path.ended_on', 'is', null), eb('path.ended_on', '>=', values.at(-1)!)])),
);

function ofTeam(db: CentralDb, schemeId: string | null, endedSince: string) {
  return pathRows(db)
    .$if(schemeId !== null, (q) => q.where('path.scheme_id', '=', schemeId!))
    .where(({ or, eb }) => or([eb('path.ended_on', 'is', null), eb('path.ended_on', '>=', endedSince)]))
    .execute();
}

function pathRows(db: CentralDb) {
  return db
    .selectFrom('path')
    .innerJoin('patient', 'patient.id', 'path.patient_id')
    .leftJoin('staff', 'staff.id', 'path.link_worker_id')
    .select(['path.id', 'path.patient_id', 'path.scheme_id', 'path.link_worker_id', 'path.opened_on', 'path.ended_on'])
    .select(['patient.given', 'patient.family', 'patient.display_name', 'staff.name as linkWorker']);
}
