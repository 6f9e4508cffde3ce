import { ACTIVITY_SOURCES, type ActivitySource } from '@tapwell/shared/scheme/words';
import { z } from 'zod';
import {
  type ActivityEntry,
  activityEntry,
  type ProviderEntry,
  providerEntry,
  type VenueEntry,
  venueEntry,
} from '../wire.ts';
import { fromSchedules } from './from-schedules.ts';
import type { GivenLocation, GivenOrganization, GivenService } from './given.ts';

/** What an import may fall back on where a file says nothing. */
export interface Defaults {
  areas: string[];
  /** For services none of whose terms is an area; null to leave them out. */
  area: string | null;
  kind: ActivitySource;
  zone: string;
  today: string;
}

/** A service with where it happens, each by its id in the file. */
export interface ReadService {
  venue: { id: string; entry: VenueEntry };
  /** Its provider and venue by their ids in the file. */
  activity: { id: string; entry: ActivityEntry };
  notes: string[];
}

/**
 * A service of somebody's file as entries of our directory. Pure.
 * @param before what is in the directory: what the standard has no place for stays as it is
 * @throws Refused in a sentence, when it cannot be one
 */
export function fromHsds(service: GivenService, defaults: Defaults, before?: ActivityEntry): ReadService {
  const location = service.service_at_locations.map((at) => at.location).find(Boolean);
  if (!location) throw new Refused('It has no place: add one, or add it by hand.');
  const notes: string[] = [];
  if (service.service_at_locations.length > 1) notes.push('It has several places: only the first is taken.');
  const own = service.x_tapwell;
  const schedules =
    service.schedules.length > 0 ? service.schedules : (service.service_at_locations[0]?.schedules ?? []);
  const read = fromSchedules(schedules, { from: own?.from, until: own?.until }, defaults.today);
  if (schedules.length === 0) notes.push('It has no times: please add them by hand.');
  const zone = zoneOr(own?.zone ?? location.x_tapwell?.zone ?? before?.schedule.zone, defaults.zone);
  const activity = checked(activityEntry, {
    name: service.name,
    providerId: service.organization.id,
    venueId: location.id,
    area: areaOf(service, defaults, before),
    description: cut(service.description, 4000),
    url: urlOf(service.url),
    email: emailOf(service.email),
    phone: cut(phoneOf(service), 40),
    cost: cut(costOf(service), 300),
    eligibility: cut(service.eligibility_description, 1000),
    ...agesOf(service),
    languages: languagesOf(service),
    ...ownWords(service, before),
    schedule: { zone, ...read.plan, cancelled: own ? (own.cancelled ?? []) : (before?.schedule.cancelled ?? []) },
  });
  return {
    venue: { id: location.id, entry: venueFrom(location, zone) },
    activity: { id: service.id, entry: activity },
    notes: [...notes, ...read.notes],
  };
}

/** What only Tapwell's own files say. */
function ownWords({ x_tapwell: own }: GivenService, before: ActivityEntry | undefined) {
  if (!own) {
    if (!before) return {};
    const { room, accessibility, earlyMinutes, lateAfterMinutes, timed, capacity, inGroup } = before;
    return { room, accessibility, earlyMinutes, lateAfterMinutes, timed, capacity, inGroup };
  }
  return {
    room: cut(own.room, 100),
    accessibility: cut(own.accessibility, 1000),
    ...(own.early_minutes !== undefined && { earlyMinutes: own.early_minutes }),
    ...(own.late_after_minutes !== undefined && { lateAfterMinutes: own.late_after_minutes }),
    timed: own.timed ?? false,
    capacity: own.capacity ?? null,
    inGroup: !(own.one_to_one ?? false),
  };
}

/** Why a service cannot be taken in, for the person who reads the preview. */
export class Refused extends Error {}

function checked<S extends z.ZodType>(schema: S, entry: unknown): z.output<S> {
  const read = schema.safeParse(entry);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Refused(`${issue!.path.join(' ')}: ${issue!.message}`);
}

