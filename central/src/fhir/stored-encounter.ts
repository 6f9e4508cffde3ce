import { toEncounter } from '@tapwell/shared/fhir/encounter';
import { patientReference, referenceTo } from '@tapwell/shared/fhir/reference';
import type { Encounter, Extension } from '@tapwell/shared/fhir/resources';
import { extensions, systems } from '@tapwell/shared/fhir/systems';
import { attendanceOf } from '../ingest/attendance-row.ts';
import type { Row } from '../store/schema.ts';

/**
 * A stored attendance as the Encounter this server gives out: as it came, and
 * beside each identifier the address of what it names. Those who may read the
 * record may see whom it is about; venues never send or get an NHS number. One
 * that does not count, as the same visit is on record another time, is in error:
 * whoever had it before must not count both.
 * @param row `path_id` of its prescription: a path is the episode of care
 */
export function storedEncounter(
  row: Row<'attendance'> & { nhs_number: string | null; path_id: string | null },
): Encounter {
  const { resourceType, extension = [], ...rest } = toEncounter(attendanceOf(row));
  const episode = referenceTo('EpisodeOfCare', row.path_id ?? row.prescription_id);
  return {
    resourceType,
    id: row.id,
    // Whether it counts may change and its version stay.
    meta: { versionId: `${row.version}.${Date.parse(row.updated_at)}`, lastUpdated: row.updated_at },
    extension: [...extension, ...countedAs(row)],
    ...rest,
    ...(row.duplicate_of !== null && { status: 'entered-in-error' }),
    subject: patientReference({ personId: row.patient_id, nhsNumber: row.nhs_number }),
    episodeOfCare: [{ ...episode, identifier: { system: systems.prescription, value: row.prescription_id } }],
    basedOn: [referenceTo('ServiceRequest', row.prescribed_activity_id, systems.prescribedActivity)],
    location: [{ location: referenceTo('Location', row.venue_id, systems.venue) }],
    serviceProvider: referenceTo('Organization', row.provider_id, systems.provider),
  };
}

function countedAs({ duplicate_of }: Row<'attendance'>): Extension[] {
  if (duplicate_of === null) return [];
  const valueReference = referenceTo('Encounter', duplicate_of, systems.attendance);
  return [{ url: extensions.countedAs, valueReference }];
}
