import { generateKeyPairSync } from 'node:crypto';
import { newKeyPair } from '@tapwell/shared/device/identity';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rightsOf } from '../store/devices.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord } from '../testing/record.ts';
import { readProgramKey, registerProgram } from './programs.ts';

describe('the key of a program', () => {
  it('is read from PEM, from a JWK and from a set of keys', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const jwk = publicKey.export({ format: 'jwk' });
    for (const text of [
      publicKey.export({ format: 'pem', type: 'spki' }) as string,
      JSON.stringify(jwk),
      JSON.stringify({ keys: [jwk] }),
    ]) {
      expect(readProgramKey(text)).toEqual(jwk);
    }
  });
  it('is never a private one, nor of another kind, and the error says nothing of it', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    const { privateJwk } = await newKeyPair();
    for (const text of [
      privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
      JSON.stringify(privateJwk),
      other.export({ format: 'pem', type: 'spki' }) as string,
      'secret words',
      '{}',
      '{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}',
    ]) {
      expect(() => readProgramKey(text)).toThrow('The file should hold a public key on the curve P-384');
    }
  });
});

describe('a program', () => {
  let db: CentralDb;
  beforeEach(async () => {
    db = await smallRecord();
  });
  afterEach(() => db.destroy());

  it('may do what it was let in for, and letting it in is in the log', async () => {
    const { publicJwk } = await newKeyPair();
    const id = await registerProgram(
      db,
      { name: 'Study', key: publicJwk, scopes: ['read'], schemeId: 'scheme' },
      new Date(),
    );
    await expect(rightsOf(db, id)).resolves.toEqual({
      hub: null,
      mayRead: true,
      mayAudit: false,
      schemeId: 'scheme',
      mayWrite: null,
    });
    await expect(db.selectFrom('audit').select(['action', 'subject']).execute()).resolves.toEqual([
      { action: 'add program', subject: id },
    ]);
  });
  it('of one scheme may only read, and of a scheme that is here', async () => {
    const { publicJwk: key } = await newKeyPair();
    const add = (scopes: ('read' | 'audit')[], schemeId: string) =>
      registerProgram(db, { name: 'Study', key, scopes, schemeId }, new Date());
    await expect(add(['read', 'audit'], 'scheme')).rejects.toThrow('may only read');
    await expect(add(['read'], 'nowhere')).rejects.toThrow('There is no scheme "nowhere"');
  });
});
