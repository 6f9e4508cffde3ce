import { addDays } from '@tapwell/shared/path/dates';
import type { CentralDb } from '../store/schema.ts';
import type { ActivityRow, PathRows, PrescriptionRow } from './rows-of.ts';

/** Whose path it is, for the rows that say so too. */
export interface Whose {
  id: string;
  patient_id: string;
  scheme_id: string;
  link_worker_id: string | null;
}

/**
 * Makes the rows of a path say what its events amount to. A row is never
 * deleted, as attendances refer to it: what was never so holds on no day.
 */
export async function writeRows(trx: CentralDb, path: Whose, rows: PathRows): Promise<void> {
  const { openedOn, endedOn } = rows;
  await trx
    .updateTable('path')
    .set({ ended_on: endedOn, ...(openedOn !== null && { opened_on: openedOn }) })
    .where('id', '=', path.id)
    .execute();
  for (const row of rows.prescriptions) await writePrescription(trx, path, row);
  await withdraw(trx, path.id, rows.prescriptions);
}

async function writePrescription(trx: CentralDb, path: Whose, row: PrescriptionRow): Promise<void> {
  const says = {
    starts_on: row.startsOn,
    weeks: row.weeks,
    status: row.status,
    link_worker_id: path.link_worker_id!,
  };
  const { id: path_id, patient_id, scheme_id } = path;
  await trx
    .insertInto('prescription')
    .values({ id: row.id, path_id, programme: row.programme, patient_id, scheme_id, ...says })
    .onConflict((c) => c.column('id').doUpdateSet(says))
    .execute();
  for (const { id, activityId, ...says } of row.activities) {
    const agreed = { ...agreedColumns(says), listed: listedColumn(says) };
    await trx
      .insertInto('prescribed_activity')
      .values({ id, prescription_id: row.id, activity_id: activityId, ...agreed })
      .onConflict((c) => c.column('id').doUpdateSet(agreed))
      .execute();
  }
}

/** What was agreed, as its row says it. */
function agreedColumns({ perWeek, sessions, startsOn, endsOn, agreed }: Omit<ActivityRow, 'id' | 'activityId'>) {
  const spans = agreed && JSON.stringify(agreed);
  return { per_week: perWeek, sessions, starts_on: startsOn, ends_on: endsOn, agreed: spans };
}

/** When it was on record. */
export function listedColumn({ listed }: Pick<ActivityRow, 'listed'>): string | null {
  return listed && JSON.stringify(listed);
}

/** Takes back what no event speaks of any more. */
async function withdraw(trx: CentralDb, pathId: string, rows: PrescriptionRow[]): Promise<void> {
  const held = await trx
    .selectFrom('prescription as p')
    .leftJoin('prescribed_activity as pa', 'pa.prescription_id', 'p.id')
    .select(['p.id', 'p.starts_on', 'p.status', 'pa.id as agreedId'])
    .where('p.path_id', '=', pathId)
    .execute();
  for (const { id, starts_on, status, agreedId } of held) {
    const row = rows.find((one) => one.id === id);
    if (!row && status !== 'draft') {
      await trx.updateTable('prescription').set({ status: 'draft' }).where('id', '=', id).execute();
    }
    if (agreedId !== null && !row?.activities.some((one) => one.id === agreedId)) {
      const never = { starts_on: null, ends_on: addDays(row?.startsOn ?? starts_on, -1), agreed: null, listed: null };
      await trx.updateTable('prescribed_activity').set(never).where('id', '=', agreedId).execute();
    }
  }
}
