import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { newId } from '@tapwell/shared/ids';
import { localDate } from '@tapwell/shared/schedule/sessions';
import { NO_DETAILS } from '../keep/without-words.ts';
import { patientView } from '../paths/patient-row.ts';
import { touchRosters } from '../roster/touch.ts';
import type { CentralDb, Row } from '../store/schema.ts';
import { holdRows } from '../store/write.ts';

/** What a form may say that was not known. */
const MAY_FILL = ['nhs_number', 'born', 'phone', 'email', 'contact_by', 'language'] as const;
/** Everything that may be on record of somebody with whom nothing is agreed yet. */
const OF_PATIENT = ['path', 'card', 'patient_change', 'break_glass', 'service_use', 'unplaced_tap', 'concern'] as const;

/**
 * Two rows for one person become one: all of the form's is the known person's.
 * What was not known of them is taken over; what the form said stays on record
 * with them, and goes when their data goes. The row made for it stands for nobody.
 */
export async function becomeOne(
  trx: CentralDb,
  formId: string,
  patientId: string,
  staff: StaffMember,
  now: Date,
): Promise<void> {
  const at = now.toISOString();
  const row = (id: string) => trx.selectFrom('patient').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const [form, known] = [await row(formId), await row(patientId)];
  const { id: _, ...said } = patientView(form);
  const cards = await trx.selectFrom('card').select('id').where('patient_id', '=', formId).execute();
  await holdRows(
    trx,
    'card',
    cards.map((card) => card.id),
  );
  for (const table of OF_PATIENT) {
    await trx
      .updateTable(table as 'path')
      .set({ patient_id: patientId })
      .where('patient_id', '=', formId)
      .execute();
  }
  await trx.updateTable('referral_intake').set({ same_as: patientId }).where('same_as', '=', formId).execute();
  await moveCompanions(trx, formId, patientId, staff, now);
  await trx
    .updateTable('patient')
    .set({ given: '–', family: '–', display_name: '–', ...NO_DETAILS, erased_at: at })
    .where('id', '=', formId)
    .execute();
  await fill(trx, known, form);
  await trx
    .insertInto('patient_change')
    .values({ id: newId(), patient_id: patientId, at, by_id: staff.id, before: JSON.stringify({ form: said }) })
    .execute();
  await touchRosters(trx, [patientId], cards.length > 0);
}

/** After the form's row has let go of its NHS number, which one person alone may have. */
async function fill(trx: CentralDb, known: Row<'patient'>, form: Row<'patient'>): Promise<void> {
  const fresh = MAY_FILL.filter((column) => known[column] === null && form[column] !== null);
  if (fresh.length === 0) return;
  await trx
    .updateTable('patient')
    .set(Object.fromEntries(fresh.map((column) => [column, form[column]])))
    .where('id', '=', known.id)
    .execute();
}

/** Whoever comes along with both comes along once. */
async function moveCompanions(trx: CentralDb, formId: string, patientId: string, staff: StaffMember, now: Date) {
  const at = now.toISOString();
  const known = trx
    .selectFrom('accompanies')
    .select('companion_id')
    .where('patient_id', '=', patientId)
    .where('ended_at', 'is', null);
  await trx
    .updateTable('accompanies')
    .set({ ended_on: localDate(now, 'Europe/London').toString(), ended_at: at, ended_by: staff.id })
    .where('patient_id', '=', formId)
    .where('ended_at', 'is', null)
    .where('companion_id', 'in', known)
    .execute();
  await trx.updateTable('accompanies').set({ patient_id: patientId }).where('patient_id', '=', formId).execute();
}
