import { concat } from '../bytes.ts';
import type { CommMode } from './ev2-messaging.ts';
import { readUint24, uint24 } from './little-endian.ts';
import { type CardAnswer, malformed } from './status-words.ts';

/** Application keys of an NTAG 424 DNA: 0 is the master, 1 to 4 are free to use (NT4H2421Gx §8.2). */
export type KeyNumber = 0 | 1 | 2 | 3 | 4;

/** Who may do a thing: whoever authenticated with that key, anyone, or no one (NT4H2421Gx §8.2.3.3). */
export type AccessCondition = KeyNumber | 'free' | 'never';

export interface AccessRights {
  read: AccessCondition;
  write: AccessCondition;
  /** Both reading and writing, beside the two above. */
  readWrite: AccessCondition;
  /** Changing these settings. `never` freezes the file for good. */
  change: AccessCondition;
}

/**
 * Secure Dynamic Messaging of one file (NT4H2421Gx §10.7.1): what the card
 * writes into it at each read without authentication. Offsets are in bytes
 * from the start of the file; for the NDEF file that includes its two length
 * bytes. Only ASCII mirroring exists.
 */
export interface SdmSettings {
  picc: /** UID and read counter enciphered as one, 32 hex digits at `offset`. */
    | { kind: 'encrypted'; key: KeyNumber; offset: number; uid: boolean; counter: boolean }
    /** UID as 14 and counter as 6 hex digits, each where an offset is given; FFFFFF counts without showing it. */
    | { kind: 'plain'; uidOffset?: number; counterOffset?: number }
    | { kind: 'none' };
  /** SDMMAC, 16 hex digits at `macOffset`, over the file from `macInputOffset` to there. */
  mac?: {
    key: KeyNumber;
    inputOffset: number;
    offset: number;
    /** Part of the MAC's input that is enciphered: `length` hex digits, a multiple of 32, half of it file data. */
    encrypted?: { offset: number; length: number };
  };
  /** Who may read the counter with GetFileCounters. */
  counterRetrieval: AccessCondition;
  /** Reads without authentication after which the file is shut; absent for no limit. */
  counterLimit?: number;
}

/** What ChangeFileSettings sets. */
export interface FileOptions {
  mode: CommMode;
  access: AccessRights;
  sdm?: SdmSettings;
}

/** What GetFileSettings tells. */
export interface FileSettings extends FileOptions {
  /** Bytes in the file. */
  size: number;
}

const SDM_ENABLED = 0x40;
const UID_MIRROR = 0x80;
const COUNTER_MIRROR = 0x40;
const COUNTER_LIMIT = 0x20;
const ENCRYPTED_FILE_DATA = 0x10;
const ASCII = 0x01;
/** By the two low bits of FileOption; x0 is plain. */
const MODES: readonly CommMode[] = ['plain', 'mac', 'plain', 'full'];

/** FileOption ‖ AccessRights ‖ SDM parameters, in the order of NT4H2421Gx §10.7.1. */
export function encodeFileOptions({ mode, access, sdm }: FileOptions): Uint8Array {
  const option = (sdm ? SDM_ENABLED : 0) | MODES.indexOf(mode);
  const rights = Uint8Array.of(
    (nibble(access.readWrite) << 4) | nibble(access.change),
    (nibble(access.read) << 4) | nibble(access.write),
  );
  return concat(Uint8Array.of(option), rights, sdm ? encodeSdm(sdm) : new Uint8Array());
}

function encodeSdm({ picc, mac, counterRetrieval, counterLimit }: SdmSettings): Uint8Array {
  const uid = picc.kind === 'encrypted' ? picc.uid : picc.kind === 'plain' && picc.uidOffset !== undefined;
  const counter = picc.kind === 'encrypted' ? picc.counter : picc.kind === 'plain' && picc.counterOffset !== undefined;
  const options =
    (uid ? UID_MIRROR : 0) |
    (counter ? COUNTER_MIRROR : 0) |
    (counterLimit === undefined ? 0 : COUNTER_LIMIT) |
    (mac?.encrypted ? ENCRYPTED_FILE_DATA : 0) |
    ASCII;
  const metaRead = picc.kind === 'encrypted' ? picc.key : picc.kind === 'plain' ? 'free' : 'never';
  const offsets = [
    picc.kind === 'plain' ? picc.uidOffset : undefined,
    picc.kind === 'plain' ? picc.counterOffset : undefined,
    picc.kind === 'encrypted' ? picc.offset : undefined,
    mac?.inputOffset,
    mac?.encrypted?.offset,
    mac?.encrypted?.length,
    mac?.offset,
    counterLimit,
  ].filter((offset) => offset !== undefined);
  return concat(
    // The access rights: RFU (F) and SDMCtrRet, then SDMMetaRead and SDMFileRead.
    Uint8Array.of(options, 0xf0 | nibble(counterRetrieval), (nibble(metaRead) << 4) | nibble(mac ? mac.key : 'never')),
    ...offsets.map(uint24),
  );
}

