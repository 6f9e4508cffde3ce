import { addDays, addWeeks } from '@tapwell/shared/path/dates';
import type { RosterPerson } from '@tapwell/shared/roster/roster';
import { goesBackTo, spansIn } from '../prescriptions/agreed.ts';
import type { CentralDb } from '../store/schema.ts';

/** How long after its end a prescription stays on the roster, so that its holder is still greeted kindly. */
const KEEP_AFTER_END_DAYS = 60;

/**
 * The people with something prescribed at a venue that is current or ended lately.
 * @param only these of them; default: all
 */
export async function projectPeople(
  db: CentralDb,
  venueId: string,
  today: string,
  only?: string[],
): Promise<RosterPerson[]> {
  const prescribed = await prescribedAt(db, venueId, today, only);
  const attended = await attendedSessions(
    db,
    prescribed.map((p) => p.id),
  );
  return peopleOf(prescribed, attended);
}

/** One row for each prescribed activity. */
async function prescribedAt(db: CentralDb, venueId: string, today: string, only?: string[]) {
  const rows = await db
    .selectFrom('prescribed_activity as pa')
    .innerJoin('activity as a', 'a.id', 'pa.activity_id')
    .innerJoin('prescription as p', 'p.id', 'pa.prescription_id')
    .innerJoin('patient', 'patient.id', 'p.patient_id')
    .innerJoin('staff as lw', 'lw.id', 'p.link_worker_id')
    .leftJoin('path', 'path.id', 'p.path_id')
    .select(['pa.id', 'pa.prescription_id', 'pa.activity_id', 'pa.sessions', 'p.starts_on', 'p.weeks', 'p.status'])
    .select(['pa.starts_on as from', 'pa.ends_on', 'path.ended_on', 'pa.agreed'])
    .select(['patient.id as patientId', 'patient.display_name', 'patient.language', 'patient.larger_text'])
    .select('lw.name as linkWorker')
    .where('a.venue_id', '=', venueId)
    .where('patient.erased_at', 'is', null)
    .$if(only !== undefined, (q) => q.where('p.patient_id', 'in', only ?? []))
    .orderBy('p.starts_on')
    .orderBy('pa.id')
    .execute();
  const oldest = addDays(today, -KEEP_AFTER_END_DAYS);
  return rows
    .map((row) => ({ ...row, ...heldOn(row), ...agreedNow(row, today) }))
    .filter(({ from, until, status }) => status !== 'draft' && (until === null || (until >= oldest && until >= from)));
}

/**
 * First and last day of what is prescribed; without an end null. A pause
 * changes neither: whoever comes all the same is as welcome as ever.
 */
export function heldOn(row: {
  starts_on: string;
  weeks: number | null;
  from: string | null;
  ends_on: string | null;
  ended_on: string | null;
}): { from: string; until: string | null } {
  const planned = row.weeks === null ? null : lastDay(row.starts_on, row.weeks);
  const ends = [planned, row.ends_on, row.ended_on].filter((day) => day !== null).sort();
  return { from: row.from ?? row.starts_on, until: ends[0] ?? null };
}

/**
 * Where something was agreed anew: since when without a break, or when it is to
 * begin again, and how many visits in all. A venue knows what holds now.
 */
function agreedNow(
  { agreed, ended_on }: { agreed: string | null; ended_on: string | null },
  today: string,
): { from?: string; sessions?: number | null } {
  if (agreed === null) return {};
  const spans = spansIn(agreed).filter(({ from }, i) => i === 0 || ended_on === null || from <= ended_on);
  const next = spans.findIndex(({ until }) => until === null || until >= today);
  const at = next < 0 ? spans.length - 1 : next;
  return { from: goesBackTo(spans, at), sessions: spans[at]!.sessions };
}

type Prescribed = Awaited<ReturnType<typeof prescribedAt>>[number];

function peopleOf(prescribed: Prescribed[], attended: Map<string, string[]>): RosterPerson[] {
  const people = new Map<string, RosterPerson>();
  for (const row of prescribed) {
    const person = people.get(row.patientId) ?? {
      kind: 'person',
      id: row.patientId,
      displayName: row.display_name,
      language: row.language,
      largerText: row.larger_text === 1,
      linkWorker: row.linkWorker,
      prescribed: [],
    };
    person.prescribed.push({
      id: row.id,
      prescriptionId: row.prescription_id,
      activityId: row.activity_id,
      sessions: row.sessions,
      from: row.from,
      until: row.until,
      attended: attended.get(row.id) ?? [],
    });
    people.set(row.patientId, person);
  }
  return [...people.values()];
}

async function attendedSessions(db: CentralDb, prescribedIds: string[]): Promise<Map<string, string[]>> {
  const sessions = new Map<string, string[]>();
  if (prescribedIds.length === 0) return sessions;
  const rows = await db
    .selectFrom('attendance')
    .select(['prescribed_activity_id', 'session_id'])
    .where('prescribed_activity_id', 'in', prescribedIds)
    .where('status', '=', 'finished')
    .where('duplicate_of', 'is', null)
    .orderBy('session_id')
    .execute();
  for (const row of rows) {
    const list = sessions.get(row.prescribed_activity_id) ?? [];
    list.push(row.session_id);
    sessions.set(row.prescribed_activity_id, list);
  }
  return sessions;
}

/**
 * The last day of a prescription that starts on a date and runs for so many weeks.
 * @param weeks null without an end: then the last day there is
 */
export function lastDay(startsOn: string, weeks: number | null): string {
  if (weeks === null) return '9999-12-31';
  return addDays(addWeeks(startsOn, weeks), -1);
}
