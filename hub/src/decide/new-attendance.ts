import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { newId } from '@tapwell/shared/ids';
import type { RosterPerson, RosterPrescribedActivity } from '@tapwell/shared/roster/roster';
import type { HubSession } from '../roster/roster-view.ts';
import { nextVersion } from './next-version.ts';
import type { FurtherTap } from './stay.ts';

type HowKnown = Pick<
  Attendance,
  'arrivedAt' | 'method' | 'assurance' | 'by' | 'reason' | 'cardId' | 'counter' | 'kioskAt' | 'hubAt'
>;

interface Where {
  session: HubSession;
  venueId: string;
  /** How many are there already, guests too. */
  present: number;
}

/** The attendance of a person at a session, as it is first recorded. */
export function newAttendance(
  person: Pick<RosterPerson, 'id'>,
  prescribed: Pick<RosterPrescribedActivity, 'id' | 'prescriptionId'>,
  { session, venueId, present }: Where,
  how: HowKnown,
  sure = true,
): Attendance {
  const { activity } = session;
  const full = activity.capacity !== null && present >= activity.capacity;
  return {
    id: newId(),
    version: 0,
    status: 'finished',
    personId: person.id,
    prescriptionId: prescribed.prescriptionId,
    prescribedActivityId: prescribed.id,
    activityId: activity.id,
    sessionId: session.id,
    sessionStart: session.startsAt,
    sessionEnd: session.endsAt,
    venueId,
    providerId: activity.providerId,
    leftAt: null,
    late: isLate(how.arrivedAt, session),
    flags: [...(sure ? [] : ['clock-unsure' as const]), ...(full ? ['over-capacity' as const] : [])],
    ...how,
  };
}

export function isLate(arrivedAt: string, { startsAt, activity }: HubSession): boolean {
  return Date.parse(arrivedAt) > Date.parse(startsAt) + activity.lateAfterMinutes * 60_000;
}

/** The next version of an attendance after a further tap of the card; undefined when it says nothing new. Pure. */
export function afterTap(
  a: Attendance,
  tap: FurtherTap,
  session: HubSession,
  { sure, hubAt }: { sure: boolean; hubAt: string },
): Attendance | undefined {
  const next = { ...a, version: nextVersion(a.version, new Date(hubAt)) };
  switch (tap.kind) {
    case 'leaves':
      return {
        ...next,
        leftAt: tap.leftAt,
        flags: sure ? a.flags : [...new Set([...a.flags, 'clock-unsure' as const])],
      };
    case 'back':
      return { ...next, leftAt: null };
    case 'came-earlier':
      return { ...next, arrivedAt: tap.arrivedAt, leftAt: tap.leftAt, late: isLate(tap.arrivedAt, session) };
    default:
      return undefined;
  }
}
