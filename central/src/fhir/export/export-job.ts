import { newId } from '@tapwell/shared/ids';
import type { CentralDb, Row } from '../../store/schema.ts';

/** An export may be downloaded for so long. */
const KEPT_MS = 60 * 60_000;

/**
 * What was being written when an export began may have an earlier time than
 * what is already there: it gets so long to be there too.
 */
export const SETTLING_MS = 2_000;

/**
 * What was stamped before an export began and was in no file of it, as what it
 * belongs to was still waiting for a lock, or tried again, or a long import: an
 * export says it is of so much earlier, and the next one since then has it.
 * Whatever comes twice is the same; what comes never would be lost.
 */
const LONGEST_WRITE_MS = 5 * 60_000;

export type ExportJob = Row<'fhir_export'>;

/** An export begun on one process is there on all: it is a line in the record, and its files are made as they are read. */
export async function beginExport(
  db: CentralDb,
  asked: Pick<ExportJob, 'device_id' | 'scheme_id' | 'request' | 'since'> & { types: string[] },
  now: Date,
): Promise<ExportJob> {
  const at = now.toISOString();
  await sweepExports(db, now);
  const job: ExportJob = {
    ...asked,
    ...{ id: newId(), types: asked.types.join(' '), at, expires_at: new Date(now.getTime() + KEPT_MS).toISOString() },
  };
  await db.insertInto('fhir_export').values(job).execute();
  return job;
}

/** Up to when everything is in an export for certain. */
export function transactionTime({ at }: Pick<ExportJob, 'at'>): string {
  return new Date(Date.parse(at) - LONGEST_WRITE_MS).toISOString();
}

/** Somebody's own export that has not expired. */
export function exportOf(db: CentralDb, id: string, deviceId: string, now: Date): Promise<ExportJob | undefined> {
  return db
    .selectFrom('fhir_export')
    .selectAll()
    .where('id', '=', id)
    .where('device_id', '=', deviceId)
    .where('expires_at', '>', now.toISOString())
    .executeTakeFirst();
}

export async function cancelExport(db: CentralDb, id: string): Promise<void> {
  await db.deleteFrom('fhir_export').where('id', '=', id).execute();
}

async function sweepExports(db: CentralDb, now: Date): Promise<void> {
  await db.deleteFrom('fhir_export').where('expires_at', '<=', now.toISOString()).execute();
}
