import type { Row } from '../store/schema.ts';
import type { NewPatient, PatientView } from './wire.ts';

/** A person as they are stored. */
export function patientRow(id: string, person: NewPatient) {
  return { id, ...columnsOf(person) };
}

/** The columns of those details that are given. */
export function columnsOf<P extends Partial<NewPatient>>(person: P) {
  const { nhsNumber, displayName, contactBy, largerText, ...same } = person;
  return {
    ...same,
    ...(nhsNumber !== undefined && { nhs_number: nhsNumber }),
    ...(displayName !== undefined && { display_name: displayName }),
    ...(contactBy !== undefined && { contact_by: contactBy }),
    ...(largerText !== undefined && { larger_text: largerText ? 1 : 0 }),
  } as P extends NewPatient ? StoredPatient : Partial<StoredPatient>;
}

type StoredPatient = Omit<Row<'patient'>, 'id' | 'erased_at' | 'updated_at'>;

export function patientView(row: Row<'patient'>): PatientView {
  return {
    id: row.id,
    nhsNumber: row.nhs_number,
    given: row.given,
    family: row.family,
    displayName: row.display_name,
    born: row.born,
    phone: row.phone,
    email: row.email,
    contactBy: row.contact_by as PatientView['contactBy'],
    language: row.language,
    largerText: row.larger_text === 1,
  };
}
