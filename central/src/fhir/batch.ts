import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { fromEncounter } from '@tapwell/shared/fhir/encounter';
import { type Bundle, type BundleEntry, operationOutcome } from '@tapwell/shared/fhir/resources';
import { systems } from '@tapwell/shared/fhir/systems';
import { z } from 'zod';
import type { StoreResult } from '../ingest/store-attendance.ts';

export const LARGEST_BATCH = 50;

/** A batch as far as all its entries share; each entry is judged on its own. */
export const batchBundle = z.looseObject({
  resourceType: z.literal('Bundle', 'a Bundle is expected here'),
  type: z.literal('batch', 'only batch is supported: entries are independent of each other'),
  entry: z.array(z.unknown()).default([]),
});

const entryShape = z.looseObject({
  resource: z.unknown(),
  request: z.looseObject({ method: z.string(), url: z.string(), ifNoneExist: z.string().optional() }),
});

/** One entry understood, or the answer it gets instead. */
export type ReadEntry = { attendance: Attendance } | { answer: BundleEntry<never> };

/**
 * Reads one entry. What is recorded for the first time is created, every later
 * version of it (they left, it was corrected or taken back) is an update; both
 * on condition of its identifier, so that each can be sent again. Pure.
 */
export function readEntry(entry: unknown): ReadEntry {
  const shape = entryShape.safeParse(entry);
  if (!shape.success) return refuse(400, 'structure', 'An entry needs a resource and a request with method and url.');
  const { method, url, ifNoneExist } = shape.data.request;
  const query = /^\/?Encounter(?:\?(.*))?$/.exec(url);
  if (!query) return refuse(404, 'not-supported', `Only Encounter can be stored here, not "${url.slice(0, 60)}".`);
  if (method !== 'POST' && method !== 'PUT') {
    return refuse(405, 'not-supported', 'Only POST with ifNoneExist and conditional PUT are supported.');
  }
  const read = fromEncounter(shape.data.resource);
  if ('problem' in read) return refuse(422, 'invalid', read.problem);
  const { attendance } = read;
  const condition = method === 'POST' ? ifNoneExist : query[1];
  const expected = `identifier=${systems.attendance}|${attendance.id}`;
  if (decoded(condition) !== expected) {
    return refuse(412, 'processing', `The condition must be "identifier=${systems.attendance}|<the attendance id>".`);
  }
  if (method === 'PUT' && attendance.version === 0) {
    return refuse(422, 'business-rule', 'An update needs a version above 0: version 0 is created with POST.');
  }
  if (method === 'POST' && attendance.version > 0) {
    return refuse(422, 'business-rule', 'A later version or a correction is sent as a conditional PUT.');
  }
  return { attendance };
}

/** The answer for an entry that reached the store. */
export function entryAnswer(result: StoreResult, now: Date): BundleEntry<never> {
  if (result.kind === 'refused') return refuse(422, 'not-found', result.reason).answer;
  const status = { created: '201 Created', exists: '200 OK', updated: '200 OK' }[result.kind];
  return { response: { status, location: `Encounter/${result.id}`, lastModified: now.toISOString() } };
}

export function batchResponse(entries: BundleEntry<never>[]): Bundle {
  return { resourceType: 'Bundle', type: 'batch-response', entry: entries };
}

function refuse(status: number, code: string, diagnostics: string): { answer: BundleEntry<never> } {
  return { answer: { response: { status: String(status), outcome: operationOutcome(code, diagnostics) } } };
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text.replace(/^\?/, ''));
  } catch {
    return undefined;
  }
}
