import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { localDate } from '@tapwell/shared/schedule/sessions';
import type { ActivitySource } from '@tapwell/shared/scheme/words';
import type { CentralDb } from '../store/schema.ts';
import { accreditationOn } from './accreditation.ts';
import { scheduleWords } from './schedule-words.ts';
import type { OfferView } from './wire.ts';

/** All activities of the directory, for choosing from; withdrawn ones are marked. */
export async function readOffers(db: CentralDb, now: Date, zone: string): Promise<OfferView[]> {
  const today = localDate(now, zone).toString();
  const rows = await db
    .selectFrom('activity as a')
    .innerJoin('provider as p', 'p.id', 'a.provider_id')
    .innerJoin('venue as v', 'v.id', 'a.venue_id')
    .select(['a.id', 'a.name', 'a.area', 'a.schedule', 'a.in_group', 'a.timed', 'a.capacity', 'a.withdrawn_on'])
    .select(['p.id as providerId', 'p.name as provider', 'p.kind', 'p.accredited_from', 'p.accredited_until'])
    .select(['p.withdrawn_on as provider_withdrawn_on', 'v.id as venueId', 'v.name as venue'])
    .orderBy('a.name')
    .orderBy('a.id')
    .execute();
  return rows.map((row) => {
    const accreditation = accreditationOn(
      { kind: row.kind, accreditedFrom: row.accredited_from, accreditedUntil: row.accredited_until },
      today,
    );
    return {
      id: row.id,
      name: row.name,
      area: row.area,
      providerId: row.providerId,
      provider: row.provider,
      providerKind: row.kind as ActivitySource,
      venueId: row.venueId,
      venue: row.venue,
      inGroup: row.in_group === 1,
      timed: row.timed === 1,
      capacity: row.capacity,
      when: scheduleWords(JSON.parse(row.schedule)),
      accreditedUntil: row.accredited_until,
      accreditationEnded: accreditation === 'ended' || accreditation === 'not-begun',
      open: isOpen(row.withdrawn_on, today) && isOpen(row.provider_withdrawn_on, today),
    };
  });
}

/** Whether something is still offered on a day: it ends with the day before it was withdrawn. */
export function isOpen(withdrawnOn: string | null, today: string): boolean {
  return withdrawnOn === null || withdrawnOn > today;
}

/** The zone in which the directory's days are counted for somebody: their scheme's, else that of the first scheme. */
export async function zoneOf(db: CentralDb, staff?: StaffMember): Promise<string> {
  const schemes = await db.selectFrom('scheme').select(['id', 'zone']).orderBy('id').execute();
  return (schemes.find((s) => s.id === staff?.schemeId) ?? schemes[0])?.zone ?? 'Europe/London';
}
