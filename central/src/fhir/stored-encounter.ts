import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { toEncounter } from '@tapwell/shared/fhir/encounter';
import type { Encounter } from '@tapwell/shared/fhir/resources';
import { systems } from '@tapwell/shared/fhir/systems';
import type { Row } from '../store/schema.ts';

/** A stored attendance as the Encounter this server gives out. */
export function storedEncounter(row: Row<'attendance'> & { nhs_number: string | null }): Encounter {
  const encounter = toEncounter(toAttendance(row));
  // Those who may read the record may see whom it is about; venues never send or get this number.
  const subject = { ...encounter.subject, reference: `Patient/${row.patient_id}` };
  if (row.nhs_number) subject.identifier = { system: systems.nhsNumber, value: row.nhs_number };
  const { resourceType, ...rest } = encounter;
  return { resourceType, id: row.id, meta: { lastUpdated: row.updated_at }, ...rest, subject };
}

function toAttendance(row: Row<'attendance'>): Attendance {
  return {
    id: row.id,
    version: row.status === 'entered-in-error' ? 1 : 0,
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
    leftAt: null,
    late: row.late === 1,
    method: row.method as Attendance['method'],
    assurance: row.assurance as Attendance['assurance'],
    flags: JSON.parse(row.flags) as Attendance['flags'],
    by: null,
    reason: null,
    cardId: row.card_id,
    counter: row.counter,
    kioskAt: row.kiosk_at,
    hubAt: row.hub_at,
  };
}
