/**
 * What we serve of Open Referral UK 3.0: the UK profile of the Human Services
 * Data Specification (https://docs.openreferraluk.org). The names are the
 * standard's own. What the standard has no place for stands under
 * `x_tapwell`, which others may pass over.
 */

export interface HsdsOrganization {
  id: string;
  name: string;
  description: string;
  email?: string;
  website?: string;
  x_tapwell: { kind: string; phone?: string; accredited_from?: string; accredited_until?: string };
}

export interface HsdsSchedule {
  id: string;
  service_id: string;
  valid_from: string;
  valid_to?: string;
  dtstart: string;
  freq: 'WEEKLY';
  interval: number;
  /** RFC 5545, e.g. `MO`. */
  byday: string;
  /** Wall-clock time where it happens: a rule outlives the change of the clocks, so an offset would be wrong half the year. */
  opens_at: string;
  closes_at: string;
  description: string;
}

export interface HsdsLocation {
  id: string;
  location_type: 'physical';
  name: string;
  latitude?: number;
  longitude?: number;
  addresses: {
    id: string;
    location_id: string;
    address_1: string;
    city: string;
    state_province: string;
    postal_code: string;
    country: 'GB';
    address_type: 'physical';
  }[];
  accessibility: { id: string; location_id: string; description: string }[];
  x_tapwell: { zone: string };
}

export interface HsdsTerm {
  id: string;
  name: string;
  term: string;
  description: string;
  taxonomy: string;
}

export interface HsdsTaxonomy {
  id: string;
  name: string;
  description: string;
}

/** A service without what it has several of, as lists show it. */
export interface HsdsServiceBasic {
  id: string;
  organization_id: string;
  name: string;
  description?: string;
  url?: string;
  email?: string;
  status: 'active';
  accreditations?: string;
  minimum_age?: number;
  maximum_age?: number;
  eligibility_description?: string;
  last_modified?: string;
  organization: HsdsOrganization;
}

export interface HsdsService extends HsdsServiceBasic {
  schedules: HsdsSchedule[];
  service_at_locations: { id: string; service_id: string; location_id: string; location: HsdsLocation }[];
  languages: { id: string; service_id: string; code: string; name: string }[];
  cost_options: { id: string; service_id: string; amount_description: string }[];
  contacts: { id: string; service_id: string; phones: { id: string; number: string }[] }[];
  attributes: {
    id: string;
    link_id: string;
    link_entity: 'service';
    link_type: 'service_category';
    taxonomy_term_id: string;
    taxonomy_term: HsdsTerm;
  }[];
  x_tapwell: {
    room?: string;
    accessibility?: string;
    timed: boolean;
    one_to_one: boolean;
    capacity?: number;
    early_minutes: number;
    late_after_minutes: number;
    from: string;
    until?: string;
    zone: string;
    cancelled: { date: string; start?: string }[];
  };
}

export interface HsdsDirectory {
  services: HsdsService[];
  organizations: HsdsOrganization[];
  taxonomies: HsdsTaxonomy[];
  terms: HsdsTerm[];
}
