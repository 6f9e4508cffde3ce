import { hex, unhex } from '../../bytes.ts';
import type { CardMemory } from '../sim-card.ts';
import { type DesfireKey, type KeyType, keyVersion } from './crypto.ts';

/** What a DESFire EV1 keeps without power. */
export interface DesfireMemory {
  /** 7 bytes. */
  readonly uid: Uint8Array;
  /** The PICC itself is application 000000, with one key and no files. */
  readonly applications: Map<string, Application>;
  /** SetConfiguration: FormatPICC switched off, random UID switched on; both for ever. */
  formatDisabled: boolean;
  randomId: boolean;
  /** Keys of new applications. */
  defaultKey: { value: Uint8Array; version: number };
}

export interface Application {
  /** Key settings byte: see `allows`. */
  settings: number;
  readonly type: KeyType;
  readonly keys: DesfireKey[];
  readonly isoId: number | undefined;
  readonly name: Uint8Array;
  /** Files of this application have ISO file ids. */
  readonly isoFiles: boolean;
  readonly files: Map<number, DataFile>;
}

export interface DataFile {
  /** 0 plain, 1 MAC, 3 full. */
  comm: 0 | 1 | 3;
  access: Access;
  readonly isoId: number | undefined;
  data: Uint8Array;
}

/** Key number 0 to D, E for free, F for never. */
export interface Access {
  readonly read: number;
  readonly write: number;
  readonly readWrite: number;
  readonly change: number;
}

/** Application identifier of the PICC level. */
export const PICC = '000000';
/** Bytes for files: what FreeMemory of an empty card "with 4 kB" tells. */
const CAPACITY = 4864;
/** Files take whole units of this many bytes. */
const UNIT = 32;

/** A card as it leaves the factory; `masterKey` all zeros and DES when not given. */
export function factoryDesfire(uid: Uint8Array, masterKey: DesfireKey = zeroKey('des')): DesfireMemory {
  return {
    uid,
    applications: new Map([[PICC, { ...emptyApplication(masterKey.type), keys: [masterKey], settings: 0x0f }]]),
    formatDisabled: false,
    randomId: false,
    defaultKey: { value: new Uint8Array(16), version: 0 },
  };
}

export function emptyApplication(type: KeyType): Application {
  const none = { isoId: undefined, name: new Uint8Array(), isoFiles: false };
  return { settings: 0x0f, type, keys: [], files: new Map(), ...none };
}

export function zeroKey(type: KeyType): DesfireKey {
  return { type, value: new Uint8Array(16), version: 0 };
}

export function freeMemory(memory: DesfireMemory): number {
  const files = [...memory.applications.values()].flatMap((application) => [...application.files.values()]);
  return files.reduce((free, file) => free - spaceFor(file.data.length), CAPACITY);
}

export function spaceFor(size: number): number {
  return Math.ceil(size / UNIT) * UNIT;
}

/** Access rights, least significant byte first: read-write and change, then read and write. */
export function readAccess([low, high]: Uint8Array): Access {
  return { readWrite: low! >> 4, change: low! & 0xf, read: high! >> 4, write: high! & 0xf };
}

export function writeAccess({ read, write, readWrite, change }: Access): number[] {
  return [(readWrite << 4) | change, (read << 4) | write];
}

export function saveDesfire(memory: DesfireMemory): CardMemory {
  const key = (one: DesfireKey) => ({ type: one.type, value: hex(one.value), version: keyVersion(one) });
  return {
    uid: hex(memory.uid),
    formatDisabled: memory.formatDisabled,
    randomId: memory.randomId,
    defaultKey: { value: hex(memory.defaultKey.value), version: memory.defaultKey.version },
    applications: [...memory.applications].map(([aid, one]) => ({
      aid,
      settings: one.settings,
      type: one.type,
      keys: one.keys.map(key),
      isoId: one.isoId,
      name: hex(one.name),
      isoFiles: one.isoFiles,
      files: [...one.files].map(([number, file]) => ({ number, ...file, data: hex(file.data) })),
    })),
  };
}

interface SavedApplication extends Omit<Application, 'keys' | 'name' | 'files'> {
  aid: string;
  keys: { type: KeyType; value: string; version: number }[];
  name: string;
  files: (Omit<DataFile, 'data'> & { number: number; data: string })[];
}

export function loadDesfire(saved: CardMemory): DesfireMemory {
  const from = saved as unknown as {
    uid: string;
    formatDisabled: boolean;
    randomId: boolean;
    defaultKey: { value: string; version: number };
    applications: SavedApplication[];
  };
  return {
    uid: unhex(from.uid),
    formatDisabled: from.formatDisabled,
    randomId: from.randomId,
    defaultKey: { value: unhex(from.defaultKey.value), version: from.defaultKey.version },
    applications: new Map(
      from.applications.map(({ aid, ...one }) => [
        aid,
        {
          ...one,
          isoId: one.isoId,
          name: unhex(one.name),
          keys: one.keys.map((key) => ({ ...key, value: unhex(key.value) })),
          files: new Map(
            one.files.map(({ number, ...file }) => [number, { ...file, isoId: file.isoId, data: unhex(file.data) }]),
          ),
        },
      ]),
    ),
  };
}
