import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { addDays } from '@tapwell/shared/path/dates';
import { localDate } from '@tapwell/shared/schedule/sessions';
import { readablePaths } from '../access/readable.ts';
import type { CentralDb } from '../store/schema.ts';
import { readStoredPolicy } from './policy-of.ts';
import { type ReadPath, readPaths } from './read-paths.ts';
import type { PatientView } from './wire.ts';

/** Somebody to ask: for a follow-up or a review. */
export interface FollowUpLine {
  pathId: string;
  name: string;
  kind: 'follow-up' | 'review';
  title: string;
  on: string;
  overdue: boolean;
  /** The month of the last visit of all who are asked together, e.g. `2026-06`; null where each is asked alone. */
  cohort: string | null;
  /** The actual last visit, coaching session or one-off, from which it is counted. */
  lastSeen: string | null;
  contactBy: PatientView['contactBy'];
  phone: string | null;
  email: string | null;
  /** What the scheme says to them; a review has no set words. */
  words: string | null;
  linkWorker: string | null;
}

export interface FollowUpList {
  today: string;
  lines: FollowUpLine[];
}

/** So far ahead, that letters can be written in time. */
const AHEAD_DAYS = 31;
/** A month for a cohort, and half a year to be late; who has not been asked by then is asked no more. */
const LATE_DAYS = 31 + 182;

/**
 * Whom somebody is to ask, of the paths they may read: overdue first, then by
 * day. Due dates come from the path, so from the actual last visit.
 */
export async function followUpList(db: CentralDb, staff: StaffMember, now: Date): Promise<FollowUpList> {
  const londonToday = localDate(now, 'Europe/London').toString();
  const since = addDays(londonToday, -(await longestWaitDays(db)));
  const ids = await readablePaths(db, staff, now)
    .select('p.id')
    .where((e) => e.or([e('p.ended_on', 'is', null), e('p.ended_on', '>=', since)]))
    .execute();
  const paths = [
    ...(
      await readPaths(
        db,
        ids.map(({ id }) => id),
        now,
      )
    ).values(),
  ];
  const today = paths[0]?.path.today ?? londonToday;
  return { today, lines: paths.flatMap(linesOf).sort(overdueFirst) };
}

/** After the end of a path, by the schemes there are: nobody's whole history is read for nothing. */
async function longestWaitDays(db: CentralDb): Promise<number> {
  const schemes = await db.selectFrom('scheme').select('policy').execute();
  const weeks = schemes.flatMap(({ policy }) => readStoredPolicy(policy).measures.followUps.map((one) => one.weeks));
  return Math.max(0, ...weeks) * 7 + LATE_DAYS;
}

/** What one person is to be asked. Pure. */
export function linesOf({ id, patient, policy, path, linkWorker }: ReadPath): FollowUpLine[] {
  const until = addDays(path.today, AHEAD_DAYS);
  return path.due.flatMap(({ kind, of, title, on, overdue, cohort }): FollowUpLine[] => {
    if ((kind !== 'follow-up' && kind !== 'review') || on > until) return [];
    const rule = policy.measures.followUps.find((one) => one.id === of);
    return [
      {
        ...{ pathId: id, name: `${patient.given} ${patient.family}`, kind, title, on, overdue, cohort },
        ...{ lastSeen: path.lastSeen, contactBy: patient.contact_by as PatientView['contactBy'] },
        ...{ phone: patient.phone, email: patient.email, words: kind === 'follow-up' ? (rule?.words ?? null) : null },
        linkWorker: linkWorker?.name ?? null,
      },
    ];
  });
}

/** A cohort is asked together, so it stands together. */
function overdueFirst(a: FollowUpLine, b: FollowUpLine): number {
  return (
    Number(b.overdue) - Number(a.overdue) ||
    compare(a.on, b.on) ||
    compare(a.cohort ?? '', b.cohort ?? '') ||
    a.name.localeCompare(b.name)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
