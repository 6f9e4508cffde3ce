import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { sql } from 'kysely';
import type { CentralDb } from '../store/schema.ts';

/** At most one attendance counts for a patient and session: the one recorded first that was not taken back. */
export interface Counting {
  personId: string;
  sessionId: string;
}

export const countingKey = ({ personId, sessionId }: Counting) => `${personId} ${sessionId}`;

/** The ids that count now for any of these patients and sessions, by `countingKey`. */
export async function countedNow(trx: CentralDb, of: Attendance[]): Promise<Map<string, string>> {
  const rows = await trx
    .selectFrom('attendance')
    .select(['id', 'patient_id as personId', 'session_id as sessionId'])
    .where('patient_id', 'in', [...new Set(of.map((a) => a.personId))])
    .where('session_id', 'in', [...new Set(of.map((a) => a.sessionId))])
    // Said as the index attendance_once says it: only then does it serve.
    .where('status', '=', sql.lit('finished'))
    .where('duplicate_of', 'is', sql.lit(null))
    .execute();
  return new Map(rows.map((row) => [countingKey(row), row.id]));
}

/** Works out anew which attendance counts for a patient and session, whatever the order they came in. */
export async function recount(trx: CentralDb, { personId, sessionId }: Counting, now: string): Promise<void> {
  const rows = await trx
    .selectFrom('attendance')
    .select(['id', 'duplicate_of'])
    .where('patient_id', '=', personId)
    .where('session_id', '=', sessionId)
    .where('status', '=', 'finished')
    .orderBy('id')
    .execute();
  const [first, ...others] = rows;
  // Whoever ceases to count goes first: two may not count even for a moment.
  const changes = [...others.map((row) => ({ row, to: first!.id })), ...(first ? [{ row: first, to: null }] : [])];
  for (const { row, to } of changes) {
    if (row.duplicate_of === to) continue;
    await trx.updateTable('attendance').set({ duplicate_of: to, updated_at: now }).where('id', '=', row.id).execute();
  }
}

/** Someone was there: proof that these sessions ran. */
export async function noteRun(trx: CentralDb, attendances: Attendance[]): Promise<void> {
  const sessions = new Map(attendances.map((a) => [a.sessionId, a]));
  if (sessions.size === 0) return;
  await trx
    .insertInto('session_run')
    .values(
      [...sessions.values()].map((a) => ({
        session_id: a.sessionId,
        activity_id: a.activityId,
        session_start: a.sessionStart,
      })),
    )
    .onConflict((c) => c.column('session_id').doNothing())
    .execute();
}

/** When the last attendance of a session was taken back, nothing proves any more that it ran. */
export async function doubtRun(trx: CentralDb, sessionIds: string[]): Promise<void> {
  if (sessionIds.length === 0) return;
  await trx
    .deleteFrom('session_run')
    .where('session_id', 'in', sessionIds)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('attendance')
            .select('attendance.id')
            .whereRef('attendance.session_id', '=', 'session_run.session_id')
            .where('attendance.status', '=', 'finished'),
        ),
      ),
    )
    .execute();
}
