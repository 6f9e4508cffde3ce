import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { type HeldBefore, heldBefore } from '../directory/held-before.ts';
import { everyLength } from '../store/every-length.ts';
import type { CentralDb } from '../store/schema.ts';

/** A prescribed activity as attendances refer to it. */
export interface Refers {
  id: string;
  prescription_id: string;
  activity_id: string;
  patient_id: string;
  venue_id: string;
  provider_id: string;
  /** The patient's data was removed then. */
  erased_at: string | null;
  /** Where the activity was held and by whom before; looked up for who says that it is held elsewhere. */
  heldBefore?: HeldBefore[];
}

/** No clock or zone is off by more and still tells anything. */
const DAY_MS = 86_400_000;

/** Why an attendance cannot be taken, in words; undefined when it can. Pure. */
export function whyNot(
  a: Attendance,
  refers: Refers | undefined,
  venueId: string | null,
  now: Date,
): string | undefined {
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
  if (a.leftAt !== null) {
    const left = Date.parse(a.leftAt);
    if (left < arrived || left > Date.parse(a.sessionEnd) + DAY_MS) return 'The leaving is not near the session.';
  }
  if (venueId !== null && venueId !== a.venueId) return 'A hub can only speak for its own venue.';
  // What the hub says of itself proves nothing: where the activity is held is on record here.
  if (isHeldNow(a, refers)) return undefined;
  const { heldBefore: before = [] } = refers;
  const venues = [refers.venue_id, ...before.map((one) => one.venueId)];
  if (!venues.includes(a.venueId)) return 'This venue has no such activity on record.';
  const providers = [refers.provider_id, ...before.map((one) => one.providerId)];
  return providers.includes(a.providerId) ? undefined : 'The activity is not one of this provider.';
}

function isHeldNow(a: Attendance, refers: Refers): boolean {
  return refers.venue_id === a.venueId && refers.provider_id === a.providerId;
}

const prescribed = everyLength((db, ids: string[]) =>
  db
    .selectFrom('prescribed_activity as pa')
    .innerJoin('prescription as p', 'p.id', 'pa.prescription_id')
    .innerJoin('activity as a', 'a.id', 'pa.activity_id')
    .innerJoin('patient', 'patient.id', 'p.patient_id')
    .select([
      'patient.erased_at',
      'pa.id',
      'pa.prescription_id',
      'pa.activity_id',
      'p.patient_id',
      'a.venue_id',
      'a.provider_id',
    ])
    .where('pa.id', 'in', ids),
);

export async function referredTo(trx: CentralDb, attendances: Attendance[]): Promise<Map<string, Refers>> {
  const rows = await prescribed(trx, [...new Set(attendances.map((a) => a.prescribedActivityId))]);
  const refers = new Map<string, Refers>(rows.map((row) => [row.id, row]));
  // What happened before an activity was moved may come long after: the directory's history knows.
  const elsewhere = attendances.flatMap((a) => {
    const own = refers.get(a.prescribedActivityId);
    return own && !isHeldNow(a, own) ? [own] : [];
  });
  const before = await heldBefore(trx, [...new Set(elsewhere.map((own) => own.activity_id))]);
  for (const own of elsewhere) own.heldBefore = before.get(own.activity_id) ?? [];
  return refers;
}
