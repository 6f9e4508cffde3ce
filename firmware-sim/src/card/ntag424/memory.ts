import { bytes, hex, unhex } from '../../bytes.ts';
import { ndefFile, uriMessage } from '../ndef.ts';
import type { CardMemory } from '../sim-card.ts';
import { type FileSettings, FREE, readSettings, writeSettings } from './file-settings.ts';
import { findPlaceholders } from './mirror.ts';

/** What an NTAG 424 DNA keeps without power. */
export interface Ntag424Memory {
  /** 7 bytes. */
  readonly uid: Uint8Array;
  /** Application keys 0 to 4, 16 bytes each. */
  readonly keys: Uint8Array[];
  readonly keyVersions: number[];
  /** By file number: 1 capability container, 2 NDEF, 3 proprietary. */
  readonly files: Record<number, CardFile>;
  /** SetConfiguration option 00h: a random 4-byte UID in anticollision instead of the real one. */
  randomId: boolean;
  /** Failed authentications of each key: in a row, in all, and refusals already spent on the delay (AN12196, failed authentication counters). */
  readonly keyFailures: { inARow: number; total: number; spent: number }[];
  /** Total that locks a key, and what each success takes off it (SetConfiguration option 0A). */
  readonly failureLimit: { enabled: boolean; limit: number; decrement: number };
}

export interface CardFile {
  readonly isoId: number;
  data: Uint8Array;
  settings: FileSettings;
  /** SDMReadCtr, 0 to 0xFFFFFF. */
  readCounter: number;
}

/** Capability container as delivered (NT4H2421Gx, 8.2.3): T4T 2.0, NDEF file E104 of 256 bytes, file E105 of 128. */
const CAPABILITY_CONTAINER = '001720010000FF0406E104010000000506E10500808283';

const ZERO_KEY = '00'.repeat(16);

/** A card as it leaves the factory (NT4H2421Gx, 8.2.3): zero keys, empty NDEF file, free access. */
export function factoryMemory(uid: Uint8Array): Ntag424Memory {
  return {
    uid,
    keys: [0, 1, 2, 3, 4].map(() => unhex(ZERO_KEY)),
    keyVersions: [0, 0, 0, 0, 0],
    files: {
      1: file(0xe103, unhex(CAPABILITY_CONTAINER.padEnd(64, '0')), { readWrite: 0, change: 0, read: FREE, write: 0 }),
      2: file(0xe104, new Uint8Array(256), { readWrite: FREE, change: 0, read: FREE, write: FREE }),
      3: file(0xe105, bytes(0x00, 0x7e, new Uint8Array(126)), { readWrite: 3, change: 0, read: 2, write: 3 }, 3),
    },
    randomId: false,
    keyFailures: [0, 1, 2, 3, 4].map(() => ({ inARow: 0, total: 0, spent: 0 })),
    failureLimit: { enabled: true, limit: 1000, decrement: 10 },
  };
}

export interface Personalisation {
  /** The card's address; it becomes `<urlBase>?p=<32 hex>&c=<16 hex>`. */
  readonly urlBase: string;
  readonly keys: { readonly metaRead: Uint8Array; readonly fileRead: Uint8Array };
  /** SDMReadCtr to start from. */
  readonly counter?: number;
}

/** Key numbers a personalised card uses, those of the example in AN12196, 5.8.1. */
const META_READ_KEY = 2;
const FILE_READ_KEY = 1;

/** A card as the issuing desk leaves it: SUN on, with encrypted PICC data and a MAC over nothing. */
export function personalisedMemory(uid: Uint8Array, wanted: Personalisation): Ntag424Memory {
  const memory = factoryMemory(uid);
  const ndef = memory.files[2]!;
  ndef.data = ndefFile(uriMessage(`${wanted.urlBase}?p=${'0'.repeat(32)}&c=${'0'.repeat(16)}`), ndef.data.length);
  const at = findPlaceholders(ndef.data)!;
  memory.keys[META_READ_KEY] = wanted.keys.metaRead;
  memory.keys[FILE_READ_KEY] = wanted.keys.fileRead;
  memory.keyVersions[META_READ_KEY] = 1;
  memory.keyVersions[FILE_READ_KEY] = 1;
  ndef.readCounter = wanted.counter ?? 0;
  ndef.settings = {
    commMode: 0,
    access: { readWrite: 0, change: 0, read: FREE, write: 0 },
    sdm: {
      mirrorUid: true,
      mirrorCounter: true,
      metaRead: META_READ_KEY,
      fileRead: FILE_READ_KEY,
      counterRetrieval: FILE_READ_KEY,
      piccDataOffset: at.picc,
      macInputOffset: at.mac,
      macOffset: at.mac,
    },
  };
  return memory;
}

/** Memory as JSON. */
export function saveMemory(memory: Ntag424Memory): CardMemory {
  return {
    uid: hex(memory.uid),
    keys: memory.keys.map(hex),
    keyVersions: [...memory.keyVersions],
    randomId: memory.randomId,
    keyFailures: memory.keyFailures.map((one) => ({ ...one })),
    failureLimit: { ...memory.failureLimit },
    files: Object.fromEntries(
      Object.entries(memory.files).map(([number, f]) => [
        number,
        { data: hex(f.data), settings: hex(writeSettings(f.settings)), readCounter: f.readCounter },
      ]),
    ),
  };
}

interface SavedFile {
  data: string;
  settings: string;
  readCounter: number;
}

/** Memory from `saveMemory`'s JSON; throws when it is not this chip's. */
export function loadMemory(saved: CardMemory): Ntag424Memory {
  const from = saved as unknown as Omit<ReturnType<typeof factoryMemory>, 'uid' | 'keys' | 'files'> & {
    uid: string;
    keys: string[];
    files: Record<number, SavedFile>;
  };
  const memory = factoryMemory(unhex(from.uid));
  from.keys.forEach((key, i) => {
    memory.keys[i] = unhex(key);
    memory.keyVersions[i] = from.keyVersions[i]!;
  });
  memory.randomId = from.randomId;
  from.keyFailures.forEach((one, i) => void Object.assign(memory.keyFailures[i]!, one));
  Object.assign(memory.failureLimit, from.failureLimit);
  for (const [number, saved] of Object.entries(from.files)) {
    const settings = readSettings(unhex(saved.settings));
    if (typeof settings === 'string') throw new Error('the saved file settings cannot be read');
    Object.assign(memory.files[Number(number)]!, {
      data: unhex(saved.data),
      settings,
      readCounter: saved.readCounter,
    });
  }
  return memory;
}

function file(isoId: number, data: Uint8Array, access: FileSettings['access'], commMode: 0 | 3 = 0): CardFile {
  return { isoId, data, settings: { commMode, access }, readCounter: 0 };
}
