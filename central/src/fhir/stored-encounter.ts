import { toEncounter } from '@tapwell/shared/fhir/encounter';
import { patientReference, referenceTo } from '@tapwell/shared/fhir/reference';
import type { Encounter } from '@tapwell/shared/fhir/resources';
import { systems } from '@tapwell/shared/fhir/systems';
import { attendanceOf } from '../ingest/attendance-row.ts';
import type { Row } from '../store/schema.ts';

/**
 * A stored attendance as the Encounter this server gives out: as it came, and
 * beside each identifier the address of what it names. Those who may read the
 * record may see whom it is about; venues never send or get an NHS number.
 * @param row `path_id` of its prescription: a path is the episode of care
 */
export function storedEncounter(
  row: Row<'attendance'> & { nhs_number: string | null; path_id: string | null },
): Encounter {
  const { resourceType, ...rest } = toEncounter(attendanceOf(row));
  const episode = referenceTo('EpisodeOfCare', row.path_id ?? row.prescription_id);
  return {
    resourceType,
    id: row.id,
    meta: { versionId: String(row.version), lastUpdated: row.updated_at },
    ...rest,
    subject: patientReference({ personId: row.patient_id, nhsNumber: row.nhs_number }),
    episodeOfCare: [{ ...episode, identifier: { system: systems.prescription, value: row.prescription_id } }],
    basedOn: [referenceTo('ServiceRequest', row.prescribed_activity_id, systems.prescribedActivity)],
    location: [{ location: referenceTo('Location', row.venue_id, systems.venue) }],
    serviceProvider: referenceTo('Organization', row.provider_id, systems.provider),
  };
}
