import { expect, it } from 'vitest';
import { newToken, tokenHash } from '../device/secrets.ts';
import type { StaffStore } from './staff-sign-in.ts';

const MINUTE_MS = 60_000;

/**
 * What every store of staff sessions must do; run on the hub's and on central's.
 * @param open a store that knows the staff id `rosa`, with an idle time of 15 minutes
 */
export function staffStoreContract(open: () => Promise<StaffStore>): void {
  const at = (minutes: number) => new Date(Date.now() + minutes * MINUTE_MS);
  const begin = async (hours = 10) => {
    const store = await open();
    const hash = tokenHash(newToken());
    await store.saveSession(hash, 'rosa', at(hours * 60));
    return { store, hash };
  };

  it('knows whose session it is until it is ended', async () => {
    const { store, hash } = await begin();
    expect(await store.session(hash, at(0))).toMatchObject({ id: 'rosa' });
    await store.endSession(hash);
    expect(await store.session(hash, at(0))).toBeUndefined();
    expect(await store.endedIdle(hash, at(60))).toBe(false);
  });
  it('ends a session after its idle time, and remembers that this was why', async () => {
    const { store, hash } = await begin();
    expect(store.idleMinutes).toBe(15);
    expect(await store.session(hash, at(14.9))).toBeDefined();
    expect(await store.endedIdle(hash, at(14.9))).toBe(false);
    expect(await store.session(hash, at(15.1))).toBeUndefined();
    expect(await store.endedIdle(hash, at(15.1))).toBe(true);
  });
  it('lets a session go on for whoever does something, to within a minute', async () => {
    const { store, hash } = await begin();
    for (let minutes = 0.5; minutes < 60; minutes += 0.5) await store.touchSession(hash, at(minutes));
    expect(await store.session(hash, at(59.5 + 13.9))).toBeDefined();
    expect(await store.session(hash, at(59.5 + 15.1))).toBeUndefined();
  });
  it('ends a session at its last hour, whatever anybody does', async () => {
    const { store, hash } = await begin(1);
    for (let minutes = 5; minutes < 60; minutes += 5) await store.touchSession(hash, at(minutes));
    expect(await store.session(hash, at(59))).toBeDefined();
    expect(await store.session(hash, at(61))).toBeUndefined();
    expect(await store.endedIdle(hash, at(61))).toBe(false);
  });
}
