import { crc32 } from 'node:zlib';
import { bytes, le, same, toLe } from '../../bytes.ts';
import type { Chip } from './chip.ts';
import type { NativeCommand } from './native-commands.ts';
import { NATIVE } from './native-status.ts';

/** Keys, configuration and identity (NT4H2421Gx, 10.5 and 10.6). */

const MASTER_KEY = 0;

/** ChangeKey (10.6.1): key 0 as NewKey || version; others as NewKey ^ OldKey || version || CRC32 of NewKey. */
export const changeKey: NativeCommand = {
  header: 1,
  mode: (chip, [keyNo]) => {
    if (keyNo! & 0xc0) return NATIVE.parameterError;
    if (chip.state.level !== 'application') return NATIVE.permissionDenied;
    if (keyNo! > 4) return NATIVE.noSuchKey;
    return chip.state.session?.keyNo === MASTER_KEY ? 'full' : NATIVE.authenticationError;
  },
  run: (chip, header, data) => {
    const keyNo = header[0]!;
    if (data.length !== (keyNo === MASTER_KEY ? 17 : 21)) return NATIVE.lengthError;
    const old = chip.memory.keys[keyNo]!;
    const key = keyNo === MASTER_KEY ? data.slice(0, 16) : data.slice(0, 16).map((value, i) => value ^ old[i]!);
    if (keyNo !== MASTER_KEY && !same(data.slice(17), checksum(key))) return NATIVE.integrityError;
    chip.memory.keys[keyNo] = key;
    chip.memory.keyVersions[keyNo] = data[16]!;
    chip.memory.keyFailures[keyNo] = { inARow: 0, total: 0, spent: 0 };
    chip.changed();
    if (keyNo === MASTER_KEY) chip.state.session = undefined;
    return bytes();
  },
};

/** CRC32 as in IEEE 802.3 but without the last inversion, least significant byte first, as cards compute it. */
function checksum(key: Uint8Array): Uint8Array {
  return toLe((crc32(key) ^ 0xffffffff) >>> 0, 4);
}

/** GetKeyVersion (10.6.2). */
export const getKeyVersion: NativeCommand = {
  header: 1,
  mode: (chip, [keyNo]) => {
    if (keyNo! & 0xf0) return NATIVE.parameterError;
    return chip.state.level === 'application' && keyNo! <= 4 ? 'mac' : NATIVE.noSuchKey;
  },
  run: (chip, header, data) => (data.length ? NATIVE.lengthError : bytes(chip.memory.keyVersions[header[0]!]!)),
};

/** GetCardUID (10.5.3): the true UID, also of a card with Random ID. */
export const getCardUid: NativeCommand = {
  header: 0,
  mode: (chip) => (chip.state.session ? 'full' : NATIVE.authenticationError),
  run: (chip, _, data) => (data.length ? NATIVE.lengthError : chip.memory.uid),
};

/** Read_Sig (10.11): the originality signature; all zeros, for this is no chip of NXP's. */
export const readSignature: NativeCommand = {
  header: 1,
  mode: (chip, [address]) => {
    if (address !== 0) return NATIVE.parameterError;
    return chip.memory.randomId && !chip.state.session ? NATIVE.authenticationError : 'full';
  },
  run: (_chip, _header, data) => (data.length ? NATIVE.lengthError : new Uint8Array(56)),
};

/** SetConfiguration (10.5.1). */
export const setConfiguration: NativeCommand = {
  header: 1,
  mode: (chip) => {
    if (chip.state.level !== 'application') return NATIVE.permissionDenied;
    return chip.state.session?.keyNo === MASTER_KEY ? 'full' : NATIVE.authenticationError;
  },
  run: (chip, header, data) => {
    const option = OPTIONS.get(header[0]!);
    if (!option) return NATIVE.parameterError;
    if (data.length !== option.length) return NATIVE.lengthError;
    if (!option.set(chip, data)) return NATIVE.parameterError;
    chip.changed();
    return bytes();
  },
};

/** Options by number (table 50): the length of their data, and what they do; false for a value not allowed. */
const OPTIONS = new Map<number, { length: number; set(chip: Chip, data: Uint8Array): boolean }>([
  [0x00, { length: 1, set: setRandomId }],
  // Chained writing, capabilities and back modulation have no counterpart here; LRP mode is not simulated.
  [0x04, { length: 2, set: () => true }],
  [0x05, { length: 10, set: (_, data) => (data[4]! & 0x02) === 0 }],
  [0x0a, { length: 5, set: setFailureLimit }],
  [0x0b, { length: 1, set: () => true }],
]);

/** Bit 1 switches Random ID on, for ever; the other bits are reserved. */
function setRandomId(chip: Chip, [config]: Uint8Array): boolean {
  if (config! & ~0x02) return false;
  if (config! & 0x02) chip.memory.randomId = true;
  return true;
}

function setFailureLimit(chip: Chip, data: Uint8Array): boolean {
  const enabled = (data[0]! & 0x01) !== 0;
  const limit = le(data, 1, 2);
  if (data[0]! & ~0x01 || (enabled && limit === 0)) return false;
  chip.memory.failureLimit.enabled = enabled;
  if (enabled) Object.assign(chip.memory.failureLimit, { limit, decrement: le(data, 3, 2) });
  return true;
}
