import { derivedId } from '../../paths/derived-id.ts';
import type { Row } from '../../store/schema.ts';
import { activityOf } from '../entries.ts';
import { isOpen } from '../offers.ts';
import type { HsdsDirectory, HsdsLocation, HsdsOrganization, HsdsService, HsdsTaxonomy, HsdsTerm } from './model.ts';
import { toSchedules } from './schedules.ts';

/** Everything the standard is worked out from. */
export interface DirectoryRows {
  providers: Row<'provider'>[];
  venues: Row<'venue'>[];
  activities: Row<'activity'>[];
  /** Areas of all schemes. */
  areas: string[];
  /** When each activity was last changed, where that is on record. */
  changed: Map<string, string>;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The UUID by which others know an entry; the standard wants no other ids. */
export function hsdsId(kind: string, row: { id: string; external_id: string | null }): string {
  return row.external_id ?? (UUID.test(row.id) ? row.id : derivedId(`${kind} ${row.id}`));
}

export const AREAS: HsdsTaxonomy = {
  id: derivedId('taxonomy of areas'),
  name: 'Areas of activity',
  description: 'The areas in which a social prescribing scheme offers activities.',
};

export function termOf(area: string): HsdsTerm {
  return { id: derivedId(`area ${area}`), name: area, term: area, description: area, taxonomy: AREAS.name };
}

/** The directory as Open Referral UK has it: what is offered on a day, and nothing that was withdrawn. Pure. */
export function toHsds({ providers, venues, activities, areas, changed }: DirectoryRows, today: string): HsdsDirectory {
  const open = providers.filter((p) => isOpen(p.withdrawn_on, today));
  const organizations = new Map(open.map((row) => [row.id, organizationOf(row)]));
  const locations = new Map(venues.map((row) => [row.id, locationOf(row)]));
  const services = activities
    .filter((a) => isOpen(a.withdrawn_on, today) && organizations.has(a.provider_id))
    .map((row) => {
      const provider = open.find((p) => p.id === row.provider_id)!;
      const organization = organizations.get(row.provider_id)!;
      return serviceOf(row, provider, organization, locations.get(row.venue_id)!, changed.get(row.id));
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const named = new Set([...areas, ...activities.map((a) => a.area)]);
  return {
    services,
    organizations: [...organizations.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    taxonomies: [AREAS],
    terms: [...named].sort().map(termOf),
  };
}

/** Without what is null or empty: the standard leaves out what is not known. */
function known<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== '')) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

function organizationOf(row: Row<'provider'>): HsdsOrganization {
  return {
    id: hsdsId('provider', row),
    name: row.name,
    // The standard wants one of every organization.
    description: row.description ?? '',
    ...known({ email: row.email, website: row.url }),
    x_tapwell: {
      kind: row.kind,
      ...known({ phone: row.phone, accredited_from: row.accredited_from, accredited_until: row.accredited_until }),
    },
  };
}

function locationOf(row: Row<'venue'>): HsdsLocation {
  const id = hsdsId('venue', row);
  const placed = row.address !== null || row.postcode !== null || row.town !== null;
  return {
    id,
    location_type: 'physical',
    name: row.name,
    ...known({ latitude: row.latitude, longitude: row.longitude }),
    addresses: placed
      ? [
          {
            id: derivedId(`address ${id}`),
            location_id: id,
            address_1: row.address ?? '',
            city: row.town ?? '',
            // American, and wanted by the standard.
            state_province: '',
            postal_code: row.postcode ?? '',
            country: 'GB',
            address_type: 'physical',
          },
        ]
      : [],
    accessibility:
      row.accessibility === null
        ? []
        : [{ id: derivedId(`accessibility ${id}`), location_id: id, description: row.accessibility }],
    x_tapwell: { zone: row.zone },
  };
}

function serviceOf(
  row: Row<'activity'>,
  provider: Row<'provider'>,
  organization: HsdsOrganization,
  location: HsdsLocation,
  changed: string | undefined,
): HsdsService {
  const a = activityOf(row);
  const id = hsdsId('activity', row);
  const term = termOf(a.area);
  return {
    id,
    organization_id: organization.id,
    name: a.name,
    status: 'active',
    ...known({
      description: a.description,
      url: a.url,
      email: a.email,
      accreditations: accreditationWords(provider),
      minimum_age: a.minAge,
      maximum_age: a.maxAge,
      eligibility_description: a.eligibility,
      last_modified: changed ?? null,
    }),
    organization,
    schedules: toSchedules(id, a.schedule),
    service_at_locations: [
      { id: derivedId(`service ${id} at ${location.id}`), service_id: id, location_id: location.id, location },
    ],
    languages: a.languages.map((code) => ({
      id: derivedId(`language ${code} of ${id}`),
      service_id: id,
      code,
      name: languageName(code),
    })),
    cost_options:
      a.cost === null ? [] : [{ id: derivedId(`cost of ${id}`), service_id: id, amount_description: a.cost }],
    contacts:
      a.phone === null
        ? []
        : [
            {
              id: derivedId(`contact of ${id}`),
              service_id: id,
              phones: [{ id: derivedId(`phone of ${id}`), number: a.phone }],
            },
          ],
    attributes: [
      {
        id: derivedId(`area of ${id}`),
        link_id: id,
        link_entity: 'service',
        link_type: 'service_category',
        taxonomy_term_id: term.id,
        taxonomy_term: term,
      },
    ],
    x_tapwell: {
      timed: a.timed,
      one_to_one: !a.inGroup,
      early_minutes: a.earlyMinutes,
      late_after_minutes: a.lateAfterMinutes,
      from: a.schedule.from,
      zone: a.schedule.zone,
      cancelled: a.schedule.cancelled.map(({ date, start }) => (start === undefined ? { date } : { date, start })),
      ...known({ room: a.room, accessibility: a.accessibility, capacity: a.capacity, until: a.schedule.until }),
    },
  };
}

function accreditationWords({ kind, accredited_until }: Row<'provider'>): string | null {
  if (kind !== 'accredited-provider') return null;
  return accredited_until === null ? 'Accredited provider' : `Accredited provider until ${accredited_until}`;
}

const LANGUAGES = new Intl.DisplayNames('en-GB', { type: 'language' });

function languageName(code: string): string {
  return LANGUAGES.of(code) ?? code;
}
