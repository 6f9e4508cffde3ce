import { toFhirId } from './fhir-id.ts';
import type { Identifier, Reference } from './resources.ts';
import { systems } from './systems.ts';

/** Names a resource of this server by its id and, for whoever keeps a copy, by its identifier. */
export function referenceTo(type: string, id: string, system?: string): Reference {
  const reference: Reference = { reference: `${type}/${toFhirId(id)}`, type };
  if (system !== undefined) reference.identifier = { system, value: id };
  return reference;
}

/** Names what this server has no resource for, or does not give out. */
export function logical(type: string, system: string, value: string, display?: string): Reference {
  return { type, identifier: { system, value }, ...(display !== undefined && { display }) };
}

/** Whom a resource is about. */
export interface Subject {
  personId: string;
  /** Those who may read the record may see whom it is about; venues never send or get this number. */
  nhsNumber: string | null;
}

export function patientReference({ personId, nhsNumber }: Subject): Reference {
  const identifier: Identifier = nhsNumber
    ? { system: systems.nhsNumber, value: nhsNumber }
    : { system: systems.person, value: personId };
  return { ...referenceTo('Patient', personId), identifier };
}
