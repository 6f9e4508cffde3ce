import { type HealthcareService, toHealthcareService } from '@tapwell/shared/fhir/healthcare-service';
import { type Location, toLocation } from '@tapwell/shared/fhir/location';
import { type Organization, toOrganization } from '@tapwell/shared/fhir/organization';
import { schedule } from '@tapwell/shared/schedule/sessions';
import { changedAt, inTime, type Kind, onward } from './kind.ts';
import { identifiers, plain, references } from './params.ts';
import { ownId } from './people.ts';

/** The directory: the same for all schemes, and open to everybody anyway. */

export const organizationKind: Kind<Organization> = {
  type: 'Organization',
  about: 'Providers of activities.',
  search: { identifier: identifiers((o) => o.identifier), active: plain((o) => String(o.active)) },
  rowIds: ownId,
  rows: async (db, ask) => {
    let query = db
      .selectFrom('provider as r')
      .innerJoin('stamp as s', (j) => j.on('s.kind', '=', 'provider').onRef('s.id', '=', 'r.id'))
      .select(['r.id', 'r.name', 'r.kind', 'r.withdrawn_on', 's.updated_at as stamped']);
    if (ask.narrow.identifiers) query = query.where('r.id', 'in', ask.narrow.identifiers);
    const rows = await inTime(onward(query, 'r.id', ask), ['s'], ask.narrow).execute();
    const today = new Date().toISOString().slice(0, 10);
    return rows.map((r) => {
      const active = r.withdrawn_on === null || r.withdrawn_on > today;
      return { key: r.id, patientId: null, resources: [changedAt(toOrganization({ ...r, active }), r.stamped)] };
    });
  },
};

export const locationKind: Kind<Location> = {
  type: 'Location',
  about: 'Venues.',
  search: { identifier: identifiers((l) => l.identifier) },
  rowIds: ownId,
  rows: async (db, ask) => {
    let query = db
      .selectFrom('venue as r')
      .innerJoin('stamp as s', (j) => j.on('s.kind', '=', 'venue').onRef('s.id', '=', 'r.id'))
      .select(['r.id', 'r.name', 'r.address', 'r.town', 'r.postcode', 's.updated_at as stamped']);
    if (ask.narrow.identifiers) query = query.where('r.id', 'in', ask.narrow.identifiers);
    const rows = await inTime(onward(query, 'r.id', ask), ['s'], ask.narrow).execute();
    return rows.map((r) => ({ key: r.id, patientId: null, resources: [changedAt(toLocation(r), r.stamped)] }));
  },
};

export const healthcareServiceKind: Kind<HealthcareService> = {
  type: 'HealthcareService',
  about: 'Activities of the directory; times are those on the wall of the venue.',
  search: {
    identifier: identifiers((h) => h.identifier),
    organization: references('Organization', (h) => h.providedBy),
    location: references('Location', (h) => h.location),
    active: plain((h) => String(h.active)),
  },
  rowIds: ownId,
  rows: async (db, ask) => {
    let query = db
      .selectFrom('activity as r')
      .innerJoin('stamp as s', (j) => j.on('s.kind', '=', 'activity').onRef('s.id', '=', 'r.id'))
      .select(['r.id', 'r.name', 'r.area', 'r.room', 'r.provider_id', 'r.venue_id', 'r.schedule', 'r.withdrawn_on'])
      .select('s.updated_at as stamped');
    if (ask.narrow.identifiers) query = query.where('r.id', 'in', ask.narrow.identifiers);
    const rows = await inTime(onward(query, 'r.id', ask), ['s'], ask.narrow).execute();
    const today = new Date().toISOString().slice(0, 10);
    return rows.map((r) => {
      const plan = schedule.parse(JSON.parse(r.schedule));
      const until = [plan.until, r.withdrawn_on].filter((day) => day !== null).sort()[0] ?? null;
      const service = toHealthcareService(
        {
          ...{ id: r.id, name: r.name, area: r.area, room: r.room, providerId: r.provider_id, venueId: r.venue_id },
          schedule: { ...plan, until },
        },
        today,
      );
      return { key: r.id, patientId: null, resources: [changedAt(service, r.stamped)] };
    });
  },
};
