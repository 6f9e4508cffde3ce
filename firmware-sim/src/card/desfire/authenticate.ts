import { bytes, same } from '../../bytes.ts';
import { application, type Chip } from './chip.ts';
import { type DesfireKey, decrypt, encrypt, undoReaderDecryption } from './crypto.ts';
import { sessionKey } from './session.ts';
import { DF, type Outcome } from './status.ts';

/** The three authentications: legacy DES (0A), ISO with triple DES (1A), AES (AA); MF3ICD41 */
export const AUTHENTICATE = { legacy: 0x0a, iso: 0x1a, aes: 0xaa } as const;

/** Between the two parts. */
export interface PendingAuthentication {
  readonly code: number;
  readonly keyNo: number;
  readonly key: DesfireKey;
  readonly rndB: Uint8Array;
  readonly encryptedRndB: Uint8Array;
}

export function isAuthentication(code: number): boolean {
  return Object.values(AUTHENTICATE).some((one) => one === code);
}

/** Part 1: gives E(RndB), or a status. Any authentication so far ends. */
export function challenge(
  chip: Chip,
  code: number,
  data: Uint8Array,
): { pending: PendingAuthentication; data: Uint8Array } | number {
  chip.state.session = undefined;
  if (data.length !== 1) return DF.lengthError;
  const keyNo = data[0]!;
  const key = application(chip).keys[keyNo];
  if (!key) return DF.noSuchKey;
  if ((code === AUTHENTICATE.aes) !== (key.type === 'aes')) return DF.authenticationError;
  const size = key.type === 'aes' ? 16 : 8;
  const rndB = chip.random(size);
  const encryptedRndB = encrypt(key.type, key.value, new Uint8Array(size), rndB);
  return { pending: { code, keyNo, key, rndB, encryptedRndB }, data: encryptedRndB };
}

/** Part 2: checks RndB rotated, opens the session, gives E(RndA rotated). */
export function response(chip: Chip, pending: PendingAuthentication, token: Uint8Array): Outcome {
  const { key, rndB, encryptedRndB } = pending;
  const size = rndB.length;
  if (token.length !== 2 * size) return DF.lengthError;
  const legacy = pending.code === AUTHENTICATE.legacy;
  // Since EV1 the initialisation vector runs on through the three messages.
  const plain = legacy ? undoReaderDecryption(key.value, token) : decrypt(key.type, key.value, encryptedRndB, token);
  const rndA = plain.slice(0, size);
  if (!same(plain.slice(size), rotated(rndB))) return DF.authenticationError;
  chip.state.session = {
    keyNo: pending.keyNo,
    protocol: legacy ? 'legacy' : 'chained',
    type: key.type,
    key: sessionKey(key, rndA, rndB),
    iv: new Uint8Array(size),
  };
  return encrypt(key.type, key.value, legacy ? new Uint8Array(size) : token.slice(-size), rotated(rndA));
}

function rotated(block: Uint8Array): Uint8Array {
  return bytes(block.slice(1), block[0]!);
}