/** The answer to GetFileSettings as settings (NT4H2421Gx §10.7.2). Takes any bytes. */
export function parseFileSettings(data: Uint8Array): CardAnswer<FileSettings> {
  if (data.length < 7) return malformed('file settings cut short');
  if (data[0] !== 0) return malformed(`file type ${data[0]}, not a standard data file`);
  const option = data[1]!;
  const rights = [data[2]! >> 4, data[2]! & 15, data[3]! >> 4, data[3]! & 15].map(condition);
  const [readWrite, change, read, write] = rights;
  if (readWrite === undefined || change === undefined || read === undefined || write === undefined) {
    return malformed('access condition of no key');
  }
  const settings = { mode: MODES[option & 3]!, access: { read, write, readWrite, change }, size: readUint24(data, 4) };
  if (!(option & SDM_ENABLED)) {
    return data.length === 7 ? { kind: 'ok', value: settings } : malformed('more than the file settings');
  }
  const sdm = parseSdm(data.subarray(7));
  return sdm.kind === 'ok' ? { kind: 'ok', value: { ...settings, sdm: sdm.value } } : sdm;
}

function parseSdm(data: Uint8Array): CardAnswer<SdmSettings> {
  if (data.length < 3) return malformed('SDM settings cut short');
  const [options, retrieval, reads] = [data[0]!, data[1]!, data[2]!];
  const [metaRead, fileRead, counterRetrieval] = [reads >> 4, reads & 15, retrieval & 15].map(condition);
  if (metaRead === undefined || fileRead === undefined || fileRead === 'free' || counterRetrieval === undefined) {
    return malformed('SDM access condition of no key');
  }
  let at = 3;
  // Past the end this reads nonsense, which the check of the length below refuses.
  const next = (): number => {
    at += 3;
    return readUint24(data, at - 3);
  };
  const has = (bit: number): boolean => (options & bit) !== 0;

  let picc: SdmSettings['picc'] = { kind: 'none' };
  if (metaRead === 'free') {
    picc = {
      kind: 'plain',
      ...(has(UID_MIRROR) && { uidOffset: next() }),
      ...(has(COUNTER_MIRROR) && { counterOffset: next() }),
    };
  } else if (metaRead !== 'never') {
    picc = { kind: 'encrypted', key: metaRead, offset: next(), uid: has(UID_MIRROR), counter: has(COUNTER_MIRROR) };
  }
  let mac: SdmSettings['mac'];
  if (fileRead !== 'never') {
    const inputOffset = next();
    const encrypted = has(ENCRYPTED_FILE_DATA) ? { offset: next(), length: next() } : undefined;
    mac = { key: fileRead, inputOffset, offset: next(), ...(encrypted && { encrypted }) };
  }
  const counterLimit = has(COUNTER_LIMIT) ? next() : undefined;
  if (at !== data.length) return malformed(`SDM settings of ${data.length} bytes, not ${at}`);
  return {
    kind: 'ok',
    value: { picc, counterRetrieval, ...(mac && { mac }), ...(counterLimit !== undefined && { counterLimit }) },
  };
}

/**
 * The protection that reading or writing a file takes in a session with `key`:
 * the file's own, unless access is open to that key only because it is open to
 * anyone, which is always plain (NT4H2421Gx §8.2.3.3 and §8.2.3.5).
 */
export function fileMode({ mode, access }: FileOptions, what: 'read' | 'write', key: KeyNumber): CommMode {
  return access[what] === key || access.readWrite === key ? mode : 'plain';
}

function nibble(access: AccessCondition): number {
  return access === 'free' ? 0xe : access === 'never' ? 0xf : access;
}

function condition(nibble: number): AccessCondition | undefined {
  if (nibble === 0xe) return 'free';
  if (nibble === 0xf) return 'never';
  return nibble <= 4 ? (nibble as KeyNumber) : undefined;
}
