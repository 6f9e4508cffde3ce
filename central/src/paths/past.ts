import { addDays, addWeeks } from '@tapwell/shared/path/dates';
import type { AuditEntry } from '../audit/chain.ts';
import type { CentralDb } from '../store/schema.ts';
import { holdRows } from '../store/write.ts';

/** A path from before, and the last day of what was prescribed on it. */
export interface PastPath {
  id: string;
  schemeId: string;
  linkWorkerId: string | null;
  endedOn: string;
}

/**
 * Paths of which nothing is on record but a prescription from before paths
 * were, or from a file, and that is over: nobody ever said what became of it,
 * so it ended with its last day.
 * @param who whose; default: everybody's
 */
export async function pastPaths(
  db: CentralDb,
  today: string,
  who: { patientId?: string; linkWorkerId?: string } = {},
): Promise<PastPath[]> {
  const { patientId, linkWorkerId } = who;
  const rows = await db
    .selectFrom('path')
    .innerJoin('prescription as p', 'p.path_id', 'path.id')
    .select(['path.id', 'path.scheme_id', 'path.link_worker_id', 'p.starts_on', 'p.weeks'])
    .where('path.ended_on', 'is', null)
    .where('p.status', '!=', 'draft')
    .$if(patientId !== undefined, (q) => q.where('path.patient_id', '=', patientId!))
    .$if(linkWorkerId !== undefined, (q) => q.where('path.link_worker_id', '=', linkWorkerId!))
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('path_event as e').select('e.id').whereRef('e.path_id', '=', 'path.id'))),
    )
    .orderBy('path.id')
    .execute();
  const last = new Map<string, PastPath>();
  const goOn = new Set<string>();
  for (const { id, scheme_id: schemeId, link_worker_id: linkWorkerId, starts_on, weeks } of rows) {
    if (weeks === null) goOn.add(id);
    const endedOn = addDays(addWeeks(starts_on, weeks ?? 0), -1);
    if (endedOn >= today) goOn.add(id);
    if (endedOn >= (last.get(id)?.endedOn ?? '')) last.set(id, { id, schemeId, linkWorkerId, endedOn });
  }
  return [...last.values()].filter(({ id }) => !goOn.has(id));
}

/** Within a transaction; what it returns goes to the audit log last. */
export async function endPast(trx: CentralDb, past: PastPath[], now: Date): Promise<AuditEntry[]> {
  await holdRows(
    trx,
    'path',
    past.map(({ id }) => id),
  );
  for (const { id, endedOn } of past) {
    await trx.updateTable('path').set({ ended_on: endedOn }).where('id', '=', id).execute();
  }
  const action = 'path from before ended';
  return past.map(({ id, endedOn: on }) => ({
    at: now.toISOString(),
    actor: 'central',
    action,
    subject: id,
    detail: { on },
  }));
}
