import { Problem } from '@tapwell/shared/http/problem';
import { addDays } from '@tapwell/shared/path/dates';
import type { Schedule } from '@tapwell/shared/schedule/sessions';
import type { CentralDb, Row } from '../store/schema.ts';
import { activityOf, activityRow, providerOf, providerRow } from './entries.ts';
import { type Change, entryAt, saveEntry } from './save-entry.ts';
import type { Withdrawal } from './wire.ts';

/**
 * Ends an activity, or a provider with all of its activities, from a day on; or
 * takes that back. Nothing is deleted. Call within a transaction.
 */
export async function withdraw(trx: CentralDb, { kind, id, from }: Withdrawal, change: Change): Promise<void> {
  if (kind === 'activity') {
    const row = await entryAt(trx, 'activity', id);
    if (!row) throw new Problem(404, 'Not found', 'There is no such activity.');
    return withdrawActivity(trx, row, from, change);
  }
  const row = await entryAt(trx, 'provider', id);
  if (!row) throw new Problem(404, 'Not found', 'There is no such provider.');
  await saveEntry(trx, 'provider', { ...providerRow(id, providerOf(row)), withdrawn_on: from }, {}, change);
  const activities = await trx.selectFrom('activity').selectAll().where('provider_id', '=', id).orderBy('id').execute();
  for (const activity of activities) {
    // What had ended before its provider did stays so.
    const goesAlong = from === null ? activity.withdrawn_on === row.withdrawn_on : activity.withdrawn_on === null;
    if (goesAlong) await withdrawActivity(trx, activity, from, change);
  }
}

async function withdrawActivity(trx: CentralDb, row: Row<'activity'>, from: string | null, change: Change) {
  const entry = activityOf(row);
  const schedule = from === null ? await scheduleBefore(trx, row) : endedBefore(entry.schedule, from);
  const changed = { ...activityRow(row.id, { ...entry, schedule }), withdrawn_on: from };
  await saveEntry(trx, 'activity', changed, {}, change);
}

/** A schedule without anything from a day on: hubs and strips need not know of withdrawals. Pure. */
export function endedBefore(schedule: Schedule, day: string): Schedule {
  const last = addDays(day, -1);
  return {
    ...schedule,
    until: schedule.until !== null && schedule.until < last ? schedule.until : last,
    extra: schedule.extra.filter((one) => one.date < day),
  };
}

/** Its times as they were when it was withdrawn. */
async function scheduleBefore(trx: CentralDb, row: Row<'activity'>): Promise<Schedule> {
  const changes = await trx
    .selectFrom('directory_change')
    .select('before')
    .where('kind', '=', 'activity')
    .where('subject_id', '=', row.id)
    .where('before', 'is not', null)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const open = changes.map((c) => JSON.parse(c.before!) as Row<'activity'>).find((b) => b.withdrawn_on === null);
  return activityOf(open ?? row).schedule;
}
