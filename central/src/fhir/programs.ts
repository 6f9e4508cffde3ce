import { createPublicKey } from 'node:crypto';
import { type JWK, publicJwk } from '@tapwell/shared/device/identity';
import { newId } from '@tapwell/shared/ids';
import { z } from 'zod';
import { audit } from '../audit/audit-log.ts';
import type { CentralDb } from '../store/schema.ts';
import { write } from '../store/write.ts';

/** What a program may do. `read`: the record. `audit`: the log of who read what. `write-all`: attendances of all venues. */
export const PROGRAM_SCOPES = ['read', 'audit', 'write-all'] as const;
export type ProgramScope = (typeof PROGRAM_SCOPES)[number];

export interface NewProgram {
  name: string;
  key: JWK;
  scopes: ProgramScope[];
  /** The only scheme whose patients it may read; null for all. */
  schemeId: string | null;
}

/**
 * Lets a program in, by its public key: it signs in as SMART Backend Services do.
 * @returns its client id
 * @throws Error when there is no such scheme, or when its scopes and its scheme do not go together
 */
export async function registerProgram(
  db: CentralDb,
  { name, key, scopes, schemeId }: NewProgram,
  now: Date,
): Promise<string> {
  if (schemeId !== null) {
    const scheme = await db.selectFrom('scheme').select('id').where('id', '=', schemeId).executeTakeFirst();
    if (!scheme) throw new Error(`There is no scheme "${schemeId}".`);
    if (scopes.some((scope) => scope !== 'read')) {
      throw new Error('A program of one scheme may only read: the log and the writing are for all schemes.');
    }
  }
  const id = newId();
  await write(db, async (trx) => {
    await trx
      .insertInto('device')
      .values({
        ...{ id, kind: 'client', hub_id: null, name, scopes: scopes.join(' '), scheme_id: schemeId },
        ...{ public_jwk: JSON.stringify(key), revoked_at: null },
      })
      .execute();
    await audit(trx, {
      ...{ at: now.toISOString(), actor: 'command line', action: 'add program', subject: id },
      detail: { name, scopes, ...(schemeId !== null && { scheme: schemeId }) },
    });
  });
  return id;
}

const jwks = z.union([
  publicJwk,
  z.object({ keys: z.tuple([publicJwk]).rest(z.unknown()) }).transform((s) => s.keys[0]),
]);

/**
 * A program's public key from its file: PEM, a JWK, or a set of which it is the first.
 * @throws Error in plain words; never with what was in the file
 */
export function readProgramKey(text: string): JWK {
  const wrong = new Error('The file should hold a public key on the curve P-384: PEM, a JWK or a JWKS.');
  try {
    const key = text.includes('-----BEGIN') ? fromPem(text) : JSON.parse(text);
    const read = jwks.safeParse(key);
    if (!read.success || 'd' in read.data) throw wrong;
    const { kty, crv, x, y } = read.data;
    return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' }).export({ format: 'jwk' }) as JWK;
  } catch {
    throw wrong;
  }
}

function fromPem(text: string): unknown {
  // A private key would be read as its public half: it has no business in this file.
  return text.includes('PRIVATE') ? undefined : createPublicKey(text).export({ format: 'jwk' });
}
