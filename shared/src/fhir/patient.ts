import { toFhirId } from './fhir-id.ts';
import type { CodeableConcept, Identifier, Resource } from './resources.ts';
import { systems } from './systems.ts';

export interface Patient extends Resource {
  resourceType: 'Patient';
  identifier: Identifier[];
  active: boolean;
  name?: { use: 'official' | 'usual'; text?: string; family?: string; given?: string[] }[];
  telecom?: { system: 'phone' | 'email'; value: string; rank?: number }[];
  birthDate?: string;
  communication?: { language: CodeableConcept; preferred: boolean }[];
}

/** A person as central has them on record. */
export interface PersonOnRecord {
  id: string;
  nhsNumber: string | null;
  given: string;
  family: string;
  displayName: string;
  born: string | null;
  phone: string | null;
  email: string | null;
  /** How they like to be reached: `phone`, `text`, `email` or `letter`. */
  contactBy: string | null;
  language: string | null;
  /** Their data was removed: what is left names nobody. */
  erased: boolean;
}

export function toPatient(p: PersonOnRecord): Patient {
  const own = { system: systems.person, value: p.id };
  const base = { resourceType: 'Patient' as const, id: toFhirId(p.id) };
  if (p.erased) return { ...base, identifier: [own], active: false };
  const patient: Patient = {
    ...base,
    identifier: [own, ...(p.nhsNumber ? [{ system: systems.nhsNumber, value: p.nhsNumber }] : [])],
    active: true,
    name: [
      { use: 'official', family: p.family, given: [p.given] },
      { use: 'usual', text: p.displayName },
    ],
  };
  const telecom = [
    ...(p.phone ? [contact('phone', p.phone, p.contactBy === 'phone' || p.contactBy === 'text')] : []),
    ...(p.email ? [contact('email', p.email, p.contactBy === 'email')] : []),
  ];
  if (telecom.length > 0) patient.telecom = telecom;
  if (p.born) patient.birthDate = p.born;
  if (p.language) {
    const language = { coding: [{ system: 'urn:ietf:bcp:47', code: p.language }] };
    patient.communication = [{ language, preferred: true }];
  }
  return patient;
}

/** Rank 1 is how they like to be reached best. */
function contact(system: 'phone' | 'email', value: string, best: boolean) {
  return { system, value, ...(best && { rank: 1 }) };
}
