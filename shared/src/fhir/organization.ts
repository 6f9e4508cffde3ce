import { toFhirId } from './fhir-id.ts';
import type { CodeableConcept, Identifier, Resource } from './resources.ts';
import { systems } from './systems.ts';

export interface Organization extends Resource {
  resourceType: 'Organization';
  identifier: Identifier[];
  active: boolean;
  type?: CodeableConcept[];
  name: string;
}

/** Who offers activities. */
export function toOrganization(provider: { id: string; name: string; kind: string; active: boolean }): Organization {
  return {
    resourceType: 'Organization',
    id: toFhirId(provider.id),
    identifier: [{ system: systems.provider, value: provider.id }],
    active: provider.active,
    type: [{ text: provider.kind }],
    name: provider.name,
  };
}
