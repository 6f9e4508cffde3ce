import { isDeepStrictEqual } from 'node:util';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { faultLines, readPolicy } from '@tapwell/shared/scheme/read-policy';
import { audit } from '../audit/audit-log.ts';
import { readStoredPolicy } from '../paths/policy-of.ts';
import type { CentralDb } from '../store/schema.ts';
import { holdName, write } from '../store/write.ts';
import { whatIsLeftOut } from './left-out.ts';

export interface Changed {
  scheme: string;
  /** Which settings are others now; none where the file says what is on record. */
  settings: string[];
}

/**
 * Gives a scheme on record another policy, from now on.
 * @param asked the text of the policy file; which scheme, where its id is not the policy's and there are several
 * @throws Error in words: what is wrong with the file, or what on record it leaves out
 */
export async function changePolicy(
  db: CentralDb,
  asked: { text: string; scheme?: string | undefined },
  now: Date,
): Promise<Changed> {
  const policy = policyFrom(asked.text);
  return write(db, async (trx) => {
    await holdName(trx, 'policies');
    const scheme = await schemeFor(trx, asked.scheme ?? null, policy.id);
    const before = readStoredPolicy(scheme.policy);
    const settings = (Object.keys(policy) as (keyof SchemePolicy)[])
      .filter((setting) => !isDeepStrictEqual(before[setting], policy[setting]))
      .sort();
    if (settings.length === 0) return { scheme: scheme.id, settings };
    const leftOut = await whatIsLeftOut(trx, scheme.id, before, policy);
    if (leftOut.length > 0) throw new Error(keepThese(leftOut));
    const { name, linkWorkerTitle } = policy;
    await trx
      .updateTable('scheme')
      .set({ name, link_worker_title: linkWorkerTitle, policy: JSON.stringify(policy) })
      .where('id', '=', scheme.id)
      .execute();
    // Venues name the scheme and its link workers.
    await trx.updateTable('hub').set({ roster_stale: 1 }).where('scheme_id', '=', scheme.id).execute();
    await audit(trx, {
      at: now.toISOString(),
      actor: 'command-line',
      action: 'scheme changed',
      subject: scheme.id,
      detail: { settings },
    });
    return { scheme: scheme.id, settings };
  });
}

/** @throws Error with a line for each fault */
export function policyFrom(text: string): SchemePolicy {
  const { policy, faults } = readPolicy(text.replace(/^\uFEFF/, ''));
  if (policy) return policy;
  throw new Error(
    ['The file is not a policy of a scheme:', ...faultLines(faults).map((line) => `  ${line}`)].join('\n'),
  );
}

/** @throws Error naming the schemes there are */
export async function schemeFor(db: CentralDb, asked: string | null, policyId: string | null) {
  const schemes = await db.selectFrom('scheme').select(['id', 'policy']).orderBy('id').execute();
  const wanted = asked ?? (schemes.length === 1 ? schemes[0]!.id : policyId);
  const found = schemes.find(({ id }) => id === wanted);
  if (found) return found;
  const names = schemes.map(({ id }) => id).join(', ') || 'none';
  throw new Error(
    wanted === null ? `Say which scheme: ${names}.` : `There is no scheme "${wanted}" on record; there is ${names}.`,
  );
}

function keepThese(leftOut: string[]): string {
  return [
    'This policy leaves out what is on record:',
    ...leftOut.map((line) => `  ${line}`),
    'Keep each of these with its id; its title and all else may change.',
  ].join('\n');
}
