import { Problem } from '@tapwell/shared/http/problem';
import { newId } from '@tapwell/shared/ids';
import { logRead } from '../access/log-read.ts';
import { pathsOfPeople } from '../access/paths-of-people.ts';
import { audit } from '../audit/audit-log.ts';
import { BY_FORM, onlyByForm } from '../referrals/only-by-form.ts';
import { touchRosters } from '../roster/touch.ts';
import type { CentralDb } from '../store/schema.ts';
import { holdName, write } from '../store/write.ts';
import type { Recorder } from './append.ts';
import { columnsOf, patientView } from './patient-row.ts';
import { withNumber } from './refer.ts';
import { requireStillHere } from './still-here.ts';
import type { PatientChange } from './wire.ts';

/** What venues know of a person. */
const AT_VENUES: (keyof PatientChange)[] = ['displayName', 'language', 'largerText'];

/**
 * Changes how a person is called and reached. What was so before stays on
 * record; the audit log hears which details, and none of them.
 * @throws Problem 409 when the NHS number is somebody else's
 */
export async function changePatient(
  db: CentralDb,
  patientId: string,
  change: PatientChange,
  by: Recorder,
): Promise<void> {
  const met = new Set<string>();
  try {
    await tryToChange(db, patientId, change, by, met);
  } catch (error) {
    // The answer says that they are on record.
    await logRead(db, by.staff, 'refused change of details', await pathsOfPeople(db, met), by.now);
    throw error;
  }
}

function tryToChange(
  db: CentralDb,
  patientId: string,
  change: PatientChange,
  by: Recorder,
  met: Set<string>,
): Promise<void> {
  return write(db, async (trx) => {
    await holdName(trx, `patient ${patientId}`);
    await requireStillHere(trx, patientId);
    const row = await trx.selectFrom('patient').selectAll().where('id', '=', patientId).executeTakeFirstOrThrow();
    const now = patientView(row);
    const fields = (Object.keys(change) as (keyof PatientChange)[]).filter((field) => change[field] !== now[field]);
    if (fields.length === 0) return;
    if (fields.includes('nhsNumber')) await requireFree(trx, change.nhsNumber ?? null, met);
    const at = by.now.toISOString();
    const before = Object.fromEntries(fields.map((field) => [field, now[field]]));
    await trx
      .insertInto('patient_change')
      .values({ id: newId(), patient_id: patientId, at, by_id: by.staff.id, before: JSON.stringify(before) })
      .execute();
    await trx.updateTable('patient').set(columnsOf(change)).where('id', '=', patientId).execute();
    if (fields.some((field) => AT_VENUES.includes(field))) await touchRosters(trx, [patientId]);
    await audit(trx, {
      at,
      actor: `staff ${by.staff.id}`,
      action: 'patient changed',
      subject: patientId,
      detail: { fields },
    });
  });
}

/** @param met whoever has the number */
async function requireFree(trx: CentralDb, nhsNumber: string | null, met: Set<string>): Promise<void> {
  const other = nhsNumber === null ? undefined : await withNumber(trx, nhsNumber);
  if (!other) return;
  met.add(other.id);
  const taken = 'Somebody else on record has this NHS number: please check it.';
  throw new Problem(409, 'Not possible', (await onlyByForm(trx, other.id)) ? BY_FORM.sameNumber : taken);
}
