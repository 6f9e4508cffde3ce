import { type SchemePolicy, schemePolicy } from '@tapwell/shared/scheme/policy';
import type { CentralDb } from '../store/schema.ts';

const read = new Map<string, SchemePolicy>();

/** A stored policy; read once, as long as its text is the same. */
export function readStoredPolicy(text: string): SchemePolicy {
  let policy = read.get(text);
  if (!policy) {
    policy = schemePolicy.parse(JSON.parse(text));
    read.set(text, policy);
  }
  return policy;
}

/** The policy of a scheme, and the zone its days are counted in. */
export async function policyOf(db: CentralDb, schemeId: string): Promise<{ policy: SchemePolicy; zone: string }> {
  const scheme = await db
    .selectFrom('scheme')
    .select(['policy', 'zone'])
    .where('id', '=', schemeId)
    .executeTakeFirstOrThrow();
  return { policy: readStoredPolicy(scheme.policy), zone: scheme.zone };
}
