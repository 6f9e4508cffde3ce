import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type SchemePolicy, schemePolicy } from '@tapwell/shared/scheme/policy';
import type { NewRow } from '../store/schema.ts';

/** A scheme as the record keeps it. */
export function schemeRow(policy: SchemePolicy, zone: string, id: string = policy.id): NewRow<'scheme'> {
  const { name, linkWorkerTitle } = policy;
  return { id, name, link_worker_title: linkWorkerTitle, zone, policy: JSON.stringify(policy) };
}

/** The schemes that Tapwell ships, by name. */
export function shippedNames(): string[] {
  const folder = dirname(fileURLToPath(import.meta.resolve('@tapwell/shared/schemes/luton.json')));
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** @throws Error when Tapwell ships no scheme of this name */
export function shippedPolicy(name: string): SchemePolicy {
  const file = import.meta.resolve(`@tapwell/shared/schemes/${name}.json`);
  return schemePolicy.parse(JSON.parse(readFileSync(fileURLToPath(file), 'utf8')));
}
