import { createCipheriv, createDecipheriv } from 'node:crypto';
import { bytes, same } from '../../bytes.ts';
import type { Chip } from './chip.ts';
import { NATIVE, type Outcome } from './native-status.ts';
import { sessionKeys } from './secure-messaging.ts';

/** AuthenticateEV2First and AuthenticateEV2NonFirst (NT4H2421Gx, 9.1.5, 9.1.6, 10.4.1, 10.4.2). */

/** What part 1 leaves for part 2. */
export interface PendingAuthentication {
  readonly kind: 'authentication';
  readonly first: boolean;
  readonly keyNo: number;
  readonly rndB: Uint8Array;
  /** PCDcap2 as received, cut or padded to 6 bytes. */
  readonly capabilities: Uint8Array;
}

/** From this many failures in a row on, the chip makes the reader wait (AN12196, failed authentication counters). */
const PATIENCE = 50;

/** Part 1: gives E(K; RndB) and waits for part 2. The answer's status is 91AF. */
export function challenge(chip: Chip, first: boolean, data: Uint8Array): Outcome {
  const keyNo = data[0];
  if (keyNo === undefined) return NATIVE.lengthError;
  const capabilities = first ? data.slice(2) : data.slice(1);
  if (first && (data.length < 2 || data[1]! > 6 || capabilities.length !== data[1])) return NATIVE.lengthError;
  if (!first && data.length !== 1) return NATIVE.lengthError;
  if (keyNo & 0xc0) return NATIVE.parameterError;
  if (!first && !chip.state.session) return NATIVE.permissionDenied;
  const key = chip.state.level === 'application' ? chip.memory.keys[keyNo] : undefined;
  if (!key) return NATIVE.noSuchKey;
  const refusal = refusedForFailures(chip, keyNo);
  if (refusal !== undefined) return refusal;
  const rndB = chip.random(16);
  const fullCapabilities = bytes(capabilities, new Uint8Array(6)).slice(0, 6);
  chip.state.pending = { kind: 'authentication', first, keyNo, rndB, capabilities: fullCapabilities };
  return cbc(key, rndB, 'encrypt');
}

/** Part 2: checks RndB', opens the session, gives E(K; [TI ||] RndA' [|| PDcap2 || PCDcap2]). */
export function response(chip: Chip, pending: PendingAuthentication, data: Uint8Array): Outcome {
  const { memory, state } = chip;
  const transaction = state.session;
  state.session = undefined;
  if (data.length !== 32) return NATIVE.lengthError;
  const key = memory.keys[pending.keyNo]!;
  const plain = cbc(key, data, 'decrypt');
  const rndA = plain.slice(0, 16);
  if (!same(plain.slice(16), rotated(pending.rndB))) {
    failed(chip, pending.keyNo);
    return NATIVE.authenticationError;
  }
  succeeded(chip, pending.keyNo);
  const keys = sessionKeys(key, rndA, pending.rndB);
  if (!pending.first && transaction) {
    state.session = { ...keys, keyNo: pending.keyNo, ti: transaction.ti, counter: transaction.counter };
    return cbc(key, rotated(rndA), 'encrypt');
  }
  const ti = chip.random(4);
  state.session = { ...keys, keyNo: pending.keyNo, ti, counter: 0 };
  // PDcap2 is all zeros on an AES-only chip.
  return cbc(key, bytes(ti, rotated(rndA), new Uint8Array(6), pending.capabilities), 'encrypt');
}

/**
 * Failed authentication counters of one key: a locked key is refused for ever; after too many
 * failures in a row the reader must keep trying until as many refusals are spent as there were
 * failures too many.
 */
function refusedForFailures(chip: Chip, keyNo: number): number | undefined {
  const { failureLimit, keyFailures } = chip.memory;
  const key = keyFailures[keyNo]!;
  if (!failureLimit.enabled) return undefined;
  if (key.total >= failureLimit.limit) return NATIVE.permissionDenied;
  if (key.inARow < PATIENCE || key.spent > key.inARow - PATIENCE) return undefined;
  key.spent += 1;
  chip.changed();
  return NATIVE.authenticationDelay;
}

function failed(chip: Chip, keyNo: number): void {
  const key = chip.memory.keyFailures[keyNo]!;
  key.inARow = Math.min(key.inARow + 1, 0xff);
  key.total = Math.min(key.total + 1, 0xffff);
  key.spent = 0;
  chip.changed();
}

function succeeded(chip: Chip, keyNo: number): void {
  const key = chip.memory.keyFailures[keyNo]!;
  if (key.inARow === 0 && key.total === 0) return;
  key.inARow = 0;
  key.spent = 0;
  key.total = Math.max(0, key.total - chip.memory.failureLimit.decrement);
  chip.changed();
}

/** AES-CBC with a zero IV, without padding (9.1.4). */
function cbc(key: Uint8Array, blocks: Uint8Array, how: 'encrypt' | 'decrypt'): Uint8Array {
  const make = how === 'encrypt' ? createCipheriv : createDecipheriv;
  return new Uint8Array(make('aes-128-cbc', key, new Uint8Array(16)).setAutoPadding(false).update(blocks));
}

function rotated(block: Uint8Array): Uint8Array {
  return bytes(block.slice(1), block[0]!);
}
