import { toFhirId } from './fhir-id.ts';
import type { Identifier, Resource } from './resources.ts';
import { systems } from './systems.ts';

export interface Location extends Resource {
  resourceType: 'Location';
  identifier: Identifier[];
  status: 'active';
  mode: 'instance';
  name: string;
}

export function toLocation(venue: { id: string; name: string }): Location {
  return {
    resourceType: 'Location',
    id: toFhirId(venue.id),
    identifier: [{ system: systems.venue, value: venue.id }],
    status: 'active',
    mode: 'instance',
    name: venue.name,
  };
}
