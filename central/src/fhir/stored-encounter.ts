import { toEncounter } from '@tapwell/shared/fhir/encounter';
import type { Encounter } from '@tapwell/shared/fhir/resources';
import { systems } from '@tapwell/shared/fhir/systems';
import { attendanceOf } from '../ingest/attendance-row.ts';
import type { Row } from '../store/schema.ts';

/** A stored attendance as the Encounter this server gives out. */
export function storedEncounter(row: Row<'attendance'> & { nhs_number: string | null }): Encounter {
  const encounter = toEncounter(attendanceOf(row));
  // Those who may read the record may see whom it is about; venues never send or get this number.
  const subject = { ...encounter.subject, reference: `Patient/${row.patient_id}` };
  if (row.nhs_number) subject.identifier = { system: systems.nhsNumber, value: row.nhs_number };
  const { resourceType, ...rest } = encounter;
  return {
    resourceType,
    id: row.id,
    meta: { versionId: String(row.version), lastUpdated: row.updated_at },
    ...rest,
    subject,
  };
}
