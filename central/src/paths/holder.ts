import { Problem } from '@tapwell/shared/http/problem';
import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import type { z } from 'zod';
import { mayWritePath } from '../access/readable.ts';
import { type Role, WITH_PEOPLE } from '../access/roles.ts';
import { audit } from '../audit/audit-log.ts';
import type { AuditEntry } from '../audit/chain.ts';
import { touchRosters } from '../roster/touch.ts';
import type { CentralDb, Row } from '../store/schema.ts';
import { holdRows, write } from '../store/write.ts';
import { requireStillHere } from './still-here.ts';
import type { newHolder } from './wire.ts';

type NewHolder = z.output<typeof newHolder>;

/**
 * Takes somebody from the list, hands them over, or puts them back.
 * @returns whether it is new
 * @throws Problem 404 for somebody else's path, 409 in a sentence
 */
export function setHolder(
  db: CentralDb,
  pathId: string,
  holder: NewHolder,
  staff: StaffMember,
  now: Date,
): Promise<boolean> {
  return write(db, async (trx) => {
    const entry = await setHolderWithin(trx, pathId, holder, staff, now);
    if (entry) await audit(trx, entry);
    return entry !== null;
  });
}

/**
 * The same within a transaction; what it returns goes to the audit log last.
 * @returns null when it was so already
 */
export async function setHolderWithin(
  trx: CentralDb,
  pathId: string,
  { id, linkWorkerId, why }: NewHolder,
  staff: StaffMember,
  now: Date,
): Promise<AuditEntry | null> {
  await holdRows(trx, 'path', [pathId]);
  const path = await trx.selectFrom('path').selectAll().where('id', '=', pathId).executeTakeFirst();
  const told = await trx.selectFrom('path_holder').select('path_id').where('id', '=', id).executeTakeFirst();
  if (told?.path_id === pathId) return null;
  if (!path || told) throw new Problem(404, 'Not found', 'There is no such person in your caseload.');
  await requireStillHere(trx, path.patient_id);
  await requireMay(trx, path, linkWorkerId, staff, now);
  if (path.link_worker_id === linkWorkerId) return null;
  if (linkWorkerId === null) await requireNothingAgreed(trx, pathId);
  else await requireLinkWorker(trx, linkWorkerId, path.scheme_id);
  const at = now.toISOString();
  await trx
    .insertInto('path_holder')
    .values({ id, path_id: pathId, link_worker_id: linkWorkerId, at, by_id: staff.id, why })
    .execute();
  await trx.updateTable('path').set({ link_worker_id: linkWorkerId }).where('id', '=', pathId).execute();
  if (linkWorkerId !== null) {
    await trx.updateTable('prescription').set({ link_worker_id: linkWorkerId }).where('path_id', '=', pathId).execute();
    // The screen says with whom to have a word.
    await touchRosters(trx, [path.patient_id]);
  }
  return {
    at,
    actor: `staff ${staff.id}`,
    action: actionOf(path.link_worker_id, linkWorkerId),
    subject: pathId,
    detail: { from: path.link_worker_id, to: linkWorkerId },
  };
}

function actionOf(from: string | null, to: string | null): string {
  if (to === null) return 'path put back';
  return from === null ? 'path taken' : 'path handed over';
}

/** Whom nobody has anyone of the scheme may take; others are for those whose path it is. */
async function requireMay(
  trx: CentralDb,
  path: Row<'path'>,
  to: string | null,
  staff: StaffMember,
  now: Date,
): Promise<void> {
  const { id, link_worker_id: from } = path;
  if (await mayWritePath(trx, staff, id, 'holder', now)) return;
  const ofScheme = WITH_PEOPLE.includes(staff.role as Role) && (!staff.schemeId || staff.schemeId === path.scheme_id);
  if (from === null && ofScheme && to === staff.id) return;
  if (from !== null && ofScheme && to === staff.id && (await isNew(trx, path))) {
    throw new Problem(409, 'Not possible', 'Somebody else has taken them already.');
  }
  throw new Problem(404, 'Not found', 'There is no such person in your caseload.');
}

/** Somebody of whom everybody in the scheme knew a moment ago, as they were on the list. */
async function isNew(trx: CentralDb, path: Row<'path'>): Promise<boolean> {
  return path.ended_on === null && !(await somethingAgreed(trx, path.id));
}

async function somethingAgreed(trx: CentralDb, pathId: string): Promise<boolean> {
  const prescription = await trx
    .selectFrom('prescription')
    .select('id')
    .where('path_id', '=', pathId)
    .where('status', '!=', 'draft')
    .limit(1)
    .executeTakeFirst();
  return prescription !== undefined;
}

async function requireNothingAgreed(trx: CentralDb, pathId: string): Promise<void> {
  if (!(await somethingAgreed(trx, pathId))) return;
  throw new Problem(409, 'Not possible', 'Something is agreed with them: hand them over to somebody instead.');
}

async function requireLinkWorker(trx: CentralDb, id: string, schemeId: string): Promise<void> {
  const one = await trx
    .selectFrom('staff')
    .select(['role', 'scheme_id'])
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  const may = one && WITH_PEOPLE.includes(one.role as Role) && (!one.scheme_id || one.scheme_id === schemeId);
  if (!may) throw new Problem(409, 'Not possible', 'Choose a link worker of this scheme who works here now.');
}
