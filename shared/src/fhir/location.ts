import { toFhirId } from './fhir-id.ts';
import type { Identifier, Resource } from './resources.ts';
import { systems } from './systems.ts';

export interface Location extends Resource {
  resourceType: 'Location';
  identifier: Identifier[];
  status: 'active';
  mode: 'instance';
  name: string;
  address?: { line?: string[]; city?: string; postalCode?: string };
}

interface Venue {
  id: string;
  name: string;
  address: string | null;
  town: string | null;
  postcode: string | null;
}

export function toLocation(venue: Venue): Location {
  const address = {
    ...(venue.address && { line: [venue.address] }),
    ...(venue.town && { city: venue.town }),
    ...(venue.postcode && { postalCode: venue.postcode }),
  };
  return {
    resourceType: 'Location',
    id: toFhirId(venue.id),
    identifier: [{ system: systems.venue, value: venue.id }],
    status: 'active',
    mode: 'instance',
    name: venue.name,
    ...(Object.keys(address).length > 0 && { address }),
  };
}
