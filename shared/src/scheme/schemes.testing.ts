import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SchemePolicy } from './policy.ts';
import { faultLines, readPolicy } from './read-policy.ts';

const folder = new URL('../../schemes/', import.meta.url);

export const SCHEME_IDS = readdirSync(fileURLToPath(folder)).map((name) => name.replace(/\.json$/, ''));

export function schemeText(id: string): string {
  return readFileSync(new URL(`${id}.json`, folder), 'utf8');
}

/** The policy of a scheme that we ship. */
export function scheme(id: string): SchemePolicy {
  const { policy, faults } = readPolicy(schemeText(id));
  if (!policy) throw new Error(faultLines(faults).join('\n'));
  return policy;
}
