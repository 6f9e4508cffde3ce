import { concat } from '../bytes.ts';
import { decryptCbc, encryptCbc, rotatedLeft, sameBytes, ZERO_IV } from './aes-cbc.ts';
import { aesCmac } from './aes-cmac.ts';
import { dataOf, MORE_TO_COME, nativeApdu } from './apdu.ts';
import { type CardAnswer, type CardRefusal, malformed } from './status-words.ts';

/**
 * AuthenticateEV2First and AuthenticateEV2NonFirst of an NTAG 424 DNA, the
 * client's side (NT4H2421Gx §9.1.5 to §9.1.7): both sides prove that they hold
 * key K, and agree on session keys. A pure machine: each step gives the APDU
 * to send and the state to keep, or the end.
 *
 *     card ← 71 key, capabilities        card → E(K, RndB) 91AF
 *     card ← AF E(K, RndA ‖ RndB')       card → E(K, TI ‖ RndA' ‖ …) 9100
 */
export interface Ev2Session {
  /** KSesAuthENC, 16 bytes. */
  kSesAuthEnc: Uint8Array;
  /** KSesAuthMAC, 16 bytes. */
  kSesAuthMac: Uint8Array;
  /** Transaction identifier, 4 bytes; the same from First through every NonFirst. */
  ti: Uint8Array;
  /** Commands sent in this transaction, 0 to 65535. */
  cmdCtr: number;
}

export interface Ev2Credentials {
  /** 0 to 4 on an NTAG 424 DNA. */
  keyNumber: number;
  /** AES-128, 16 bytes. */
  key: Uint8Array;
  /** 16 fresh bytes from a cryptographic source; an argument so that published vectors run. */
  rndA: Uint8Array;
}

/** What the machine remembers between two answers of the card; holds keys, so never log it. */
export type Ev2AuthState = Ev2Credentials & {
  /** The transaction that NonFirst continues; absent for First. */
  within?: { ti: Uint8Array; cmdCtr: number };
  /** The card's challenge, once it is known. */
  rndB?: Uint8Array;
};

export interface Ev2AuthSend {
  kind: 'send';
  /** The command APDU. */
  apdu: Uint8Array;
  state: Ev2AuthState;
}

export type Ev2AuthStep = Ev2AuthSend | { kind: 'authenticated'; session: Ev2Session } | CardRefusal;

/** Starts a transaction: fresh TI, command counter 0. @throws RangeError for a key or RndA not of 16 bytes */
export function authenticateEv2First(credentials: Ev2Credentials): Ev2AuthSend {
  // LenCap 00: no capabilities of ours to announce (Table 25).
  return start(0x71, Uint8Array.of(credentials.keyNumber, 0), credentials);
}

/** Changes to another key within the transaction of `session`: TI and counter go on (NT4H2421Gx §9.1.6). */
export function authenticateEv2NonFirst(session: Ev2Session, credentials: Ev2Credentials): Ev2AuthSend {
  const within = { ti: session.ti, cmdCtr: session.cmdCtr };
  return start(0x77, Uint8Array.of(credentials.keyNumber), { ...credentials, within });
}

/** The next step, given the card's answer to the last `apdu`. Takes any bytes. */
export function ev2AuthReceive(state: Ev2AuthState, response: Uint8Array): Ev2AuthStep {
  const { rndB } = state;
  return rndB ? finish({ ...state, rndB }, response) : answerChallenge(state, response);
}

function start(ins: number, data: Uint8Array, state: Ev2AuthState): Ev2AuthSend {
  if (state.key.length !== 16 || state.rndA.length !== 16) throw new RangeError('key and RndA are 16 bytes each');
  return { kind: 'send', apdu: nativeApdu(ins, data), state };
}

function answerChallenge(state: Ev2AuthState, response: Uint8Array): Ev2AuthStep {
  const challenge = dataOf(response, MORE_TO_COME);
  if (challenge.kind !== 'ok') return challenge;
  if (challenge.value.length !== 16) return malformed(`challenge of ${challenge.value.length} bytes, not 16`);
  const rndB = decryptCbc(state.key, ZERO_IV, challenge.value);
  const token = encryptCbc(state.key, ZERO_IV, concat(state.rndA, rotatedLeft(rndB)));
  return { kind: 'send', apdu: nativeApdu(0xaf, token), state: { ...state, rndB } };
}

function finish(state: Ev2AuthState & { rndB: Uint8Array }, response: Uint8Array): Ev2AuthStep {
  const proof = proofOf(response, state.within ? 16 : 32);
  if (proof.kind !== 'ok') return proof;
  const plain = decryptCbc(state.key, ZERO_IV, proof.value);
  const rndAStart = state.within ? 0 : 4;
  const rotatedRndA = plain.subarray(rndAStart, rndAStart + 16);
  if (!sameBytes(rotatedRndA, rotatedLeft(state.rndA))) return { kind: 'not-genuine' };
  // After RndA' First tells PDcap2 and PCDcap2, 6 bytes each; nothing here depends on them.
  const { ti, cmdCtr } = state.within ?? { ti: plain.slice(0, 4), cmdCtr: 0 };
  return { kind: 'authenticated', session: { ...sessionKeys(state), ti, cmdCtr } };
}

function proofOf(response: Uint8Array, length: number): CardAnswer<Uint8Array> {
  const proof = dataOf(response);
  // The card found RndB' wrong, and RndB' is right whenever the key is.
  if (proof.kind === 'status' && proof.name === 'authentication-error') return { kind: 'wrong-key' };
  if (proof.kind === 'ok' && proof.value.length !== length) {
    return malformed(`proof of ${proof.value.length} bytes, not ${length}`);
  }
  return proof;
}

/**
 * KSesAuthENC and KSesAuthMAC (NT4H2421Gx §9.1.7): CMACs under K of SV1 and SV2,
 * label ‖ 0001 0080 ‖ RndA[15..14] ‖ (RndA[13..8] ⊕ RndB[15..10]) ‖ RndB[9..0] ‖ RndA[7..0],
 * where index 15 is the first byte.
 */
function sessionKeys({ key, rndA, rndB }: { key: Uint8Array; rndA: Uint8Array; rndB: Uint8Array }) {
  const mixed = rndB.slice(0, 6).map((byte, i) => byte ^ rndA[2 + i]!);
  const context = concat(Uint8Array.of(0, 1, 0, 0x80), rndA.slice(0, 2), mixed, rndB.slice(6), rndA.slice(8));
  return {
    kSesAuthEnc: aesCmac(key, concat(Uint8Array.of(0xa5, 0x5a), context)),
    kSesAuthMac: aesCmac(key, concat(Uint8Array.of(0x5a, 0xa5), context)),
  };
}
