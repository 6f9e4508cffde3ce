import type { DeviceStore } from '@tapwell/shared/http/device-access';
import type { StaffStore } from '@tapwell/shared/http/staff-sign-in';
import { SqliteError } from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { devicesWhileFull, sessionsWhileFull } from './while-full.ts';

const now = new Date();
const soon = new Date(now.getTime() + 60_000);
const full = () => Promise.reject(new SqliteError('database or disk is full', 'SQLITE_FULL'));
const rosa = { id: 'rosa', name: 'Rosa', role: 'provider', providerId: 'tea' };

describe('a kiosk that signs in while the disk is full', () => {
  const revoked = new Set<string>();
  const store = {
    deviceKey: async (id: string) => (revoked.has(id) ? undefined : { kty: 'EC' }),
    rememberAssertion: full,
    saveToken: full,
    tokenDevice: async () => undefined,
  } as unknown as DeviceStore;

  it('gets a token that works until the kiosk is revoked', async () => {
    const devices = devicesWhileFull(store);
    await devices.saveToken('hash', 'door', soon, 'thumbprint');
    expect(await devices.tokenDevice('hash', now)).toEqual({ deviceId: 'door', proofKey: 'thumbprint' });
    revoked.add('door');
    expect(await devices.tokenDevice('hash', now)).toBeUndefined();
    expect(await devices.tokenDevice('another', now)).toBeUndefined();
  });
  it('cannot use an assertion twice', async () => {
    const devices = devicesWhileFull(store);
    expect(await devices.rememberAssertion('jti', soon)).toBe(true);
    expect(await devices.rememberAssertion('jti', soon)).toBe(false);
  });
  it('gets no token when something else is wrong', async () => {
    const broken = { ...store, saveToken: () => Promise.reject(new Error('a bug')) };
    await expect(devicesWhileFull(broken).saveToken('hash', 'door', soon)).rejects.toThrow('a bug');
  });
});

describe('staff while the disk is full', () => {
  const store = { saveSession: full, session: async () => undefined, endSession: full } as unknown as StaffStore;

  it('sign in, are known and sign out', async () => {
    const staff = sessionsWhileFull(store, (id) => (id === 'rosa' ? rosa : undefined));
    await staff.saveSession('hash', 'rosa', soon);
    expect(await staff.session('hash', now)).toEqual(rosa);
    await staff.endSession('hash');
    expect(await staff.session('hash', now)).toBeUndefined();
  });
  it('who signed in before stay signed in, also when their session cannot be touched, and can sign out', async () => {
    let ill = false;
    const before = { ...store, session: () => (ill ? full() : Promise.resolve(rosa)) } as unknown as StaffStore;
    const staff = sessionsWhileFull(before, () => rosa);
    expect(await staff.session('hash', now)).toEqual(rosa);
    ill = true;
    expect(await staff.session('hash', now)).toEqual(rosa);
    await staff.endSession('hash');
    ill = false;
    expect(await staff.session('hash', now)).toBeUndefined();
  });
});
