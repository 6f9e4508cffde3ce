import { schedule } from '@tapwell/shared/schedule/sessions';
import type { ActivitySource } from '@tapwell/shared/scheme/words';
import type { NewRow, Row } from '../store/schema.ts';
import type { ActivityEntry, ProviderEntry, VenueEntry } from './wire.ts';

/** Entries of the directory as the store keeps them, and back. Pure. */

export function providerOf(row: Row<'provider'>): ProviderEntry {
  return {
    name: row.name,
    kind: row.kind as ActivitySource,
    description: row.description,
    url: row.url,
    email: row.email,
    phone: row.phone,
    accreditedFrom: row.accredited_from,
    accreditedUntil: row.accredited_until,
  };
}

export function providerRow(id: string, entry: ProviderEntry) {
  const { accreditedFrom, accreditedUntil, ...same } = entry;
  return {
    id,
    ...same,
    accredited_from: accreditedFrom,
    accredited_until: accreditedUntil,
  } satisfies NewRow<'provider'>;
}

export function venueOf({ id: _, external_id: __, ...same }: Row<'venue'>): VenueEntry {
  return same;
}

export function venueRow(id: string, entry: VenueEntry) {
  return { id, ...entry } satisfies NewRow<'venue'>;
}

export function activityOf(row: Row<'activity'>): ActivityEntry {
  return {
    name: row.name,
    providerId: row.provider_id,
    venueId: row.venue_id,
    area: row.area,
    room: row.room,
    description: row.description,
    url: row.url,
    email: row.email,
    phone: row.phone,
    cost: row.cost,
    eligibility: row.eligibility,
    minAge: row.min_age,
    maxAge: row.max_age,
    languages: row.languages ? row.languages.split(' ') : [],
    accessibility: row.accessibility,
    schedule: schedule.parse(JSON.parse(row.schedule)),
    earlyMinutes: row.early_minutes,
    lateAfterMinutes: row.late_after_minutes,
    timed: row.timed === 1,
    capacity: row.capacity,
    inGroup: row.in_group === 1,
  };
}

export function activityRow(id: string, entry: ActivityEntry) {
  return {
    id,
    name: entry.name,
    provider_id: entry.providerId,
    venue_id: entry.venueId,
    area: entry.area,
    room: entry.room,
    description: entry.description,
    url: entry.url,
    email: entry.email,
    phone: entry.phone,
    cost: entry.cost,
    eligibility: entry.eligibility,
    min_age: entry.minAge,
    max_age: entry.maxAge,
    languages: entry.languages.length > 0 ? entry.languages.join(' ') : null,
    accessibility: entry.accessibility,
    schedule: JSON.stringify(entry.schedule),
    early_minutes: entry.earlyMinutes,
    late_after_minutes: entry.lateAfterMinutes,
    timed: entry.timed ? 1 : 0,
    capacity: entry.capacity,
    in_group: entry.inGroup ? 1 : 0,
  } satisfies NewRow<'activity'>;
}
