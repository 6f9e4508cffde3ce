import { randomBytes } from 'node:crypto';
import { Problem } from '@tapwell/shared/http/problem';
import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import type { Referrer } from '@tapwell/shared/scheme/words';
import { audit } from '../audit/audit-log.ts';
import { policyOf, readStoredPolicy } from '../paths/policy-of.ts';
import { schemeFor } from '../paths/refer.ts';
import type { CentralDb } from '../store/schema.ts';
import { write } from '../store/write.ts';
import type { FormsView, FormView, NewForm } from './wire.ts';

/**
 * Makes a practice's form.
 * @returns its id, which is as hard to guess as a password
 */
export function makeForm(db: CentralDb, form: NewForm, staff: StaffMember, now: Date): Promise<string> {
  return write(db, async (trx) => {
    const schemeId = await schemeFor(trx, staff, form.schemeId);
    const { policy } = await policyOf(trx, schemeId);
    if (!policy.referral.form) throw new Problem(409, 'Not possible', 'This scheme has no electronic form.');
    if (form.referrers.some((kind) => !policy.referral.from.includes(kind))) {
      throw new Problem(409, 'Not possible', 'Some of these do not refer in this scheme.');
    }
    const id = randomBytes(16).toString('base64url');
    const at = now.toISOString();
    await trx
      .insertInto('referral_form')
      .values({
        id,
        scheme_id: schemeId,
        name: form.name,
        referrers: form.referrers.join(' '),
        made_at: at,
        made_by: staff.id,
      })
      .execute();
    // Not the id itself: whoever reads the log need not be able to refer.
    await audit(trx, {
      at,
      actor: `staff ${staff.id}`,
      action: 'referral form made',
      subject: null,
      detail: { schemeId, referrers: form.referrers },
    });
    return id;
  });
}

/** Nobody can send it any more. @throws Problem 404 */
export function closeForm(db: CentralDb, id: string, staff: StaffMember, now: Date): Promise<void> {
  return write(db, async (trx) => {
    const at = now.toISOString();
    const closed = await trx
      .updateTable('referral_form')
      .set({ closed_at: at, closed_by: staff.id })
      .where('id', '=', id)
      .where('closed_at', 'is', null)
      .$if(Boolean(staff.schemeId), (q) => q.where('scheme_id', '=', staff.schemeId!))
      .returning(['name', 'scheme_id'])
      .executeTakeFirst();
    if (!closed) throw new Problem(404, 'Not found', 'There is no such open form.');
    await audit(trx, {
      at,
      actor: `staff ${staff.id}`,
      action: 'referral form closed',
      subject: null,
      detail: { schemeId: closed.scheme_id },
    });
  });
}

export async function formsOf(db: CentralDb, staff: StaffMember): Promise<FormsView> {
  const own = <Q extends { id: string }>(rows: Q[]) =>
    rows.filter(({ id }) => !staff.schemeId || id === staff.schemeId);
  const schemes = own(await db.selectFrom('scheme').select(['id', 'name', 'policy']).orderBy('name').execute());
  const rows = await db
    .selectFrom('referral_form as f')
    .leftJoin('referral_intake as i', 'i.form_id', 'f.id')
    .select(['f.id', 'f.scheme_id', 'f.name', 'f.referrers', 'f.made_at', 'f.closed_at'])
    .select(({ fn }) => fn.count<number>('i.id').as('sent'))
    .groupBy(['f.id', 'f.scheme_id', 'f.name', 'f.referrers', 'f.made_at', 'f.closed_at'])
    .orderBy('f.name')
    .orderBy('f.id')
    .execute();
  return {
    forms: rows
      .filter((row) => schemes.some(({ id }) => id === row.scheme_id))
      .map(
        (row): FormView => ({
          id: row.id,
          schemeId: row.scheme_id,
          name: row.name,
          referrers: row.referrers.split(' ') as Referrer[],
          madeAt: row.made_at,
          closedAt: row.closed_at,
          address: `/refer/${row.id}`,
          sent: Number(row.sent),
        }),
      ),
    schemes: schemes.flatMap(({ id, name, policy }) => {
      const { referral } = readStoredPolicy(policy);
      return referral.form ? [{ id, name, referrers: referral.from }] : [];
    }),
  };
}
