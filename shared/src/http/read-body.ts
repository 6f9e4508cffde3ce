import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Request } from 'express';
import { Problem } from './problem.ts';

const unzip = promisify(gunzip);
const JSON_TYPES = ['application/json', 'application/fhir+json'];

/**
 * The bytes of a request as they travelled, which is what a proof speaks for.
 * @param limit also of the bytes as they are once unzipped
 * @throws Problem 413
 */
export function readBytes(req: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = () => new Problem(413, 'Too large', 'The body is too large.');
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    let over = false;
    const end = () => {
      over = true;
      if (size > limit) reject(tooLarge());
      else resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
    };
    if (req.readableEnded) return end();
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      // Read to the end all the same: an answer before that would be lost with the connection.
      if (size <= limit) chunks.push(chunk);
      else if (size > limit * 20) req.destroy();
    });
    req.once('end', end);
    req.once('error', () => undefined);
    // Before its end: by the other side, or by us.
    req.once('close', () => {
      if (!over) reject(size > limit ? tooLarge() : new Problem(400, 'Bad request', 'The request was cut off.'));
    });
  });
}

/**
 * What JSON these bytes are.
 * @throws Problem 400 when they are none, 413 when they unzip to too much, 415 for another type or coding
 */
export async function parseJsonBody(req: Request, bytes: Buffer, limit: number): Promise<unknown> {
  if (bytes.length === 0) return undefined;
  if (!req.is(JSON_TYPES)) throw new Problem(415, 'Unsupported media type', 'The body must be JSON.');
  return parseJson(await decoded(req.get('content-encoding') ?? 'identity', bytes, limit));
}

/** @throws Problem 400 */
export function parseJson(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8')) as unknown;
  } catch {
    throw new Problem(400, 'Bad request', 'The body is not valid JSON.');
  }
}

async function decoded(coding: string, bytes: Buffer, limit: number): Promise<Buffer> {
  if (coding === 'identity') return bytes;
  if (coding !== 'gzip') {
    throw new Problem(415, 'Unsupported media type', 'The body may be sent as it is or with gzip.');
  }
  try {
    return await unzip(bytes, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') {
      throw new Problem(400, 'Bad request', 'The body is not valid gzip.');
    }
    throw new Problem(413, 'Too large', 'The body is too large.');
  }
}
