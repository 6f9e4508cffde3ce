import { concat } from '../bytes.ts';
import { decryptCbc, encryptCbc, rotatedLeft, sameBytes, ZERO_IV } from './aes-cbc.ts';
import { dataOf, MORE_TO_COME, nativeApdu } from './apdu.ts';
import { type CardRefusal, malformed } from './status-words.ts';

/**
 * AES authentication of a MIFARE DESFire EV1 (command AA), the reader's side
 * as a pure machine. The hub runs it: it holds the key, while the kiosk only
 * relays the APDUs.
 *
 *     card ← AA key                      card → E(K, RndB) 91AF
 *     card ← AF E(K, RndA ‖ RndB')       card → E(K, RndA') 9100
 *
 * Unlike EV2 the three messages are one CBC chain: each starts from the last
 * block of the one before, in whichever direction that went.
 */
export interface DesfireSession {
  /** Session key, 16 bytes. */
  key: Uint8Array;
  /** Where the chain stands, 16 bytes; every command and every answer moves it on. */
  iv: Uint8Array;
}

export interface DesfireCredentials {
  /** 0 to 13. */
  keyNumber: number;
  /** AES-128, 16 bytes. */
  key: Uint8Array;
  /** 16 fresh bytes from a cryptographic source. */
  rndA: Uint8Array;
}

/** What the machine remembers between two answers; holds a key, so never log it. */
export type DesfireAuthState = DesfireCredentials & {
  /** The card's challenge and the chain's last block, once they are known. */
  challenged?: { rndB: Uint8Array; iv: Uint8Array };
};

export interface DesfireAuthSend {
  kind: 'send';
  /** The command APDU. */
  apdu: Uint8Array;
  state: DesfireAuthState;
}

export type DesfireAuthStep = DesfireAuthSend | { kind: 'authenticated'; session: DesfireSession } | CardRefusal;

/** Starts authentication in the selected application. @throws RangeError for a key or RndA not of 16 bytes */
export function authenticateDesfire(credentials: DesfireCredentials): DesfireAuthSend {
  const { key, keyNumber, rndA } = credentials;
  if (key.length !== 16 || rndA.length !== 16) throw new RangeError('key and RndA are 16 bytes each');
  return { kind: 'send', apdu: nativeApdu(0xaa, Uint8Array.of(keyNumber)), state: credentials };
}

/** The next step, given the card's answer to the last `apdu`. Takes any bytes. */
export function desfireAuthReceive(state: DesfireAuthState, response: Uint8Array): DesfireAuthStep {
  return state.challenged ? finish(state, state.challenged, response) : answerChallenge(state, response);
}

function answerChallenge(state: DesfireAuthState, response: Uint8Array): DesfireAuthStep {
  const challenge = dataOf(response, MORE_TO_COME);
  if (challenge.kind !== 'ok') return challenge;
  if (challenge.value.length !== 16) return malformed(`challenge of ${challenge.value.length} bytes, not 16`);
  const rndB = decryptCbc(state.key, ZERO_IV, challenge.value);
  const token = encryptCbc(state.key, challenge.value, concat(state.rndA, rotatedLeft(rndB)));
  const challenged = { rndB, iv: token.slice(-16) };
  return { kind: 'send', apdu: nativeApdu(0xaf, token), state: { ...state, challenged } };
}

function finish(
  { key, rndA }: DesfireAuthState,
  { rndB, iv }: NonNullable<DesfireAuthState['challenged']>,
  response: Uint8Array,
): DesfireAuthStep {
  const proof = dataOf(response);
  if (proof.kind === 'status' && proof.name === 'authentication-error') return { kind: 'wrong-key' };
  if (proof.kind !== 'ok') return proof;
  if (proof.value.length !== 16) return malformed(`proof of ${proof.value.length} bytes, not 16`);
  if (!sameBytes(decryptCbc(key, iv, proof.value), rotatedLeft(rndA))) return { kind: 'not-genuine' };
  const sessionKey = concat(rndA.slice(0, 4), rndB.slice(0, 4), rndA.slice(12), rndB.slice(12));
  return { kind: 'authenticated', session: { key: sessionKey, iv: ZERO_IV } };
}
