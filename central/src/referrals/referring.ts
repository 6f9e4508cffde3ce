import { localDate } from '@tapwell/shared/schedule/sessions';
import { readStoredPolicy } from '../paths/policy-of.ts';
import type { ReferringView } from './wire.ts';

/**
 * What a new referral to each scheme may say. Pure.
 * @param only of the one scheme whose staff asks; null for staff of all
 */
export function referringTo(
  schemes: { id: string; zone: string; policy: string }[],
  only: string | null | undefined,
  now: Date,
): ReferringView {
  const open = schemes.filter(({ id }) => !only || id === only);
  return {
    schemes: open.map(({ id, zone, policy }) => ({
      id,
      policy: readStoredPolicy(policy),
      today: localDate(now, zone).toString(),
    })),
  };
}
