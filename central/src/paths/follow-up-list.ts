import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { addDays } from '@tapwell/shared/path/dates';
import { readablePaths } from '../access/readable.ts';
import type { CentralDb } from '../store/schema.ts';
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
/** A follow-up comes at most 260 weeks after the last visit, by the policy's own bound; a month for its cohort, and some to be late. */
const LONGEST_WAIT_DAYS = 260 * 7 + 31 + 182;

/**
 * Whom somebody is to ask, of the paths they may read: overdue first, then by
 * day. Due dates come from the path, so from the actual last visit.
 */
export async function followUpList(db: CentralDb, staff: StaffMember, now: Date): Promise<FollowUpList> {
  const ids = await readablePaths(db, staff, now)
    .select('p.id')
    .where((e) => {
      const recent = addDays(now.toISOString().slice(0, 10), -LONGEST_WAIT_DAYS);
      return e.or([e('p.ended_on', 'is', null), e('p.ended_on', '>=', recent)]);
    })
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
  const today = paths[0]?.path.today ?? now.toISOString().slice(0, 10);
  return { today, lines: paths.flatMap(linesOf).sort(overdueFirst) };
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
