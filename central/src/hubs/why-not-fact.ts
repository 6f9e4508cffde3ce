import type { HubFact } from '@tapwell/shared/facts/hub-report';
import { heldBefore } from '../directory/held-before.ts';
import type { CentralDb } from '../store/schema.ts';
import type { FactSender } from './store-fact.ts';

/**
 * Why a fact cannot be taken, in words; undefined when it can. A hub speaks for
 * its own venue: of the sessions held there, the people they are prescribed to,
 * and taps it told of itself.
 */
export async function whyNotFact(trx: CentralDb, hub: FactSender, fact: HubFact): Promise<string | undefined> {
  switch (fact.kind) {
    case 'tap':
    case 'kiosk-gap':
      return undefined;
    case 'placed':
      return whyNotPlaced(trx, hub, fact);
    case 'session':
      return whyNotSession(trx, hub, fact);
    case 'expected':
      return (await whyNotSession(trx, hub, fact)) ?? whyNotExpected(trx, fact);
    case 'companion':
      return (await whyNotSession(trx, hub, fact)) ?? (await whyNotCompanion(trx, hub, fact));
  }
}

async function whyNotSession(
  trx: CentralDb,
  hub: FactSender,
  fact: { activityId: string; sessionId: string; sessionStart: string; sessionEnd: string },
): Promise<string | undefined> {
  const activity = await trx
    .selectFrom('activity')
    .select('venue_id')
    .where('id', '=', fact.activityId)
    .executeTakeFirst();
  if (activity?.venue_id !== hub.venueId) {
    // What staff said before an activity was moved may come long after.
    const before = (await heldBefore(trx, [fact.activityId])).get(fact.activityId) ?? [];
    if (!before.some((one) => one.venueId === hub.venueId)) return 'This venue has no such activity on record.';
  }
  if (!fact.sessionId.startsWith(`${fact.activityId}@`)) return 'The session is not one of the activity.';
  if (fact.sessionEnd <= fact.sessionStart) return 'The session ends before it begins.';
  return undefined;
}

async function whyNotExpected(
  trx: CentralDb,
  fact: Extract<HubFact, { kind: 'expected' }>,
): Promise<string | undefined> {
  const prescribed = await prescribedTo(trx, fact.personId, fact.activityId);
  const right = prescribed.includes(fact.prescribedActivityId);
  return right ? undefined : 'The patient has no such prescribed activity on record.';
}

async function whyNotCompanion(
  trx: CentralDb,
  hub: FactSender,
  fact: Extract<HubFact, { kind: 'companion' }>,
): Promise<string | undefined> {
  const prescribed = await prescribedTo(trx, fact.personId, fact.activityId);
  if (prescribed.length === 0) return 'The patient has no such prescribed activity on record.';
  if (fact.companionId !== null) {
    const companion = await trx
      .selectFrom('companion')
      .select('id')
      .where('id', '=', fact.companionId)
      .executeTakeFirst();
    if (!companion) return 'There is no such companion on record.';
  }
  const visit = await trx
    .selectFrom('companion_visit')
    .select(['hub_id', 'patient_id', 'session_id'])
    .where('id', '=', fact.visitId)
    .executeTakeFirst();
  if (visit && (visit.hub_id !== hub.id || visit.patient_id !== fact.personId || visit.session_id !== fact.sessionId)) {
    return 'This id belongs to another visit.';
  }
  return undefined;
}

/** The tap may not have arrived yet; when it has, it must be one of this venue. */
async function whyNotPlaced(
  trx: CentralDb,
  hub: FactSender,
  fact: Extract<HubFact, { kind: 'placed' }>,
): Promise<string | undefined> {
  const tap = await trx.selectFrom('unplaced_tap').select('venue_id').where('id', '=', fact.tapId).executeTakeFirst();
  if (tap && tap.venue_id !== hub.venueId) return 'The tap was at another venue.';
  if (fact.attendanceId === null) return undefined;
  const attendance = await trx
    .selectFrom('attendance')
    .select('venue_id')
    .where('id', '=', fact.attendanceId)
    .executeTakeFirst();
  return attendance && attendance.venue_id !== hub.venueId ? 'The attendance was at another venue.' : undefined;
}

async function prescribedTo(trx: CentralDb, personId: string, activityId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('prescribed_activity as pa')
    .innerJoin('prescription as p', 'p.id', 'pa.prescription_id')
    .select('pa.id')
    .where('p.patient_id', '=', personId)
    .where('pa.activity_id', '=', activityId)
    .execute();
  return rows.map((row) => row.id);
}
