import { Problem } from '@tapwell/shared/http/problem';
import { newId } from '@tapwell/shared/ids';
import { localDate } from '@tapwell/shared/schedule/sessions';
import { audit } from '../audit/audit-log.ts';
import type { Recorder } from '../paths/append.ts';
import { policyOf } from '../paths/policy-of.ts';
import { requireStillHere } from '../paths/still-here.ts';
import { touchRosters } from '../roster/touch.ts';
import type { CentralDb } from '../store/schema.ts';
import { holdName, write } from '../store/write.ts';
import type { NewAccompaniment } from './wire.ts';

/**
 * Puts on record that somebody comes along with a person; their venues know at
 * once. The same again changes nothing.
 * @returns whether it is new
 * @throws Problem 404 without such a path or companion, 409 in a sentence when it may not be
 */
export function beginComingAlong(
  db: CentralDb,
  pathId: string,
  asked: NewAccompaniment,
  { staff, now }: Recorder,
): Promise<boolean> {
  const { id, who, title, since } = asked;
  const at = now.toISOString();
  return write(db, async (trx) => {
    const path = await heldPath(trx, pathId);
    const known = await trx.selectFrom('accompanies').select('patient_id').where('id', '=', id).executeTakeFirst();
    if (known?.patient_id === path.patient_id) return false;
    if (known) throw refused('This id belongs to somebody else.');
    const { policy, zone } = await policyOf(trx, path.scheme_id);
    if (!policy.companions.some((one) => one.title === title)) {
      throw refused(`In this scheme nobody comes along as ${title}.`);
    }
    if (path.ended_on !== null) throw refused('Their path has ended.');
    if (since > localDate(now, zone).toString()) throw refused('That day is still to come.');
    if (since < path.opened_on) throw refused('That day is before they were referred.');
    const companionId =
      'companionId' in who
        ? await knownCompanion(trx, who.companionId, path)
        : await newCompanion(trx, who.name, path.scheme_id, at);
    await trx
      .insertInto('accompanies')
      .values({ id, companion_id: companionId, patient_id: path.patient_id, title, since, at, by_id: staff.id })
      .execute();
    await trx.updateTable('companion').set({ said_at: at }).where('id', '=', companionId).execute();
    await touchRosters(trx, [path.patient_id], true);
    await audit(trx, {
      ...{ at, actor: `staff ${staff.id}`, action: 'companion added', subject: pathId },
      detail: { id, companion: companionId },
    });
    return true;
  });
}

/**
 * Puts on record that somebody no longer comes along: venues no longer offer
 * them, and their card no longer says with whom they are. That they did stays.
 * @throws Problem 404 without such a thing, 409 in a sentence when it has ended or the day cannot be
 */
export function endComingAlong(
  db: CentralDb,
  pathId: string,
  id: string,
  on: string,
  { staff, now }: Recorder,
): Promise<void> {
  const at = now.toISOString();
  return write(db, async (trx) => {
    const path = await heldPath(trx, pathId);
    const row = await trx
      .selectFrom('accompanies as a')
      .innerJoin('companion as c', 'c.id', 'a.companion_id')
      .select(['a.companion_id', 'a.since', 'a.ended_at'])
      .where('a.id', '=', id)
      .where('a.patient_id', '=', path.patient_id)
      .where('c.scheme_id', '=', path.scheme_id)
      .executeTakeFirst();
    if (!row) throw new Problem(404, 'Not found', 'Nobody like that comes along with them.');
    if (row.ended_at !== null) throw refused('That has ended already.');
    const { zone } = await policyOf(trx, path.scheme_id);
    if (on > localDate(now, zone).toString()) throw refused('That day is still to come.');
    if (row.since !== null && on < row.since) throw refused('That day is before they came along first.');
    await trx
      .updateTable('accompanies')
      .set({ ended_on: on, ended_at: at, ended_by: staff.id })
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .execute();
    await trx.updateTable('companion').set({ said_at: at }).where('id', '=', row.companion_id).execute();
    await touchRosters(trx, [path.patient_id], true);
    await audit(trx, {
      ...{ at, actor: `staff ${staff.id}`, action: 'companion ended', subject: pathId },
      detail: { id, companion: row.companion_id },
    });
  });
}

/** A path, and nobody else says who comes along with its person, or removes their data, until we are done. */
async function heldPath(trx: CentralDb, pathId: string) {
  const path = await trx
    .selectFrom('path')
    .select(['patient_id', 'scheme_id', 'opened_on', 'ended_on'])
    .where('id', '=', pathId)
    .executeTakeFirst();
  if (!path) throw new Problem(404, 'Not found', 'There is no such person in your caseload.');
  await holdName(trx, `patient ${path.patient_id}`);
  await requireStillHere(trx, path.patient_id);
  return path;
}

async function knownCompanion(
  trx: CentralDb,
  id: string,
  path: { patient_id: string; scheme_id: string },
): Promise<string> {
  // Should their data be removed at this moment, we see it.
  await holdName(trx, `companion ${id}`, 'shared');
  const companion = await trx
    .selectFrom('companion')
    .select('display_name')
    .where('id', '=', id)
    .where('scheme_id', '=', path.scheme_id)
    .where('erased_at', 'is', null)
    .executeTakeFirst();
  if (!companion) throw new Problem(404, 'Not found', 'There is no such companion in this scheme.');
  const already = await trx
    .selectFrom('accompanies')
    .select('id')
    .where('companion_id', '=', id)
    .where('patient_id', '=', path.patient_id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (already) throw refused(`${companion.display_name} comes along with them already.`);
  return id;
}

async function newCompanion(trx: CentralDb, display_name: string, scheme_id: string, said_at: string) {
  const id = newId();
  await trx
    .insertInto('companion')
    .values({ id, display_name, language: null, larger_text: 0, scheme_id, said_at })
    .execute();
  return id;
}

function refused(words: string): Problem {
  return new Problem(409, 'Not possible', words);
}
