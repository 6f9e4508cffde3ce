import { Problem } from '@tapwell/shared/http/problem';
import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { addDays } from '@tapwell/shared/path/dates';
import { z } from 'zod';
import { audit } from '../audit/audit-log.ts';
import type { CentralDb } from '../store/schema.ts';
import { holdName, write } from '../store/write.ts';
import { membersOf } from './team-view.ts';

/** Somebody looks after a colleague's people for some days, both inclusive. */
export const newCover = z
  .strictObject({
    id: z.uuid(),
    linkWorkerId: z.string().min(1).max(200),
    coveredBy: z.string().min(1).max(200),
    fromOn: z.iso.date(),
    untilOn: z.iso.date(),
    why: z.string().trim().max(300).nullable().default(null),
  })
  .refine((cover) => cover.linkWorkerId !== cover.coveredBy, {
    path: ['coveredBy'],
    message: 'Nobody covers for themselves.',
  })
  .refine((cover) => cover.fromOn <= cover.untilOn, {
    path: ['untilOn'],
    message: 'The last day comes before the first.',
  });
export type NewCover = z.output<typeof newCover>;

export interface CoverView {
  id: string;
  linkWorker: { id: string; name: string };
  coveredBy: { id: string; name: string };
  fromOn: string;
  untilOn: string;
  why: string | null;
}

/** Who is away for longer hands their people over. */
const LONGEST_DAYS = 366;

/**
 * Arranges cover: one's own, or for a team lead anybody's of the scheme. The
 * same again changes nothing.
 * @throws Problem 403 for somebody else's, 409 for a number that is another cover's, 400 where somebody is not of the team or the days are over
 */
export async function arrangeCover(
  db: CentralDb,
  staff: StaffMember,
  cover: NewCover,
  today: string,
  now: Date,
): Promise<boolean> {
  const { id, linkWorkerId, coveredBy, fromOn, untilOn, why } = cover;
  if (staff.role !== 'team-lead' && linkWorkerId !== staff.id) {
    throw new Problem(403, 'Forbidden', 'Only a team lead arranges cover for somebody else.');
  }
  if (untilOn < today) throw new Problem(400, 'Bad request', 'Those days are over.');
  if (untilOn > addDays(fromOn, LONGEST_DAYS)) {
    throw new Problem(400, 'Bad request', 'Cover is for a year at most. For longer, hand the people over.');
  }
  const team = new Set((await membersOf(db, staff)).map((one) => one.id));
  if (!team.has(linkWorkerId) || !team.has(coveredBy)) {
    throw new Problem(400, 'Bad request', 'Please choose two people of your team.');
  }
  const at = now.toISOString();
  return write(db, async (trx) => {
    await holdName(trx, `cover ${linkWorkerId}`);
    const known = await trx
      .selectFrom('cover')
      .select('id')
      .where('link_worker_id', '=', linkWorkerId)
      .where('covered_by', '=', coveredBy)
      .where('from_on', '=', fromOn)
      .where('until_on', '=', untilOn)
      // Arranged and ended is done, when it is asked for again under its own number.
      .where(({ or, eb }) => or([eb('id', '=', id), eb('ended_at', 'is', null)]))
      .executeTakeFirst();
    if (known) return false;
    const another = await trx.selectFrom('cover').select('id').where('id', '=', id).executeTakeFirst();
    if (another) throw new Problem(409, 'Not possible', 'That number is another cover’s. Please arrange it anew.');
    await trx
      .insertInto('cover')
      .values({
        ...{ id, link_worker_id: linkWorkerId, covered_by: coveredBy, from_on: fromOn, until_on: untilOn },
        ...{ at, by_id: staff.id, why },
      })
      .execute();
    const detail = { id, coveredBy, fromOn, untilOn };
    await audit(trx, { at, actor: `staff ${staff.id}`, action: 'cover arranged', subject: linkWorkerId, detail });
    return true;
  });
}

/**
 * Ends cover before its last day: by whoever is covered or covers, or a team lead.
 * @returns whose it was
 * @throws Problem 404 for one of other people
 */
export async function endCover(db: CentralDb, staff: StaffMember, id: string, now: Date) {
  const team = new Set((await membersOf(db, staff)).map((one) => one.id));
  const found = await db.selectFrom('cover').selectAll().where('id', '=', id).executeTakeFirst();
  const theirs = found && (found.link_worker_id === staff.id || found.covered_by === staff.id);
  const ofTeam = found && staff.role === 'team-lead' && team.has(found.link_worker_id);
  if (!found || !(theirs || ofTeam)) throw new Problem(404, 'Not found', 'There is no such cover.');
  const at = now.toISOString();
  await write(db, async (trx) => {
    const ended = await trx
      .updateTable('cover')
      .set({ ended_at: at })
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    if (ended.numUpdatedRows === 0n) return;
    const subject = found.link_worker_id;
    await audit(trx, { at, actor: `staff ${staff.id}`, action: 'cover ended', subject, detail: { id } });
  });
  return found;
}

/** Cover that goes on or is to come: of the reader, for a team lead of the whole team. */
export async function coversFrom(db: CentralDb, staff: StaffMember, today: string): Promise<CoverView[]> {
  const lead = staff.role === 'team-lead';
  const rows = await db
    .selectFrom('cover as c')
    .innerJoin('staff as of', 'of.id', 'c.link_worker_id')
    .innerJoin('staff as by', 'by.id', 'c.covered_by')
    .select(['c.id', 'c.link_worker_id', 'c.covered_by', 'c.from_on', 'c.until_on', 'c.why'])
    .select(['of.name as ofName', 'by.name as byName', 'of.scheme_id'])
    .where('c.until_on', '>=', today)
    .where('c.ended_at', 'is', null)
    .$if(!lead, (q) =>
      q.where(({ or, eb }) => or([eb('c.link_worker_id', '=', staff.id), eb('c.covered_by', '=', staff.id)])),
    )
    .$if(lead && Boolean(staff.schemeId), (q) =>
      q.where(({ or, eb }) => or([eb('of.scheme_id', 'is', null), eb('of.scheme_id', '=', staff.schemeId!)])),
    )
    .orderBy('c.from_on')
    .orderBy('c.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    linkWorker: { id: row.link_worker_id, name: row.ofName },
    coveredBy: { id: row.covered_by, name: row.byName },
    fromOn: row.from_on,
    untilOn: row.until_on,
    why: row.why,
  }));
}
