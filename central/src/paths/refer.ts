import { Problem } from '@tapwell/shared/http/problem';
import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { newId } from '@tapwell/shared/ids';
import type { z } from 'zod';
import { logRead } from '../access/log-read.ts';
import { pathsOfPeople } from '../access/paths-of-people.ts';
import { ownPaths } from '../access/readable.ts';
import { audit } from '../audit/audit-log.ts';
import { BY_FORM, onlyByForm } from '../referrals/only-by-form.ts';
import type { CentralDb } from '../store/schema.ts';
import { write } from '../store/write.ts';
import { beginPath } from './begin.ts';
import { patientRow } from './patient-row.ts';
import type { EventDraft, NewPatient, newPath } from './wire.ts';

type Asked = Omit<z.output<typeof newPath>, 'referral'> & { referral: EventDraft };

/**
 * A referral that staff put on record. The same again changes nothing.
 * @returns whether it is new
 * @throws Problem in a sentence
 */
export async function refer(db: CentralDb, asked: Asked, staff: StaffMember, now: Date): Promise<boolean> {
  const met = new Set<string>();
  try {
    return await tryToRefer(db, asked, staff, now, met);
  } catch (error) {
    // The answer says that they are on record.
    await logRead(db, staff, 'refused referral', await pathsOfPeople(db, met), now);
    throw error;
  }
}

function tryToRefer(db: CentralDb, asked: Asked, staff: StaffMember, now: Date, met: Set<string>): Promise<boolean> {
  return write(db, async (trx) => {
    if (await isThere(trx, asked)) return false;
    const schemeId = await schemeFor(trx, staff, asked.schemeId);
    const patientId = await personOf(trx, asked.person, staff, now, met);
    const linkWorkerId = asked.take ? staff.id : null;
    const { id, referral } = asked;
    const entries = await beginPath(trx, { id, schemeId, patientId, linkWorkerId, referral }, { staff, now });
    await audit(trx, ...entries);
    return true;
  });
}

async function isThere(trx: CentralDb, { id, referral }: Asked): Promise<boolean> {
  const path = await trx.selectFrom('path').select('id').where('id', '=', id).executeTakeFirst();
  if (!path) return false;
  const same = await trx
    .selectFrom('path_event')
    .select('id')
    .where('id', '=', referral.id)
    .where('path_id', '=', id)
    .executeTakeFirst();
  if (same) return true;
  throw new Problem(409, 'Not possible', 'Something else was recorded under this number: please start again.');
}

/** The scheme that somebody works for; who works for several says which. */
export async function schemeFor(
  db: CentralDb,
  staff: Pick<StaffMember, 'schemeId'>,
  asked: string | undefined,
): Promise<string> {
  const schemes = await db.selectFrom('scheme').select('id').orderBy('id').execute();
  const open = schemes.map(({ id }) => id).filter((id) => !staff.schemeId || id === staff.schemeId);
  const chosen = asked ?? (open.length === 1 ? open[0] : undefined);
  if (chosen === undefined) throw new Problem(400, 'Bad request', 'schemeId: say which scheme.');
  if (!open.includes(chosen)) throw new Problem(404, 'Not found', 'There is no such scheme of yours.');
  return chosen;
}

/** @param met whoever on record is found, also when the referral is refused */
async function personOf(
  trx: CentralDb,
  person: Asked['person'],
  staff: StaffMember,
  now: Date,
  met: Set<string>,
): Promise<string> {
  if ('pathId' in person) {
    // A new path would be theirs for good: to see somebody by breaking the glass is not enough.
    const own = ownPaths(trx, staff, now).select('p.patient_id').where('p.id', '=', person.pathId);
    const path = await own.executeTakeFirst();
    if (path) return path.patient_id;
    throw new Problem(404, 'Not found', 'There is no such person in your caseload.');
  }
  const known = person.nhsNumber === null ? undefined : await withNumber(trx, person.nhsNumber);
  if (known) {
    met.add(known.id);
    // A number with a slip of the pen may be somebody else's.
    if (sameName(known.family, person.family) || (person.born !== null && known.born === person.born)) return known.id;
    const slip = 'Somebody with another name has this NHS number: please check it.';
    throw new Problem(409, 'Not possible', (await onlyByForm(trx, known.id)) ? BY_FORM.otherName : slip);
  }
  const id = newId();
  await trx.insertInto('patient').values(patientRow(id, person)).execute();
  return id;
}

export function withNumber(db: CentralDb, nhsNumber: string) {
  return db
    .selectFrom('patient')
    .select(['id', 'family', 'born'])
    .where('nhs_number', '=', nhsNumber)
    .executeTakeFirst();
}

export function sameName(a: NewPatient['family'], b: string): boolean {
  return a.trim().localeCompare(b.trim(), 'en', { sensitivity: 'base' }) === 0;
}
