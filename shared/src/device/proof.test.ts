import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { nearly } from '../fuzz.testing.ts';
import { ProofKey, ProofReader } from './proof.ts';

const now = new Date('2026-06-01T10:00:00Z');
const what = { method: 'POST', url: 'https://hub.example/kiosk/taps?x=1#y', now };

describe('a proof', () => {
  it('says what RFC 9449 §4.2 asks for, in a JWT that others can verify', async () => {
    const proof = new ProofKey().prove({ ...what, token: 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU', nonce: 'n' });
    const header = JSON.parse(Buffer.from(proof.split('.')[0]!, 'base64url').toString());
    expect(header).toMatchObject({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty: 'EC', crv: 'P-256' } });
    expect(header.jwk.d).toBeUndefined();
    const { payload } = await compactVerify(proof, await importJWK(header.jwk, 'ES256'));
    expect(JSON.parse(Buffer.from(payload).toString())).toEqual({
      jti: expect.any(String),
      htm: 'POST',
      htu: 'https://hub.example/kiosk/taps',
      iat: now.getTime() / 1000,
      // The token and hash of RFC 9449 §7.1, figure 12 and 13.
      ath: 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo',
      nonce: 'n',
    });
  });
  it('names its key as RFC 7638 does', async () => {
    const key = new ProofKey();
    const read = new ProofReader().read(key.prove(what))!;
    const header = JSON.parse(Buffer.from(key.prove(what).split('.')[0]!, 'base64url').toString());
    expect(read.thumbprint).toBe(key.thumbprint);
    expect(key.thumbprint).toBe(await calculateJwkThumbprint(header.jwk));
  });
  it('is as good with a key that is cheap to verify, and bears that key and its algorithm only', async () => {
    const key = await ProofKey.cheapToVerify();
    const proof = key.prove({ ...what, nonce: 'n', body: Buffer.from('{}') });
    const header = JSON.parse(Buffer.from(proof.split('.')[0]!, 'base64url').toString());
    expect(header).toEqual({ typ: 'dpop+jwt', alg: 'RS256', jwk: { kty: 'RSA', e: 'AQAB', n: expect.any(String) } });
    await compactVerify(proof, await importJWK(header.jwk, 'RS256'));
    const reader = new ProofReader();
    expect(reader.read(proof)?.thumbprint).toBe(await calculateJwkThumbprint(header.jwk));
    const [, payload, signature] = proof.split('.');
    const wrong = [
      { ...header, alg: 'ES256' },
      { ...header, alg: 'RS512' },
      { ...header, jwk: { ...header.jwk, d: 'AQAB' } },
      { ...header, jwk: { ...header.jwk, e: 'Aw' } },
      { ...header, jwk: { ...header.jwk, n: header.jwk.n.slice(4) } },
    ];
    for (const other of wrong) {
      const head = Buffer.from(JSON.stringify(other)).toString('base64url');
      expect(reader.read(`${head}.${payload}.${signature}`)).toBeUndefined();
    }
    const changed = Buffer.from(JSON.stringify({ jti: 'long-enough', htm: 'GET', htu: 'x', iat: 1 })).toString(
      'base64url',
    );
    expect(reader.read(`${proof.split('.')[0]}.${changed}.${signature}`)).toBeUndefined();
  });
  it('as RFC 9449 §4.1 prints one is read', () => {
    const printed =
      'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg';
    const read = new ProofReader().read(printed);
    expect(read?.claims).toMatchObject({ htm: 'POST', htu: 'https://server.example.com/token', iat: 1562262616 });
    // RFC 9449 §6, figure 7: the thumbprint of this very key.
    expect(read?.thumbprint).toBe('0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I');
  });
  it('with one character changed is none', () => {
    const proof = new ProofKey().prove({ ...what, nonce: 'n', body: Buffer.from('{}') });
    const reader = new ProofReader();
    expect(reader.read(proof)).toBeDefined();
    fc.assert(
      // Not the last character: base64url leaves some of its bits without a meaning.
      fc.property(fc.nat(proof.length - 2), fc.constantFrom(...'AZaz09-_.'), (at, letter) => {
        fc.pre(proof[at] !== letter);
        expect(reader.read(proof.slice(0, at) + letter + proof.slice(at + 1))).toBeUndefined();
      }),
    );
  });
  it('of the wrong kind, or that gives its private key away, is none', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const claims = { jti: 'long-enough', htm: 'GET', htu: 'https://hub.example/', iat: 1 };
    const good = { typ: 'dpop+jwt', alg: 'ES256', jwk: publicKey.export({ format: 'jwk' }) };
    const made = (header: unknown, payload: unknown = claims) => {
      const part = (json: unknown) => Buffer.from(JSON.stringify(json) ?? '').toString('base64url');
      const signed = `${part(header)}.${part(payload)}`;
      const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${signed}.${signature.toString('base64url')}`;
    };
    const reader = new ProofReader();
    expect(reader.read(made(good))).toBeDefined();
    const wrong = [
      { ...good, typ: 'JWT' },
      { ...good, alg: 'none' },
      { ...good, jwk: privateKey.export({ format: 'jwk' }) },
      { ...good, crit: ['x'] },
      { ...good, jwk: { ...good.jwk, x: good.jwk.y } },
    ];
    for (const header of wrong) expect(reader.read(made(header))).toBeUndefined();
    fc.assert(
      fc.property(nearly(good), nearly(claims), (header, payload) => {
        const read = reader.read(made(header, payload));
        expect(read === undefined || typeof read.claims.jti === 'string').toBe(true);
      }),
    );
  });
});
