import { concat } from '../bytes.ts';
import { crc32Card } from './crc32.ts';
import { NTAG424_AID } from './diversify.ts';
import { type CommMode, mostData, type NativeCommand } from './ev2-messaging.ts';
import { readUint24, uint24 } from './little-endian.ts';
import { encodeFileOptions, type FileOptions, type KeyNumber } from './ntag424-settings.ts';
import { type CardAnswer, malformed } from './status-words.ts';

/**
 * The commands that personalise an NTAG 424 DNA, as plain data (NT4H2421Gx §10).
 * In a session seal them; without one use `plainApdu`, which the card takes
 * for those in MAC mode, and for reading and writing what is open to anyone.
 */

/** The files of an NTAG 424 DNA (NT4H2421Gx §8.2.3), by the number that native commands use. */
export const FILE = { capabilityContainer: 1, ndef: 2, proprietary: 3 } as const;
/** Bytes that the NDEF file holds, its two length bytes included. */
export const NDEF_FILE_SIZE = 256;
/** Every key of a card fresh from the factory. */
export const FACTORY_KEY: Uint8Array = new Uint8Array(16);

const NONE = new Uint8Array();

/** Answered in three frames; see `parseVersionFrames` and `parseVersion`. */
export const GET_VERSION: NativeCommand = { ins: 0x60, header: NONE, data: NONE, mode: 'mac' };

/** The card's own UID, enciphered: the only way to learn it once Random ID is on. See {@link parseUid}. */
export const GET_CARD_UID: NativeCommand = { ins: 0x51, header: NONE, data: NONE, mode: 'full' };

/** See `parseFileSettings`. */
export function getFileSettings(file: number): NativeCommand {
  return { ins: 0xf5, header: Uint8Array.of(file), data: NONE, mode: 'mac' };
}

/**
 * Needs a session with the file's `change` key; in plain when anyone may change
 * it. Answered without data. Switching SDM on sets its read counter to 0.
 */
export function changeFileSettings(file: number, options: FileOptions, mode: 'plain' | 'full' = 'full'): NativeCommand {
  return { ins: 0x5f, header: Uint8Array.of(file), data: encodeFileOptions(options), mode };
}

/** SDMReadCtr of a file; in plain when its retrieval is free and there is no session. See {@link parseFileCounters}. */
export function getFileCounters(file: number, mode: 'plain' | 'full' = 'full'): NativeCommand {
  return { ins: 0xf6, header: Uint8Array.of(file), data: NONE, mode };
}

/** See {@link parseKeyVersion}. */
export function getKeyVersion(key: KeyNumber): NativeCommand {
  return { ins: 0x64, header: Uint8Array.of(key), data: NONE, mode: 'mac' };
}

/**
 * Reads `length` bytes of a file from `offset`; 0 for all that is left.
 * @param mode what `fileMode` says
 */
export function readData(file: number, offset: number, length: number, mode: CommMode): NativeCommand {
  return { ins: 0xad, header: concat(Uint8Array.of(file), uint24(offset), uint24(length)), data: NONE, mode };
}

/**
 * Writes `data` to a file, in as many commands as it takes. A card torn away
 * may keep a part of it (NT4H2421Gx §10.8.2): read it back, or write it again.
 * @param mode what `fileMode` says
 */
export function writeData(file: number, data: Uint8Array, mode: CommMode, offset = 0): NativeCommand[] {
  const most = mostData(mode, 7);
  const commands: NativeCommand[] = [];
  for (let at = 0; at < data.length; at += most) {
    const part = data.slice(at, at + most);
    const header = concat(Uint8Array.of(file), uint24(offset + at), uint24(part.length));
    commands.push({ ins: 0x8d, header, data: part, mode });
  }
  return commands;
}

/** A key to put on a card. */
export interface KeyChange {
  /** AES-128, 16 bytes. */
  newKey: Uint8Array;
  /** 0 to 255; told back by GetKeyVersion. */
  version: number;
}

/**
 * Changes a key other than the one of the session, which must be key 0
 * (NT4H2421Gx §10.6.1, case 1): (new ⊕ old) ‖ version ‖ CRC32(new), so the card
 * refuses (integrity-error) when `oldKey` is not what it holds.
 */
