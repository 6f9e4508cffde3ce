import { gunzipSync } from 'node:zlib';

/** A batch on its way to central: attendances as a FHIR Bundle, or other facts. */
export interface Batch {
  /** How many entries. */
  size: number;
  /** Content type of an answer. */
  type: string;
  /** The answers to each, in an answer of central. */
  answers(body: Buffer): unknown[];
  /** An answer of central with these. */
  answer(answers: unknown[]): string;
  /** What central says of one entry it cannot store now. */
  refusal(status: number): unknown;
}

/** @returns undefined for any other request */
export function readBatch(body: Buffer, encoding: string | undefined): Batch | undefined {
  let json: { entry?: unknown; facts?: unknown };
  try {
    json = JSON.parse((encoding === 'gzip' ? gunzipSync(body) : body).toString()) as typeof json;
  } catch {
    return undefined;
  }
  if (Array.isArray(json.entry)) {
    return {
      size: json.entry.length,
      type: 'application/fhir+json',
      answers: (answer) => (JSON.parse(answer.toString()) as { entry: unknown[] }).entry,
      answer: (entry) => JSON.stringify({ resourceType: 'Bundle', type: 'batch-response', entry }),
      refusal: (status) => ({ response: { status: String(status) } }),
    };
  }
  if (Array.isArray(json.facts)) {
    return {
      size: json.facts.length,
      type: 'application/json',
      answers: (answer) => (JSON.parse(answer.toString()) as { results: unknown[] }).results,
      answer: (results) => JSON.stringify({ results }),
      refusal: (status) => ({ status }),
    };
  }
  return undefined;
}
