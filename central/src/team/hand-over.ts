import { Problem } from '@tapwell/shared/http/problem';
import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { z } from 'zod';
import { ownPaths } from '../access/readable.ts';
import { audit } from '../audit/audit-log.ts';
import type { AuditEntry } from '../audit/chain.ts';
import { setHolderWithin } from '../paths/holder.ts';
import type { CentralDb } from '../store/schema.ts';
import { holdRows, write } from '../store/write.ts';

/** People who go from one link worker to another, all or none. */
export const handOver = z.strictObject({
  /** Each with the number of its own hand-over, so that the same again is the same. */
  paths: z
    .array(z.strictObject({ id: z.uuid(), pathId: z.string().min(1).max(200) }))
    .min(1)
    .max(500, 'At most 500 people at a time.'),
  /** Who has them, as far as the page knows; null for nobody. */
  from: z.string().min(1).max(200).nullable(),
  to: z.string().min(1).max(200),
  why: z.string().trim().min(1, 'Please say why.').max(300),
});
export type HandOver = z.output<typeof handOver>;

/**
 * Hands people over in one transaction. Whoever was handed to somebody else in
 * the meantime is not taken from them unseen: then nothing is changed.
 * @returns how many were handed over just now
 * @throws Problem 404 for somebody else's path, 409 in a sentence
 */
export function handOverAll(db: CentralDb, staff: StaffMember, wanted: HandOver, now: Date): Promise<number> {
  const { from, to, why } = wanted;
  const paths = [...wanted.paths].sort((a, b) => (a.pathId < b.pathId ? -1 : 1));
  const ids = paths.map((one) => one.pathId);
  return write(db, async (trx) => {
    await holdRows(trx, 'path', ids);
    const done = new Set(await toldAlready(trx, paths));
    const others = ids.filter((id) => !done.has(id));
    await requireTheirs(trx, others, from, staff, now);
    await requireStill(trx, others, from);
    const entries: AuditEntry[] = [];
    for (const { id, pathId } of paths) {
      const entry = await setHolderWithin(trx, pathId, { id, linkWorkerId: to, why }, staff, now);
      if (entry) entries.push(entry);
    }
    await audit(trx, ...entries);
    return entries.length;
  });
}

async function toldAlready(trx: CentralDb, paths: HandOver['paths']): Promise<string[]> {
  const rows = await trx
    .selectFrom('path_holder')
    .select('path_id')
    .where(
      'id',
      'in',
      paths.map((one) => one.id),
    )
    .execute();
  return rows.map((row) => row.path_id);
}

/** Asked first: a refusal may name people only to whoever has them. Whom nobody has is judged one by one. */
async function requireTheirs(
  trx: CentralDb,
  ids: string[],
  from: string | null,
  staff: StaffMember,
  now: Date,
): Promise<void> {
  if (ids.length === 0) return;
  const own = await ownPaths(trx, staff, now).select('p.id').where('p.id', 'in', ids).execute();
  const known = new Set(own.map((path) => path.id));
  const foreign = ids.filter((id) => !known.has(id));
  if (foreign.length === 0) return;
  const free = await trx
    .selectFrom('path')
    .select('id')
    .where('id', 'in', foreign)
    .where('link_worker_id', 'is', null)
    .execute();
  if (from === null && free.length === foreign.length) return;
  throw new Problem(404, 'Not found', 'There is no such person in your caseload.');
}

async function requireStill(trx: CentralDb, ids: string[], from: string | null): Promise<void> {
  if (ids.length === 0) return;
  const rows = await trx
    .selectFrom('path')
    .innerJoin('patient', 'patient.id', 'path.patient_id')
    .select(['path.id', 'path.link_worker_id', 'patient.display_name'])
    .where('path.id', 'in', ids)
    .execute();
  const gone = rows.filter((row) => row.link_worker_id !== from);
  if (gone.length === 0) return;
  const names = gone.slice(0, 3).map((row) => row.display_name);
  const more = gone.length > names.length ? ' and others' : '';
  const whom = `${names.join(', ')}${more}`;
  throw new Problem(409, 'Not possible', `Somebody has handed over ${whom} in the meantime. Please look again.`);
}