export function changeKey(number: 1 | 2 | 3 | 4, keys: KeyChange & { oldKey: Uint8Array }): NativeCommand {
  checkKey(keys.oldKey);
  checkKey(keys.newKey);
  const mixed = keys.newKey.map((byte, i) => byte ^ keys.oldKey[i]!);
  const data = concat(mixed, versionByte(keys.version), crc32Card(keys.newKey));
  return { ins: 0xc4, header: Uint8Array.of(number), data, mode: 'full' };
}

/**
 * Changes key 0 in a session with key 0 (case 2): new ‖ version. The session
 * ends with it and the answer carries no MAC: authenticate with the new key
 * to know that it took.
 */
export function changeMasterKey(keys: KeyChange): NativeCommand {
  checkKey(keys.newKey);
  const data = concat(keys.newKey, versionByte(keys.version));
  return { ins: 0xc4, header: Uint8Array.of(0), data, mode: 'full', endsSession: true };
}

/**
 * Turns Random ID on (SetConfiguration option 00, NT4H2421Gx §10.5.1): from the
 * next activation on the card shows readers another 4-byte UID (08…) each
 * time. It can never be turned off.
 */
export const ENABLE_RANDOM_ID: NativeCommand = {
  ins: 0x5c,
  header: Uint8Array.of(0x00),
  data: Uint8Array.of(0x02),
  mode: 'full',
};

/** @param data what GetCardUID gave */
export function parseUid(data: Uint8Array): CardAnswer<Uint8Array> {
  return data.length === 7 ? { kind: 'ok', value: data } : malformed(`UID of ${data.length} bytes, not 7`);
}

/** @param data what GetFileCounters gave: SDMReadCtr, 3 bytes, and 2 reserved */
export function parseFileCounters(data: Uint8Array): CardAnswer<number> {
  return data.length === 5 ? { kind: 'ok', value: readUint24(data) } : malformed(`counters of ${data.length} bytes`);
}

/** @param data what GetKeyVersion gave */
export function parseKeyVersion(data: Uint8Array): CardAnswer<number> {
  return data.length === 1 ? { kind: 'ok', value: data[0]! } : malformed(`key version of ${data.length} bytes, not 1`);
}

// ISO/IEC 7816-4 commands, which a session does not protect (NT4H2421Gx §10.9). They answer 9000.

/** Selects the card's application; ends any session. */
export const ISO_SELECT_APPLICATION: Uint8Array = concat(
  Uint8Array.of(0x00, 0xa4, 0x04, 0x0c, NTAG424_AID.length),
  NTAG424_AID,
  Uint8Array.of(0x00),
);

/** Selects the NDEF file, E104, for ISO READ and UPDATE BINARY. */
export const ISO_SELECT_NDEF: Uint8Array = Uint8Array.of(0x00, 0xa4, 0x00, 0x0c, 0x02, 0xe1, 0x04);

/**
 * Writes to the selected file, when anyone may write to it.
 * @param data 1 to 255 bytes
 * @param offset 0 to 32767
 */
export function isoUpdateBinary(data: Uint8Array, offset = 0): Uint8Array {
  if (data.length < 1 || data.length > 255) throw new RangeError('UPDATE BINARY writes 1 to 255 bytes');
  return concat(Uint8Array.of(0x00, 0xd6, ...isoOffset(offset), data.length), data);
}

/** Reads from the selected file. @param length 1 to 255 bytes, or 0 for as much as one answer holds */
export function isoReadBinary(length = 0, offset = 0): Uint8Array {
  if (!Number.isInteger(length) || length < 0 || length > 255)
    throw new RangeError('READ BINARY reads up to 256 bytes');
  return Uint8Array.of(0x00, 0xb0, ...isoOffset(offset), length);
}

function isoOffset(offset: number): [number, number] {
  // With the top bit set P1 would name a file instead.
  if (!Number.isInteger(offset) || offset < 0 || offset > 0x7fff) throw new RangeError('offset is 0 to 32767');
  return [offset >> 8, offset & 0xff];
}

function checkKey(key: Uint8Array): void {
  if (key.length !== 16) throw new RangeError('a key is 16 bytes');
}

function versionByte(version: number): Uint8Array {
  if (!Number.isInteger(version) || version < 0 || version > 255) throw new RangeError('a key version is 0 to 255');
  return Uint8Array.of(version);
}
