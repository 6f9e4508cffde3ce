import express from 'express';
import fc from 'fast-check';
import request from 'supertest';
import { beforeEach, describe, expect, it } from 'vitest';
import { pairingKey } from '../device/secrets.ts';
import { nearly } from '../fuzz.testing.ts';
import { type DeviceStore, deviceAccess } from './device-access.ts';
import { problemHandler } from './problem.ts';

/** A parent that knows no device, and whose database takes only text for an id, as ours do. */
const store: DeviceStore = {
  openCodes: async () => [pairingKey('ABCD-EFGH')],
  redeemCode: async () => undefined,
  deviceKey: async (id) => {
    if (typeof id !== 'string') throw new TypeError('not a value that a database can bind');
    return undefined;
  },
  rememberAssertion: async () => false,
  saveToken: async () => {},
  mayUseBearer: async () => true,
  tokenDevice: async () => undefined,
};

const faults: unknown[] = [];
beforeEach(() => {
  faults.length = 0;
});
const app = express();
app.use(deviceAccess(store, () => 'https://hub.example'));
app.use(problemHandler((error) => void faults.push(error)));

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '').toString('base64url');

describe('a stranger at the door', () => {
  it('is refused a token for whatever assertion, never with a fault of ours', async () => {
    const jwt = fc
      .tuple(
        nearly({ alg: 'ES384', typ: 'JWT' }),
        nearly({ iss: 'device', sub: 'device', jti: 'x', exp: 1 }),
        fc.string(),
      )
      .map(([header, claims, signature]) => `${base64(header)}.${base64(claims)}.${signature}`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(jwt, fc.string()), async (client_assertion) => {
        const answer = await request(app).post('/auth/token').type('form').send({
          grant_type: 'client_credentials',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion,
        });
        expect([400, 401]).toContain(answer.status);
      }),
      { numRuns: 150 },
    );
    expect(faults).toEqual([]);
  });
  it('is refused pairing for whatever it sends, never with a fault of ours', async () => {
    const good = { proof: 'x', name: 'Kiosk', publicJwk: { kty: 'EC', crv: 'P-384', x: 'x', y: 'y' } };
    await fc.assert(
      fc.asyncProperty(fc.oneof(nearly(good), fc.jsonValue()), async (body) => {
        const answer = await request(app).post('/devices/pair').type('json').send(JSON.stringify(body));
        expect([400, 403]).toContain(answer.status);
      }),
      { numRuns: 80, examples: [[{ ...good, publicJwk: { ...good.publicJwk, y: '' } }]] },
    );
    expect(faults).toEqual([]);
  });
});
