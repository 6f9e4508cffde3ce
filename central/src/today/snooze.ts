import { Problem } from '@tapwell/shared/http/problem';
import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { addDays } from '@tapwell/shared/path/dates';
import { z } from 'zod';
import { ownPaths } from '../access/readable.ts';
import { audit } from '../audit/audit-log.ts';
import type { CentralDb } from '../store/schema.ts';
import { write } from '../store/write.ts';

/** "Not now": a line is put off to a day; to today, and it is back. */
export const newSnooze = z.strictObject({
  id: z.uuid(),
  /** Null for a line about no one person. */
  pathId: z.string().min(1).max(200).nullable(),
  line: z.string().min(1).max(500),
  untilOn: z.iso.date(),
});
export type NewSnooze = z.infer<typeof newSnooze>;

/** Nobody remembers why after that. */
export const LONGEST_DAYS = 366;

/** Until when a line is put off, and by whom. */
export interface Snoozed {
  untilOn: string;
  by: string;
}

/**
 * Puts a line off, for all who have this person on their lists. The same again
 * changes nothing.
 * @throws Problem 404 for a person who is not theirs, 400 for a day in the past or far away
 */
export async function snooze(db: CentralDb, staff: StaffMember, wanted: NewSnooze, today: string, now: Date) {
  const { id, pathId, line, untilOn } = wanted;
  if (untilOn < today || untilOn > addDays(today, LONGEST_DAYS)) {
    throw new Problem(400, 'Bad request', 'Please choose a day from tomorrow on, within a year.');
  }
  if (pathId === null && !line.startsWith('gap:')) {
    throw new Problem(400, 'Bad request', 'Please say about whom it is.');
  }
  const at = now.toISOString();
  await write(db, async (trx) => {
    if (pathId !== null) {
      const own = await ownPaths(trx, staff, now).select('p.id').where('p.id', '=', pathId).executeTakeFirst();
      if (!own) throw new Problem(404, 'Not found', 'There is no such person in your caseload.');
    }
    const added = await trx
      .insertInto('today_snooze')
      .values({ id, path_id: pathId, line, until_on: untilOn, by_id: staff.id, at })
      .onConflict((c) => c.column('id').doNothing())
      .executeTakeFirst();
    if (added.numInsertedOrUpdatedRows !== 1n) return;
    const action = untilOn > today ? 'today: put off' : 'today: brought back';
    // Which line: what it says of the person stays in the record.
    await audit(trx, {
      at,
      actor: `staff ${staff.id}`,
      action,
      subject: pathId,
      detail: { kind: kindOf(line), untilOn },
    });
  });
}

function kindOf(line: string): string {
  return line.slice(0, line.indexOf(':'));
}

/** What is put off today, by line: for anybody about a person, for this reader about no one person. */
export async function snoozedLines(db: CentralDb, staff: StaffMember, pathIds: string[], today: string) {
  const snoozed = new Map<string, Snoozed>();
  const wanted = new Set(pathIds);
  const rows = await db
    .selectFrom('today_snooze as s')
    .innerJoin('staff', 'staff.id', 's.by_id')
    .select(['s.path_id', 's.line', 's.until_on', 's.by_id', 'staff.name'])
    // Of late ones too: a line that was brought back has one with an earlier day.
    .where('s.at', '>=', `${addDays(today, -LONGEST_DAYS - 1)}T00:00:00.000Z`)
    .where(({ or, and, eb }) =>
      or([
        ...(pathIds.length > 0 ? [eb('s.path_id', 'in', pathIds)] : []),
        and([eb('s.path_id', 'is', null), eb('s.by_id', '=', staff.id)]),
      ]),
    )
    .orderBy('s.at')
    .orderBy('s.id')
    .execute();
  for (const row of rows) {
    if (row.path_id !== null && !wanted.has(row.path_id)) continue;
    if (row.until_on > today) snoozed.set(row.line, { untilOn: row.until_on, by: row.name });
    else snoozed.delete(row.line);
  }
  return snoozed;
}
