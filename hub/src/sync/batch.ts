import { hubFactResults } from '@tapwell/shared/facts/hub-report';
import { toBatchEntry } from '@tapwell/shared/fhir/encounter';
import type { OutboxEntry } from '../store/outbox.ts';
import { type Packed, pack } from './exchange.ts';
import { type Settlement, settle, settleBatch } from './settle.ts';

/** Entries of the outbox as they travel, and how to read what central says to them. */
export interface Batch {
  entries: OutboxEntry[];
  packed: Packed;
  read: (json: unknown) => Settlement;
}

/** @param entries of one kind: attendances go up as FHIR, other facts to an address of their own */
export function prepare(entries: OutboxEntry[], gzip: boolean): Promise<Batch> {
  return entries[0]!.kind === 'attendance' ? bundle(entries, gzip) : facts(entries, gzip);
}

async function bundle(entries: OutboxEntry[], gzip: boolean): Promise<Batch> {
  const visits = entries.flatMap((e) => (e.kind === 'attendance' ? [e.body] : []));
  const body = { resourceType: 'Bundle', type: 'batch', entry: visits.map(toBatchEntry) };
  const packed = await pack({ path: '/fhir', body, type: 'application/fhir+json', entries: entries.length }, gzip);
  return { entries, packed, read: (json) => settleBatch(entries, json) };
}

async function facts(entries: OutboxEntry[], gzip: boolean): Promise<Batch> {
  const body = { facts: entries.map((e) => e.body) };
  const packed = await pack({ path: '/hub/facts', body, type: 'application/json', entries: entries.length }, gzip);
  return { entries, packed, read: (json) => settle(entries, hubFactResults.safeParse(json).data?.results ?? []) };
}
