import type { RosterEntry } from '@tapwell/shared/roster/roster';
import { schedule } from '@tapwell/shared/schedule/sessions';
import type { SchemeKeys } from '../keys/scheme-keys.ts';
import type { CentralDb } from '../store/schema.ts';
import { cardsOf, companionsOf } from './project-cards.ts';
import { projectPeople } from './project-people.ts';

/**
 * Works out what one hub must know, no more: its venue's activities, the people
 * with a current or recent prescription there, their cards with those cards'
 * own keys, who comes along with them, the staff of the providers who run
 * something there, and the administrators.
 */
export async function projectRoster(
  db: CentralDb,
  hubId: string,
  keys: SchemeKeys,
  today: string,
  log: (error: unknown) => void,
): Promise<RosterEntry[]> {
  const hub = await db
    .selectFrom('hub')
    .innerJoin('venue', 'venue.id', 'hub.venue_id')
    .innerJoin('scheme', 'scheme.id', 'hub.scheme_id')
    .select(['venue.id as venueId', 'venue.name as venue', 'venue.zone', 'scheme.id as schemeId'])
    .select(['scheme.name as scheme', 'scheme.link_worker_title as linkWorkerTitle'])
    .where('hub.id', '=', hubId)
    .executeTakeFirst();
  if (!hub) return [];
  const activities = await activitiesAt(db, hub.venueId);
  const people = await projectPeople(db, hub.venueId, today);
  const patientIds = people.map((person) => person.id);
  const companions = await companionsOf(db, patientIds);
  const companionIds = companions.map((companion) => companion.id);
  return [
    { kind: 'venue', id: hub.venueId, name: hub.venue, zone: hub.zone },
    {
      kind: 'scheme',
      id: hub.schemeId,
      name: hub.scheme,
      linkWorkerTitle: hub.linkWorkerTitle,
      metaReadKeys: keys.metaRead.map((k) => k.key),
    },
    ...activities,
    ...people,
    ...companions,
    ...(await cardsOf(db, { patientIds, companionIds }, keys, log)),
    ...(await staffOf(db, [...new Set(activities.map((a) => a.providerId))])),
  ];
}

async function activitiesAt(db: CentralDb, venueId: string) {
  const rows = await db
    .selectFrom('activity')
    .innerJoin('provider', 'provider.id', 'activity.provider_id')
    .selectAll('activity')
    .select('provider.name as provider_name')
    .where('venue_id', '=', venueId)
    .execute();
  return rows.map((row) => ({
    kind: 'activity' as const,
    id: row.id,
    name: row.name,
    area: row.area,
    providerId: row.provider_id,
    providerName: row.provider_name,
    room: row.room,
    schedule: schedule.parse(JSON.parse(row.schedule)),
    earlyMinutes: row.early_minutes,
    lateAfterMinutes: row.late_after_minutes,
    timed: row.timed === 1,
    capacity: row.capacity,
  }));
}

/** Staff of these providers, and the administrators, who look after the devices of every venue. */
async function staffOf(db: CentralDb, providerIds: string[]): Promise<RosterEntry[]> {
  const rows = await db
    .selectFrom('staff')
    .selectAll()
    .where('ended_at', 'is', null)
    .where(({ or, and, eb }) =>
      or([
        eb('role', '=', 'administrator'),
        ...(providerIds.length > 0 ? [and([eb('role', '=', 'provider'), eb('provider_id', 'in', providerIds)])] : []),
      ]),
    )
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    kind: 'staff',
    id: row.id,
    username: row.username,
    name: row.name,
    role: row.role === 'administrator' ? 'administrator' : 'provider',
    providerId: row.role === 'administrator' ? null : row.provider_id,
    passwordHash: row.password_hash,
  }));
}
