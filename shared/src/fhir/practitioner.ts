import { toFhirId } from './fhir-id.ts';
import { logical, referenceTo } from './reference.ts';
import type { CodeableConcept, Identifier, Reference, Resource } from './resources.ts';
import { systems } from './systems.ts';

export interface Practitioner extends Resource {
  resourceType: 'Practitioner';
  identifier: Identifier[];
  active: boolean;
  name: { text: string }[];
}

export interface PractitionerRole extends Resource {
  resourceType: 'PractitionerRole';
  identifier: Identifier[];
  active: boolean;
  practitioner: Reference;
  organization?: Reference;
  code: CodeableConcept[];
}

/** Somebody who works with patients. */
export interface Worker {
  id: string;
  name: string;
  /** What their scheme calls them. */
  title: string;
  /** Null for those who work for all schemes. */
  scheme: { id: string; name: string } | null;
  /** False once they have left. */
  active: boolean;
}

export function toPractitioner(w: Worker): Practitioner {
  return {
    resourceType: 'Practitioner',
    id: toFhirId(w.id),
    identifier: [{ system: systems.staff, value: w.id }],
    active: w.active,
    name: [{ text: w.name }],
  };
}

/** A link worker, navigator or adviser, as what they are in their scheme. */
export function toPractitionerRole(w: Worker): PractitionerRole {
  return {
    resourceType: 'PractitionerRole',
    id: toFhirId(w.id),
    identifier: [{ system: systems.staff, value: w.id }],
    active: w.active,
    practitioner: referenceTo('Practitioner', w.id, systems.staff),
    ...(w.scheme && { organization: logical('Organization', systems.scheme, w.scheme.id, w.scheme.name) }),
    code: [{ text: w.title }],
  };
}
