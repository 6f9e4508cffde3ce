import type { DeviceStore } from '@tapwell/shared/http/device-access';
import type { StaffMember, StaffStore } from '@tapwell/shared/http/staff-sign-in';
import { storeTrouble } from './store-trouble.ts';

/**
 * While nothing can be saved kiosks must still be able to sign in, else they
 * could not hand over their taps the moment there is space; and staff must
 * still see who is here. What lives for minutes or hours is kept in memory
 * then; a restart forgets it, and everyone signs in again.
 */
export function devicesWhileFull(store: DeviceStore): DeviceStore {
  const assertions = new Fading<true>();
  const tokens = new Fading<{ deviceId: string; proofKey: string | null }>();
  return {
    ...store,
    rememberAssertion: async (jti, expiresAt) => {
      if (assertions.get(jti)) return false;
      return otherwise(
        () => store.rememberAssertion(jti, expiresAt),
        async () => {
          assertions.set(jti, true, expiresAt);
          return true;
        },
      );
    },
    saveToken: (hash, deviceId, expiresAt, proofKey) =>
      otherwise(
        () => store.saveToken(hash, deviceId, expiresAt, proofKey),
        async () => tokens.set(hash, { deviceId, proofKey: proofKey ?? null }, expiresAt),
      ),
    tokenDevice: async (hash, now) => {
      const kept = tokens.get(hash);
      // Revoked meanwhile: then there is no key any more.
      if (kept) return (await store.deviceKey(kept.deviceId)) && kept;
      return store.tokenDevice(hash, now);
    },
  };
}

/** @param member who a staff id is */
export function sessionsWhileFull(store: StaffStore, member: (id: string) => StaffMember | undefined): StaffStore {
  const begun = new Fading<string>();
  const seen = new Fading<StaffMember>();
  const ended = new Fading<true>();
  return {
    ...store,
    saveSession: (hash, staffId, expiresAt) =>
      otherwise(
        () => store.saveSession(hash, staffId, expiresAt),
        async () => begun.set(hash, staffId, expiresAt),
      ),
    session: async (hash, now) => {
      if (ended.get(hash)) return undefined;
      const staffId = begun.get(hash);
      if (staffId) return member(staffId);
      const found = await otherwise(
        () => store.session(hash, now),
        async () => seen.get(hash),
      );
      if (found) seen.set(hash, found, new Date(now.getTime() + SEEN_MS));
      return found;
    },
    // Nobody is signed out because their doing something could not be noted; that comes with the next.
    touchSession: (hash, now) =>
      otherwise(
        () => store.touchSession(hash, now),
        async () => {},
      ),
    endSession: async (hash) => {
      begun.delete(hash);
      seen.delete(hash);
      await otherwise(
        () => store.endSession(hash),
        async () => ended.set(hash, true, new Date(Date.now() + LONGEST_SESSION_MS)),
      );
    },
  };
}

const SEEN_MS = 15 * 60_000;
const LONGEST_SESSION_MS = 24 * 3_600_000;

async function otherwise<T>(save: () => Promise<T>, keep: () => Promise<T>): Promise<T> {
  try {
    return await save();
  } catch (error) {
    if (!storeTrouble(error)) throw error;
    return keep();
  }
}

/** A map whose entries end at a time. */
class Fading<V> {
  readonly #entries = new Map<string, { value: V; until: number }>();

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.until > Date.now() ? entry.value : undefined;
  }

  set(key: string, value: V, until: Date): void {
    for (const [old, entry] of this.#entries) if (entry.until <= Date.now()) this.#entries.delete(old);
    this.#entries.set(key, { value, until: until.getTime() });
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
