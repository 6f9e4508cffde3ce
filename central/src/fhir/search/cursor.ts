import { Problem } from '@tapwell/shared/http/problem';
import { z } from 'zod';
import type { After, Kind } from '../kinds/kind.ts';

const shape = z.tuple([z.string().max(300), z.string().max(100).nullable()]);

/** Where a next page begins, for whoever asks for it: nothing they need to understand. */
export function writeCursor({ key, resource }: After): string {
  return Buffer.from(JSON.stringify([key, resource ?? null])).toString('base64url');
}

/** @throws Problem 400 for what we never gave out */
export function readCursor(kind: Kind, text: string): After {
  const read = shape.safeParse(parsed(Buffer.from(text, 'base64url').toString('utf8')));
  if (!read.success || (kind.numbered && !/^\d{1,15}$/.test(read.data[0]))) {
    throw new Problem(400, 'Bad search', '_cursor: this is not from a link of ours');
  }
  const [key, resource] = read.data;
  return resource === null ? { key } : { key, resource };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
