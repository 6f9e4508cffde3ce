import type { JWK } from '@tapwell/shared/device/identity';
import { newPairingCode, pairingKey } from '@tapwell/shared/device/secrets';
import type { DeviceStore } from '@tapwell/shared/http/device-access';
import { newId } from '@tapwell/shared/ids';
import type { Db } from './open.ts';

const CODE_MS = 10 * 60_000;

/** A single-use code, good for ten minutes, with which one kiosk may pair. */
export function issuePairingCode(db: Db, now: Date): string {
  const code = newPairingCode();
  const expires = new Date(now.getTime() + CODE_MS).toISOString();
  db.prepare('INSERT INTO pairing_code (hash, expires_at) VALUES (?, ?)').run(pairingKey(code), expires);
  return code;
}

/** The kiosks paired with this hub and their tokens. */
export function deviceStore(db: Db): DeviceStore {
  const useCode = db.prepare(
    'UPDATE pairing_code SET used_at = @now WHERE hash = @hash AND used_at IS NULL AND expires_at > @now',
  );
  const openCodes = db
    .prepare<[string], string>('SELECT hash FROM pairing_code WHERE used_at IS NULL AND expires_at > ?')
    .pluck();
  const addDevice = db.prepare('INSERT INTO device (id, name, public_jwk, paired_at) VALUES (?, ?, ?, ?)');
  const key = db.prepare<[string], { public_jwk: string }>(
    'SELECT public_jwk FROM device WHERE id = ? AND revoked_at IS NULL',
  );
  const remember = db.prepare('INSERT OR IGNORE INTO assertion VALUES (?, ?)');
  const forget = db.prepare('DELETE FROM assertion WHERE expires_at < ?');
  const saveToken = db.prepare('INSERT INTO token (hash, device_id, expires_at, proof_key) VALUES (?, ?, ?, ?)');
  const dropTokens = db.prepare('DELETE FROM token WHERE expires_at < ?');
  const tokenDevice = db.prepare<[string, string], { deviceId: string; proofKey: string | null }>(
    `SELECT device_id AS deviceId, proof_key AS proofKey FROM token JOIN device ON device.id = device_id
     WHERE hash = ? AND expires_at > ? AND revoked_at IS NULL`,
  );
  const redeem = db.transaction((codeKey: string, jwk: JWK, name: string, now: Date) => {
    const iso = now.toISOString();
    if (useCode.run({ hash: codeKey, now: iso }).changes === 0) return undefined;
    const id = newId();
    addDevice.run(id, name, JSON.stringify(jwk), iso);
    return id;
  });
  const daysAgo = (n: number) => new Date(Date.now() - n * 86_400_000).toISOString();
  return {
    openCodes: async (now) => openCodes.all(now.toISOString()),
    redeemCode: async (codeKey, jwk, name, now) => redeem.immediate(codeKey, jwk, name, now),
    deviceKey: async (id) => {
      const row = key.get(id);
      return row && (JSON.parse(row.public_jwk) as JWK);
    },
    rememberAssertion: async (jti, expiresAt) => {
      forget.run(daysAgo(1));
      return remember.run(jti, expiresAt.toISOString()).changes === 1;
    },
    mayUseBearer: async () => false,
    saveToken: async (hash, deviceId, expiresAt, proofKey) => {
      dropTokens.run(daysAgo(1));
      saveToken.run(hash, deviceId, expiresAt.toISOString(), proofKey ?? null);
    },
    tokenDevice: async (hash, now) => tokenDevice.get(hash, now.toISOString()),
  };
}
