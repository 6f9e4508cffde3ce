import { bytes, hex, toLe, unhex } from '../../bytes.ts';
import { type Chip, type Command, has, isMaster, isPicc, SETTING } from './chip.ts';
import { type Application, emptyApplication, freeMemory as free, PICC } from './memory.ts';
import { DF, type Outcome } from './status.ts';

/** Commands of the card as a whole (MF3ICD41). */

const MOST_APPLICATIONS = 28;
const MOST_KEYS = 14;
const TYPE_BITS = 0xc0;
const AES_TYPE = 0x80;
const ISO_FILES = 0x20;

/** GetVersion: hardware, software and production of an EV1 with 4 kB, in three frames of these lengths. */
export const VERSION_PARTS = [7, 7, 14];
export const getVersion: Command = {
  header: 0,
  run: (chip, _, data) => {
    if (data.length) return DF.lengthError;
    const uid = chip.memory.randomId ? new Uint8Array(7) : chip.memory.uid;
    return bytes(unhex('04010101001805'), unhex('04010101041805'), uid, unhex('00000000000124'));
  },
};

/** SelectApplication: three bytes of identifier. Ends any authentication. */
export const selectApplication: Command = {
  header: 3,
  run: (chip, header, data) => {
    if (data.length) return DF.lengthError;
    if (!chip.memory.applications.has(hex(header))) return DF.applicationNotFound;
    select(chip, hex(header));
    return bytes();
  },
};

export function select(chip: Chip, aid: string): void {
  chip.state.aid = aid;
  chip.state.session = undefined;
  chip.state.isoFile = undefined;
}

/** CreateApplication: identifier, key settings, number and type of keys, [ISO file id], [DF name]. */
export const createApplication: Command = {
  header: 5,
  allowed: (chip) => {
    if (!isPicc(chip)) return DF.permissionDenied;
    return has(chip, SETTING.freeCreate) || isMaster(chip) ? undefined : DF.authenticationError;
  },
  run: (chip, header, data) => {
    const aid = hex(header.slice(0, 3));
    const keys = header[4]!;
    const count = keys & 0x0f;
    if (data.length === 1 || data.length > 18) return DF.lengthError;
    // Three-key triple DES is not simulated.
    const type = keys & TYPE_BITS;
    if (count < 1 || count > MOST_KEYS || (type !== 0 && type !== AES_TYPE)) return DF.parameterError;
    if (chip.memory.applications.has(aid)) return DF.duplicate;
    if (chip.memory.applications.size > MOST_APPLICATIONS) return DF.countError;
    chip.memory.applications.set(aid, newApplication(chip, header, data));
    chip.changed();
    return bytes();
  },
};

function newApplication(chip: Chip, header: Uint8Array, data: Uint8Array): Application {
  const keys = header[4]!;
  const type = keys & AES_TYPE ? 'aes' : 'des';
  const { value, version } = chip.memory.defaultKey;
  return {
    ...emptyApplication(type),
    settings: header[3]!,
    keys: Array.from({ length: keys & 0x0f }, () => ({ type, value, version }) as const),
    isoId: data.length ? data[0]! | (data[1]! << 8) : undefined,
    name: data.slice(2),
    isoFiles: (keys & ISO_FILES) !== 0,
  };
}

/** DeleteApplication: with the PICC's master key, or the application's own when that is enough. */
export const deleteApplication: Command = {
  header: 3,
  run: (chip, header, data) => {
    if (data.length) return DF.lengthError;
    const aid = hex(header);
    const inside = chip.state.aid === aid;
    if (aid === PICC || (!inside && !isPicc(chip))) return DF.permissionDenied;
    if (!chip.memory.applications.has(aid)) return DF.applicationNotFound;
    const picc = chip.memory.applications.get(PICC)!;
    if (!isMaster(chip) && !(isPicc(chip) && picc.settings & SETTING.freeCreate)) return DF.authenticationError;
    chip.memory.applications.delete(aid);
    if (inside) select(chip, PICC);
    chip.changed();
    return bytes();
  },
};

/** GetApplicationIDs. */
export const getApplicationIds: Command = {
  header: 0,
  allowed: listing,
  run: (chip, _, data) => (data.length ? DF.lengthError : unhex(aids(chip).join(''))),
};

/** GetDFNames: identifier, ISO file id and name of each application that has them; one frame each. */
export const getDfNames: Command = {
  header: 0,
  allowed: listing,
  run: (chip, _, data) => (data.length ? DF.lengthError : bytes(...dfNames(chip))),
};

export function dfNames(chip: Chip): Uint8Array[] {
  return [...chip.memory.applications]
    .filter(([, one]) => one.isoId !== undefined)
    .map(([aid, one]) => bytes(unhex(aid), toLe(one.isoId!, 2), one.name));
}

function aids(chip: Chip): string[] {
  return [...chip.memory.applications.keys()].filter((aid) => aid !== PICC);
}

function listing(chip: Chip): number | undefined {
  if (!isPicc(chip)) return DF.permissionDenied;
  return has(chip, SETTING.freeListing) || isMaster(chip) ? undefined : DF.authenticationError;
}

/** FormatPICC: deletes every application; keys and settings of the PICC stay. */
export const formatPicc: Command = {
  header: 0,
  allowed: (chip) => {
    if (!isPicc(chip) || !isMaster(chip)) return DF.authenticationError;
    return chip.memory.formatDisabled ? DF.permissionDenied : undefined;
  },
  run: (chip, _, data): Outcome => {
    if (data.length) return DF.lengthError;
    for (const aid of aids(chip)) chip.memory.applications.delete(aid);
    chip.changed();
    return bytes();
  },
};

/** FreeMemory: bytes left for files. */
export const freeMemory: Command = {
  header: 0,
  run: (chip, _, data) => (data.length ? DF.lengthError : toLe(free(chip.memory), 3)),
};

/** GetCardUID: enciphered, in any session. */
export const getCardUid: Command = {
  header: 0,
  goes: () => 'full',
  allowed: (chip) => (chip.state.session ? undefined : DF.authenticationError),
  run: (chip, _, data) => (data.length ? DF.lengthError : chip.memory.uid),
};
