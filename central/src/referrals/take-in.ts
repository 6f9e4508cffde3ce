import { newId } from '@tapwell/shared/ids';
import { localDate } from '@tapwell/shared/schedule/sessions';
import type { Referrer } from '@tapwell/shared/scheme/words';
import { audit } from '../audit/audit-log.ts';
import { beginPath } from '../paths/begin.ts';
import { derivedId } from '../paths/derived-id.ts';
import { patientRow } from '../paths/patient-row.ts';
import { policyOf } from '../paths/policy-of.ts';
import { withNumber } from '../paths/refer.ts';
import type { EventDraft } from '../paths/wire.ts';
import type { CentralDb } from '../store/schema.ts';
import { holdName, write } from '../store/write.ts';
import type { FilledIn, FormAt } from './form-fields.ts';

/** The open form at an address; undefined for one that is closed or never was. */
export async function openForm(
  db: CentralDb,
  id: string,
  now: Date,
): Promise<(FormAt & { schemeId: string }) | undefined> {
  const row = await db
    .selectFrom('referral_form')
    .select(['name', 'referrers', 'scheme_id'])
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (!row) return undefined;
  const { policy, zone } = await policyOf(db, row.scheme_id);
  // What the scheme no longer takes, its older forms do not either.
  const referrers = (row.referrers.split(' ') as Referrer[]).filter((kind) => policy.referral.from.includes(kind));
  if (!policy.referral.form || referrers.length === 0) return undefined;
  return { name: row.name, referrers, policy, zone, today: localDate(now, zone).toString(), schemeId: row.scheme_id };
}

/** More than a practice refers in a day, and as many as staff can look at. */
const MOST_A_DAY = 150;
const DAY_MS = 86_400_000;

/** When a form takes more again that was sent so often within a day that somebody plays with its address; null when it does. */
export async function fullUntil(db: CentralDb, formId: string, now: Date): Promise<Date | null> {
  const first = await db
    .selectFrom('referral_intake')
    .select('at')
    .where('form_id', '=', formId)
    .where('at', '>', new Date(now.getTime() - DAY_MS).toISOString())
    .orderBy('at', 'desc')
    .offset(MOST_A_DAY - 1)
    .limit(1)
    .executeTakeFirst();
  return first ? new Date(Date.parse(first.at) + DAY_MS) : null;
}

/**
 * Puts on record what came by a form. A form sent twice is one. It always
 * makes a person of its own, whoever is on record: whether it is somebody who
 * is known, staff decide.
 */
export function takeIn(
  db: CentralDb,
  formId: string,
  form: FormAt & { schemeId: string },
  filled: FilledIn,
  now: Date,
): Promise<void> {
  return write(db, async (trx) => {
    await holdName(trx, `referral ${filled.id}`);
    const there = await trx.selectFrom('referral_intake').select('id').where('id', '=', filled.id).executeTakeFirst();
    if (there) return;
    const [patientId, pathId] = [newId(), newId()];
    const taken = filled.nhsNumber !== null && (await withNumber(trx, filled.nhsNumber)) !== undefined;
    await trx
      .insertInto('patient')
      .values(patientRow(patientId, personOf(filled, taken)))
      .execute();
    const by = { staff: { id: 'form', name: filled.sender }, now, actor: 'referral form' };
    const entries = await beginPath(
      trx,
      { id: pathId, schemeId: form.schemeId, patientId, linkWorkerId: null, referral: referralOf(form, filled) },
      by,
    );
    await trx
      .insertInto('referral_intake')
      .values({
        id: filled.id,
        form_id: formId,
        path_id: pathId,
        at: now.toISOString(),
        nhs_number: taken ? filled.nhsNumber : null,
      })
      .execute();
    await audit(trx, ...entries);
  });
}

function personOf({ given, family, born, phone, nhsNumber }: FilledIn, taken: boolean) {
  return {
    given,
    family,
    displayName: given,
    born,
    phone,
    nhsNumber: taken ? null : nhsNumber,
    email: null,
    contactBy: null,
    language: null,
    largerText: false,
  };
}

function referralOf(form: FormAt, { id, referrer, as, reason, consent }: FilledIn): EventDraft {
  return {
    kind: 'referral',
    id: derivedId(`referral ${id}`),
    on: form.today,
    corrects: null,
    why: null,
    referrer: { kind: referrer, worksAt: referrer === 'self' ? null : form.name },
    throughForm: true,
    as,
    reason,
    consent,
  };
}