/** @throws Refused */
export function providerFrom(given: GivenOrganization, defaults: Defaults, before?: ProviderEntry): ProviderEntry {
  const own = given.x_tapwell;
  const kind = ACTIVITY_SOURCES.find((one) => one === own?.kind) ?? before?.kind ?? defaults.kind;
  return checked(providerEntry, {
    name: given.name,
    kind,
    description: cut(given.description, 2000),
    url: urlOf(given.website ?? given.url),
    email: emailOf(given.email),
    phone: own ? cut(own.phone, 40) : (before?.phone ?? null),
    accreditedFrom: own ? (own.accredited_from ?? null) : (before?.accreditedFrom ?? null),
    accreditedUntil: own ? (own.accredited_until ?? null) : (before?.accreditedUntil ?? null),
  });
}

function venueFrom(given: GivenLocation, zone: string): VenueEntry {
  const [address] = given.addresses;
  const line = [address?.address_1, address?.address_2].filter(Boolean).join(', ');
  const inRange = (n: number | null | undefined, most: number) =>
    typeof n === 'number' && Math.abs(n) <= most ? n : null;
  return checked(venueEntry, {
    name: cut(given.name || line || address?.postal_code, 200) ?? 'A place without a name',
    zone: zoneOr(given.x_tapwell?.zone, zone),
    address: cut(line, 300),
    town: cut(address?.city, 100),
    postcode: cut(address?.postal_code, 10),
    latitude: inRange(given.latitude, 90),
    longitude: inRange(given.longitude, 180),
    accessibility: cut(
      given.accessibility
        .map((a) => a.description)
        .filter(Boolean)
        .join('\n'),
      1000,
    ),
  });
}

function areaOf({ attributes }: GivenService, { areas, area }: Defaults, before: ActivityEntry | undefined): string {
  const terms = attributes.flatMap(({ taxonomy_term: term }) => [term?.name, term?.term]);
  const found = areas.find((one) => terms.some((term) => term?.trim().toLowerCase() === one.toLowerCase()));
  if (found) return found;
  // What somebody put into an area here stays there.
  if (before) return before.area;
  if (area === null) throw new Refused(`It belongs to none of this scheme’s areas: ${areas.join('; ')}.`);
  return area;
}

function costOf({ cost_options, fees, fees_description }: GivenService): string | null {
  const options = cost_options.map(({ option, amount, amount_description }) =>
    [option, typeof amount === 'number' ? (amount === 0 ? 'Free' : `£${amount.toFixed(2)}`) : null, amount_description]
      .filter(Boolean)
      .join(' '),
  );
  return options.filter(Boolean).join('; ') || fees || fees_description || null;
}

function phoneOf({ contacts, phones }: GivenService): string | null {
  return [...contacts.flatMap((c) => c.phones), ...phones].map((p) => p.number).find(Boolean) ?? null;
}

function languagesOf({ languages }: GivenService): string[] {
  const codes = languages.map(({ code }) => code ?? '').filter((code) => /^[a-z]{2,3}(-[A-Za-z]{2,8})?$/.test(code));
  return [...new Set(codes)].slice(0, 40);
}

function agesOf({ minimum_age, maximum_age }: GivenService) {
  const age = (n: number | null | undefined) => (typeof n === 'number' && n >= 0 && n <= 120 ? Math.trunc(n) : null);
  const [minAge, maxAge] = [age(minimum_age), age(maximum_age)];
  return minAge !== null && maxAge !== null && minAge > maxAge ? { minAge: null, maxAge: null } : { minAge, maxAge };
}

function cut(text: string | null | undefined, most: number): string | null {
  return text ? text.slice(0, most).trim() || null : null;
}

/** An address that a page may link to; what is none is left out rather than lose the service. */
function urlOf(text: string | null | undefined): string | null {
  const read = z
    .url({ protocol: /^https?$/ })
    .max(500)
    .safeParse(text);
  return read.success ? read.data : null;
}

function emailOf(text: string | null | undefined): string | null {
  const read = z.email().max(200).safeParse(text);
  return read.success ? read.data : null;
}

function zoneOr(zone: string | undefined, otherwise: string): string {
  return venueEntry.shape.zone.safeParse(zone).success ? zone! : otherwise;
}
