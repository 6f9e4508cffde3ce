import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { insertMany } from '../store/every-length.ts';
import type { NewRow, Row } from '../store/schema.ts';

/** What a later version may say anew: everything but whom, what and where it is about. */
export type Saying = Omit<NewRow<'attendance_version'>, 'attendance_id' | 'central_at'>;

export function sayingOf(a: Attendance): Saying {
  return {
    version: a.version,
    status: a.status,
    arrived_at: a.arrivedAt,
    left_at: a.leftAt,
    late: a.late ? 1 : 0,
    method: a.method,
    assurance: a.assurance,
    flags: JSON.stringify(a.flags),
    by_id: a.by?.id ?? null,
    by_name: a.by?.name ?? null,
    reason: a.reason,
  };
}

/** What central adds to an attendance when it stores it. */
type Stored = Pick<Row<'attendance'>, 'central_at' | 'updated_at' | 'source' | 'duplicate_of'>;

/** Written out, as a row put together from others takes longer to make than to store. */
export function rowOf(a: Attendance, stored: Stored): Omit<Row<'attendance'>, 'seq'> {
  return {
    id: a.id,
    version: a.version,
    status: a.status,
    patient_id: a.personId,
    prescription_id: a.prescriptionId,
    prescribed_activity_id: a.prescribedActivityId,
    activity_id: a.activityId,
    session_id: a.sessionId,
    session_start: a.sessionStart,
    session_end: a.sessionEnd,
    venue_id: a.venueId,
    provider_id: a.providerId,
    arrived_at: a.arrivedAt,
    left_at: a.leftAt,
    late: a.late ? 1 : 0,
    method: a.method,
    assurance: a.assurance,
    flags: JSON.stringify(a.flags),
    by_id: a.by?.id ?? null,
    by_name: a.by?.name ?? null,
    reason: a.reason,
    card_id: a.cardId,
    counter: a.counter,
    kiosk_at: a.kioskAt,
    hub_at: a.hubAt,
    central_at: stored.central_at,
    updated_at: stored.updated_at,
    source: stored.source,
    duplicate_of: stored.duplicate_of,
  };
}

/** In the order of `rowOf`. */
const COLUMNS = [
  ...(['id', 'version', 'status', 'patient_id', 'prescription_id', 'prescribed_activity_id', 'activity_id'] as const),
  ...(['session_id', 'session_start', 'session_end', 'venue_id', 'provider_id', 'arrived_at', 'left_at'] as const),
  ...(['late', 'method', 'assurance', 'flags', 'by_id', 'by_name', 'reason', 'card_id', 'counter'] as const),
  ...(['kiosk_at', 'hub_at', 'central_at', 'updated_at', 'source', 'duplicate_of'] as const),
];

export const insertAttendances = insertMany('attendance', COLUMNS, ['version', 'late', 'counter']);

export function attendanceOf(row: Row<'attendance'>): Attendance {
  return {
    id: row.id,
    version: row.version,
    status: row.status as Attendance['status'],
    personId: row.patient_id,
    prescriptionId: row.prescription_id,
    prescribedActivityId: row.prescribed_activity_id,
    activityId: row.activity_id,
    sessionId: row.session_id,
    sessionStart: row.session_start,
    sessionEnd: row.session_end,
    venueId: row.venue_id,
    providerId: row.provider_id,
    arrivedAt: row.arrived_at,
    leftAt: row.left_at,
    late: row.late === 1,
    method: row.method as Attendance['method'],
    assurance: row.assurance as Attendance['assurance'],
    flags: JSON.parse(row.flags) as Attendance['flags'],
    by: row.by_id === null ? null : { id: row.by_id, name: row.by_name ?? '' },
    reason: row.reason,
    cardId: row.card_id,
    counter: row.counter,
    kioskAt: row.kiosk_at,
    hubAt: row.hub_at,
  };
}
