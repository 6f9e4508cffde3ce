import { audit } from '../../audit/audit-log.ts';
import type { CentralDb, Row } from '../../store/schema.ts';
import { holdName, write } from '../../store/write.ts';
import type { SignedIn } from './provider.ts';
import type { Refusal } from './words.ts';

/**
 * Whose account it is. Once bound, an account goes by who somebody is at their
 * organisation, never by a name that may be given to another person; the first
 * time by the name an administrator entered. Nobody is ever added this way.
 */
export function staffOfOrganisation(
  db: CentralDb,
  signedIn: SignedIn,
  now: Date,
): Promise<{ staff: Row<'staff'> } | { refused: Refusal }> {
  const { issuer, subject, name, verified } = signedIn;
  return write(db, async (trx) => {
    await holdName(trx, 'staff');
    const bound = await trx
      .selectFrom('staff')
      .selectAll()
      .where('oidc_issuer', '=', issuer)
      .where('oidc_subject', '=', subject)
      .executeTakeFirst();
    if (bound) return bound.ended_at === null ? { staff: bound } : { refused: 'ended' };
    if (name === null) return { refused: 'unknown' };
    const named = await trx
      .selectFrom('staff')
      .selectAll()
      .where('sign_in_as', '=', name)
      .where('oidc_subject', 'is', null)
      .executeTakeFirst();
    if (!named) return { refused: 'unknown' };
    if (named.ended_at !== null) return { refused: 'ended' };
    if (!verified) return { refused: 'not-verified' };
    await trx
      .updateTable('staff')
      .set({ oidc_issuer: issuer, oidc_subject: subject })
      .where('id', '=', named.id)
      .execute();
    await audit(trx, {
      at: now.toISOString(),
      actor: `staff ${named.id}`,
      action: 'staff bound to organisation',
      subject: named.id,
      detail: { issuer },
    });
    return { staff: named };
  });
}
