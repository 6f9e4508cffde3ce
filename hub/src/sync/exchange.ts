import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type DeviceClient, DeviceRefused } from '@tapwell/shared/device/client';
import type { Answer } from './pace.ts';
import { reasonOf } from './reason.ts';

const zip = promisify(gzip);
/** A batch repeats itself so much that packing it harder takes three times as long and saves a tenth. */
const LEVEL = 2;
const REQUEST_MS = 20_000;
/** Below this packing costs more than it saves. */
const WORTH_PACKING = 1_000;

export interface Message {
  path: string;
  body: unknown;
  type: 'application/json' | 'application/fhir+json';
  /** How many entries it carries; 0 for a report. */
  entries: number;
}

/** A message as it travels. */
export interface Packed extends Omit<Message, 'body'> {
  bytes: string | Uint8Array;
  gzip: boolean;
}

export async function pack({ body, ...message }: Message, gzip: boolean): Promise<Packed> {
  const text = JSON.stringify(body);
  const worth = gzip && text.length > WORTH_PACKING;
  return { ...message, bytes: worth ? await zip(text, { level: LEVEL }) : text, gzip: worth };
}

/** How one request to central went. */
export interface Exchanged {
  answer: Answer;
  /** Why it did not go well, in words for a log. */
  why?: string;
  /** The only entry in it could not be taken, and never will be. */
  refused?: string;
}

/**
 * Sends one message and says what came of it.
 * @param read what to make of a good answer: whether anything is settled by it
 */
export async function exchange(
  central: Pick<DeviceClient, 'fetch'>,
  { path, type, entries, bytes, gzip }: Packed,
  stopping: AbortSignal,
  read: (json: unknown) => boolean,
): Promise<Exchanged> {
  try {
    const answer = await central.fetch(path, {
      method: 'POST',
      headers: { 'content-type': type, ...(gzip && { 'content-encoding': 'gzip' }) },
      body: bytes,
      signal: AbortSignal.any([stopping, AbortSignal.timeout(REQUEST_MS)]),
    });
    if (answer.ok) {
      const progress = read(answer.status === 204 ? undefined : await answer.json());
      if (progress) return { answer: { kind: 'settled', progress } };
      return { answer: { kind: 'settled', progress }, why: 'central could not store anything of a batch' };
    }
    await answer.body?.cancel();
    return refusal(answer, entries, gzip);
  } catch (error) {
    if (error instanceof DeviceRefused)
      return { answer: { kind: 'unwelcome' }, why: 'central no longer knows this hub' };
    return { answer: { kind: 'failed' }, why: reasonOf(error) };
  }
}

/** What an answer that is no success means for a batch of so many entries. Pure. */
export function refusal(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  entries: number,
  packed: boolean,
): Exchanged {
  const why = `central answered ${status}`;
  if (status === 401 || status === 403) return { answer: { kind: 'unwelcome' }, why };
  if (status === 415 && packed) return { answer: { kind: 'plain-please' } };
  // Too much at once, or nothing that central understands: smaller batches show which entry it is. Something on
  // the way that only looks like central (a proxy, a sign-in page) refuses nothing for ever.
  const byCentral = /\bjson\b/.test(headers.get('content-type') ?? '');
  if (status === 413 || ((status === 400 || status === 422) && byCentral)) {
    if (entries > 1) return { answer: { kind: 'too-large', sent: entries } };
    const refused = status === 413 ? '413: too large for central' : `${status}: central could not read it`;
    if (entries === 1) return { answer: { kind: 'settled', progress: true }, refused };
  }
  // Its own failure, told by itself: an outage, or something in this very batch.
  if (status === 500 && byCentral && entries > 0) return { answer: { kind: 'stumbled', sent: entries }, why };
  return { answer: { kind: 'failed', retryAfterMs: retryAfter(headers.get('retry-after')) }, why };
}

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3); at most an hour is believed. */
function retryAfter(header: string | null): number | undefined {
  if (!header) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 3_600_000) : undefined;
}
