import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { noteRead } from '../concerns/note.ts';
import type { CentralDb, NewRow } from '../store/schema.ts';

export type StoreResult =
  | { kind: 'created' | 'exists' | 'updated'; id: string }
  /** What it refers to is not on record here; sending it again does not help. */
  | { kind: 'refused'; reason: string };

/**
 * Stores attendances, each on its own merits, in one transaction. Idempotent
 * by attendance id and indifferent to order: a correction that overtakes what
 * it corrects wins all the same.
 * @param from the device that sent them, and the venue it speaks for; null for one that may speak for all
 */
export function storeAttendances(
  db: CentralDb,
  attendances: Attendance[],
  from: { source: string; venueId: string | null },
  now: Date,
): Promise<StoreResult[]> {
  return db.transaction().execute(async (trx) => {
    const known = await referredTo(trx, attendances);
    const results: StoreResult[] = [];
    const touched = new Set<string>();
    for (const a of attendances) {
      const reason = whyNot(a, known.get(a.prescribedActivityId), from.venueId, now);
      if (reason) {
        results.push({ kind: 'refused', reason });
        continue;
      }
      const result = await storeOne(trx, a, from.source, now.toISOString());
      if (result.kind === 'created' || result.kind === 'updated') touched.add(a.personId);
      results.push(result);
    }
    await markRostersStale(trx, [...touched]);
    return results;
  });
}

/** No clock or zone is off by more and still tells anything. */
const DAY_MS = 86_400_000;

/** Why an attendance cannot be taken, in words; undefined when it can. Pure. */
function whyNot(a: Attendance, refers: Refers | undefined, venueId: string | null, now: Date): string | undefined {
  if (refers?.patient_id !== a.personId || refers.prescription_id !== a.prescriptionId) {
    return 'The patient has no such prescribed activity on record.';
  }
  if (refers.activity_id !== a.activityId || !a.sessionId.startsWith(`${a.activityId}@`)) {
    return 'The session is not one of the prescribed activity.';
  }
  const arrived = Date.parse(a.arrivedAt);
  if (arrived > now.getTime() + DAY_MS) return 'The arrival is in the future.';
  if (arrived < Date.parse(a.sessionStart) - DAY_MS || arrived > Date.parse(a.sessionEnd) + DAY_MS) {
    return 'The arrival is not near the session.';
  }
  if (venueId !== null && venueId !== a.venueId) return 'A hub can only speak for its own venue.';
  return undefined;
}

async function storeOne(trx: CentralDb, a: Attendance, source: string, now: string): Promise<StoreResult> {
  const existing = await trx
    .selectFrom('attendance')
    .select(['status', 'patient_id', 'session_id'])
    .where('id', '=', a.id)
    .executeTakeFirst();
  if (existing) {
    if (existing.patient_id !== a.personId || existing.session_id !== a.sessionId) {
      return { kind: 'refused', reason: 'This id belongs to another attendance.' };
    }
    if (a.status === 'finished' || existing.status === a.status) return { kind: 'exists', id: a.id };
    await trx.updateTable('attendance').set({ status: a.status, updated_at: now }).where('id', '=', a.id).execute();
    await countNext(trx, a, now);
    return { kind: 'updated', id: a.id };
  }
  const counted = a.status === 'finished' ? await countedFor(trx, a) : undefined;
  await trx
    .insertInto('attendance')
    .values({ ...toRow(a), central_at: now, updated_at: now, source, duplicate_of: counted ?? null })
    .execute();
  if (a.status === 'finished') {
    await trx
      .insertInto('session_run')
      .values({ session_id: a.sessionId, activity_id: a.activityId, session_start: a.sessionStart })
      .onConflict((c) => c.column('session_id').doNothing())
      .execute();
  }
  if (a.cardId) {
    await noteRead(trx, { id: a.id, cardId: a.cardId, counter: a.counter, venueId: a.venueId, at: a.arrivedAt }, now);
  }
  return { kind: 'created', id: a.id };
}

/** The attendance that counts for this patient and session, if one does. */
async function countedFor(trx: CentralDb, a: Attendance): Promise<string | undefined> {
  const row = await trx
    .selectFrom('attendance')
    .select('id')
    .where('patient_id', '=', a.personId)
    .where('session_id', '=', a.sessionId)
    .where('status', '=', 'finished')
    .where('duplicate_of', 'is', null)
    .executeTakeFirst();
  return row?.id;
}

/** After a correction, the next attendance of the same patient and session counts instead. */
async function countNext(trx: CentralDb, a: Attendance, now: string): Promise<void> {
  if (await countedFor(trx, a)) return;
  const next = await trx
    .selectFrom('attendance')
    .select('id')
    .where('patient_id', '=', a.personId)
    .where('session_id', '=', a.sessionId)
    .where('status', '=', 'finished')
    .orderBy('id')
    .executeTakeFirst();
  if (next) {
    await trx
      .updateTable('attendance')
      .set({ duplicate_of: null, updated_at: now })
      .where('id', '=', next.id)
      .execute();
    return;
  }
  // The last one there was taken back: nothing proves any more that the session ran.
  const anyone = await trx
    .selectFrom('attendance')
    .select('id')
    .where('session_id', '=', a.sessionId)
    .where('status', '=', 'finished')
    .limit(1)
    .executeTakeFirst();
  if (!anyone) await trx.deleteFrom('session_run').where('session_id', '=', a.sessionId).execute();
}

interface Refers {
  id: string;
  prescription_id: string;
  activity_id: string;
  patient_id: string;
}

async function referredTo(trx: CentralDb, attendances: Attendance[]): Promise<Map<string, Refers>> {
  const ids = [...new Set(attendances.map((a) => a.prescribedActivityId))];
  if (ids.length === 0) return new Map();
  const rows = await trx
    .selectFrom('prescribed_activity as pa')
    .innerJoin('prescription as p', 'p.id', 'pa.prescription_id')
    .select(['pa.id', 'pa.prescription_id', 'pa.activity_id', 'p.patient_id'])
    .where('pa.id', 'in', ids)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Visit counts on the venues' screens follow what central has. */
async function markRostersStale(trx: CentralDb, patientIds: string[]): Promise<void> {
  if (patientIds.length === 0) return;
  await trx
    .updateTable('hub')
    .set({ roster_stale: 1 })
    .where('venue_id', 'in', (q) =>
      q
        .selectFrom('prescription as p')
        .innerJoin('prescribed_activity as pa', 'pa.prescription_id', 'p.id')
        .innerJoin('activity as a', 'a.id', 'pa.activity_id')
        .select('a.venue_id')
        .where('p.patient_id', 'in', patientIds),
    )
    .execute();
}

function toRow(a: Attendance): Omit<NewRow<'attendance'>, 'central_at' | 'updated_at' | 'source' | 'duplicate_of'> {
  return {
    id: a.id,
    status: a.status,
    patient_id: a.personId,
    prescription_id: a.prescriptionId,
    prescribed_activity_id: a.prescribedActivityId,
    activity_id: a.activityId,
    session_id: a.sessionId,
    session_start: a.sessionStart,
    session_end: a.sessionEnd,
    venue_id: a.venueId,
    provider_id: a.providerId,
    arrived_at: a.arrivedAt,
    late: a.late ? 1 : 0,
    method: a.method,
    assurance: a.assurance,
    flags: JSON.stringify(a.flags),
    card_id: a.cardId,
    counter: a.counter,
    kiosk_at: a.kioskAt,
    hub_at: a.hubAt,
  };
}
