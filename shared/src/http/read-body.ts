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
export async function readBytes(req: Request, limit: number): Promise<Buffer> {
  const tooLarge = () => new Problem(413, 'Too large', 'The body is too large.');
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of req as AsyncIterable<Buffer>) {
      size += chunk.length;
      // Read to the end all the same: an answer before that would be lost with the connection.
      if (size <= limit) chunks.push(chunk);
      else if (size > limit * 20) break;
    }
  } catch {
    throw new Problem(400, 'Bad request', 'The request was cut off.');
  }
  if (size > limit) throw tooLarge();
  return Buffer.concat(chunks);
}

/**
 * What JSON these bytes are.
 * @throws Problem 400 when they are none, 413 when they unzip to too much, 415 for another type or coding
 */
export async function parseJsonBody(req: Request, bytes: Buffer, limit: number): Promise<unknown> {
  if (bytes.length === 0) return undefined;
  if (!req.is(JSON_TYPES)) throw new Problem(415, 'Unsupported media type', 'The body must be JSON.');
  const text = await decoded(req.get('content-encoding') ?? 'identity', bytes, limit);
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
