import { bytes, le, toLe } from '../../bytes.ts';

/**
 * File settings of the NTAG 424 DNA and their wire form (NT4H2421Gx, 10.7.1
 * ChangeFileSettings and 10.7.2 GetFileSettings).
 */
export interface FileSettings {
  /** 0 plain, 1 MAC, 3 full. */
  readonly commMode: 0 | 1 | 3;
  readonly access: AccessRights;
  readonly sdm?: SdmSettings;
}

/** Each right names a key 0 to 4, E for free, F for never. */
export interface AccessRights {
  readonly readWrite: number;
  readonly change: number;
  readonly read: number;
  readonly write: number;
}

/** Offsets are bytes from the start of the file, where the first mirrored ASCII character lands. */
export interface SdmSettings {
  readonly mirrorUid: boolean;
  readonly mirrorCounter: boolean;
  /** Reads allowed at all; `undefined` for no limit. */
  readonly readCounterLimit?: number;
  /** Key number 0 to 4 for encrypted PICC data, E for a plain mirror, F for none. */
  readonly metaRead: number;
  /** Key number for SDMMAC and encrypted file data; F for neither. */
  readonly fileRead: number;
  /** Who may ask GetFileCounters. */
  readonly counterRetrieval: number;
  readonly uidOffset?: number;
  /** FFFFFF on the wire (no mirror although enabled) reads as `undefined`. */
  readonly counterOffset?: number;
  readonly piccDataOffset?: number;
  readonly macInputOffset?: number;
  readonly macOffset?: number;
  readonly encOffset?: number;
  /** Characters, a multiple of 32. */
  readonly encLength?: number;
}

export const FREE = 0xe;
export const NEVER = 0xf;

const MIRROR_UID = 0x80;
const MIRROR_COUNTER = 0x40;
const COUNTER_LIMIT = 0x20;
const ENCRYPT_FILE = 0x10;
const ASCII_ENCODING = 0x01;
const NO_MIRROR = 0xffffff;

/** FileOption || AccessRights || [SDM fields]; the common tail of GetFileSettings and ChangeFileSettings. */
export function writeSettings(settings: FileSettings): Uint8Array {
  const { access, sdm } = settings;
  const head = bytes(
    settings.commMode | (sdm ? 0x40 : 0),
    (access.readWrite << 4) | access.change,
    (access.read << 4) | access.write,
  );
  if (!sdm) return head;
  const offset = (value: number | undefined) => (value === undefined ? [] : toLe(value, 3));
  const options =
    (sdm.mirrorUid ? MIRROR_UID : 0) |
    (sdm.mirrorCounter ? MIRROR_COUNTER : 0) |
    (sdm.readCounterLimit === undefined ? 0 : COUNTER_LIMIT) |
    (sdm.encOffset === undefined ? 0 : ENCRYPT_FILE) |
    ASCII_ENCODING;
  const plainCounter = sdm.mirrorCounter && sdm.metaRead === FREE;
  return bytes(
    head,
    options,
    0xf0 | sdm.counterRetrieval,
    (sdm.metaRead << 4) | sdm.fileRead,
    offset(sdm.uidOffset),
    plainCounter ? toLe(sdm.counterOffset ?? NO_MIRROR, 3) : [],
    offset(sdm.piccDataOffset),
    offset(sdm.macInputOffset),
    offset(sdm.encOffset),
    offset(sdm.encLength),
    offset(sdm.macOffset),
    offset(sdm.readCounterLimit),
  );
}

/**
 * Reads the wire form. Which offsets are present follows from the options and
 * rights (10.7.1, table "ChangeFileSettings command parameters").
 * @returns `wrong-length` when bytes are missing or left over, `bad-parameter` for reserved values
 */
export function readSettings(raw: Uint8Array): FileSettings | 'wrong-length' | 'bad-parameter' {
  if (raw.length < 3) return 'wrong-length';
  const option = raw[0]!;
  const mode = option & 0x03;
  if (option & ~0x43) return 'bad-parameter';
  const base: FileSettings = {
    commMode: mode === 3 ? 3 : mode === 1 ? 1 : 0,
    access: { readWrite: raw[1]! >> 4, change: raw[1]! & 0xf, read: raw[2]! >> 4, write: raw[2]! & 0xf },
  };
  if (!validAccess(base.access)) return 'bad-parameter';
  if (!(option & 0x40)) return raw.length === 3 ? base : 'wrong-length';
  if (raw.length < 6) return 'wrong-length';
  const flags = raw[3]!;
  const counterRetrieval = raw[4]! & 0xf;
  const metaRead = raw[5]! >> 4;
  const fileRead = raw[5]! & 0xf;
  if (!(flags & ASCII_ENCODING) || flags & 0x0e || raw[4]! >> 4 !== 0xf) return 'bad-parameter';
  if (![counterRetrieval, metaRead, fileRead].every(validKeyOrRight) || fileRead === FREE) return 'bad-parameter';
  const mirrorUid = (flags & MIRROR_UID) !== 0;
  const mirrorCounter = (flags & MIRROR_COUNTER) !== 0;
  const encrypt = (flags & ENCRYPT_FILE) !== 0;
  if (encrypt && (fileRead === NEVER || !mirrorUid || !mirrorCounter)) return 'bad-parameter';

  let at = 6;
  const take = (present: boolean): number | undefined => {
    if (!present) return undefined;
    at += 3;
    return le(raw, at - 3, 3);
  };
  const uidOffset = take(mirrorUid && metaRead === FREE);
  const counterOffset = take(mirrorCounter && metaRead === FREE);
  const piccDataOffset = take(metaRead <= 4);
  const macInputOffset = take(fileRead <= 4);
  const encOffset = take(fileRead <= 4 && encrypt);
  const encLength = take(fileRead <= 4 && encrypt);
  const macOffset = take(fileRead <= 4);
  const readCounterLimit = take((flags & COUNTER_LIMIT) !== 0);
  if (at !== raw.length) return 'wrong-length';
  const sdm = {
    mirrorUid,
    mirrorCounter,
    metaRead,
    fileRead,
    counterRetrieval,
    uidOffset,
    counterOffset: counterOffset === NO_MIRROR ? undefined : counterOffset,
    piccDataOffset,
    macInputOffset,
    encOffset,
    encLength,
    macOffset,
    readCounterLimit,
  };
  return {
    ...base,
    sdm: Object.fromEntries(Object.entries(sdm).filter(([, v]) => v !== undefined)) as unknown as SdmSettings,
  };
}

function validKeyOrRight(value: number): boolean {
  return value <= 4 || value >= FREE;
}

function validAccess(access: AccessRights): boolean {
  return Object.values(access).every(validKeyOrRight);
}
