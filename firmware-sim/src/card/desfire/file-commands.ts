import { bytes, le, toLe } from '../../bytes.ts';
import { application, type Chip, type Command, has, isMaster, isPicc, SETTING } from './chip.ts';
import { type DataFile, freeMemory, readAccess, spaceFor, writeAccess } from './memory.ts';
import type { CommMode } from './session.ts';
import { DF, type Outcome } from './status.ts';

/** Standard data files (MF3ICD41). Other file types are not simulated. */

const FREE = 0xe;
const NEVER = 0xf;
const MODES: Record<DataFile['comm'], CommMode> = { 0: 'plain', 1: 'mac', 3: 'full' };

/** CreateStdDataFile: number, [ISO file id], mode, rights, size. */
export const createFile: Command = {
  header: 0,
  allowed: managing,
  run: (chip, _, data): Outcome => {
    const { isoFiles, files } = application(chip);
    const withIso = data.length === 9;
    if (data.length !== 7 && !(withIso && isoFiles)) return DF.lengthError;
    const number = data[0]!;
    const rest = data.slice(withIso ? 3 : 1);
    const comm = modeOf(rest[0]!);
    const size = le(rest, 3, 3);
    if (number > 31 || comm === undefined || size === 0) return DF.parameterError;
    if (files.has(number)) return DF.duplicate;
    if (spaceFor(size) > freeMemory(chip.memory)) return DF.outOfMemory;
    files.set(number, {
      comm,
      access: readAccess(rest.slice(1)),
      isoId: withIso ? le(data, 1, 2) : undefined,
      data: new Uint8Array(size),
    });
    chip.changed();
    return bytes();
  },
};

/** DeleteFile. */
export const deleteFile: Command = {
  header: 1,
  allowed: managing,
  run: (chip, header, data) => {
    if (data.length) return DF.lengthError;
    if (!application(chip).files.delete(header[0]!)) return DF.fileNotFound;
    chip.changed();
    return bytes();
  },
};

/** GetFileIDs. */
export const getFileIds: Command = {
  header: 0,
  allowed: listing,
  run: (chip, _, data) => (data.length ? DF.lengthError : bytes([...application(chip).files.keys()])),
};

/** GetISOFileIDs. */
export const getIsoFileIds: Command = {
  header: 0,
  allowed: listing,
  run: (chip, _, data) => {
    if (data.length) return DF.lengthError;
    const ids = [...application(chip).files.values()].flatMap(({ isoId }) => (isoId === undefined ? [] : [isoId]));
    return bytes(...ids.map((id) => toLe(id, 2)));
  },
};

/** GetFileSettings: type 00, mode, rights, size. */
export const getFileSettings: Command = {
  header: 1,
  allowed: (chip, header) => listing(chip) ?? missing(chip, header),
  run: (chip, header, data) => {
    if (data.length) return DF.lengthError;
    const { comm, access, data: content } = fileOf(chip, header)!;
    return bytes(0x00, comm, writeAccess(access), toLe(content.length, 3));
  },
};

/** ChangeFileSettings: mode and rights; in plain where the change right is free. */
export const changeFileSettings: Command = {
  header: 1,
  comes: (chip, header) => (fileOf(chip, header)?.access.change === FREE ? 'plain' : 'full'),
  announces: () => 3,
  allowed: (chip, header) => {
    const file = fileOf(chip, header);
    if (!file) return DF.fileNotFound;
    const { change } = file.access;
    if (change === NEVER) return DF.permissionDenied;
    return change === FREE || change === chip.state.session?.keyNo ? undefined : DF.authenticationError;
  },
  run: (chip, header, data) => {
    const comm = modeOf(data[0]!);
    if (data.length !== 3) return DF.lengthError;
    if (comm === undefined) return DF.parameterError;
    Object.assign(fileOf(chip, header)!, { comm, access: readAccess(data.slice(1)) });
    chip.changed();
    return bytes();
  },
};

/** ReadData: number, offset, length (0 for all the rest). */
export const readData: Command = {
  header: 7,
  goes: (chip, header) => modeFor(chip, header, ['read', 'readWrite']),
  allowed: (chip, header) => missing(chip, header) ?? refused(chip, header, ['read', 'readWrite']),
  run: (chip, header, data) => {
    if (data.length) return DF.lengthError;
    const content = fileOf(chip, header)!.data;
    const offset = le(header, 1, 3);
    const length = le(header, 4, 3) || content.length - offset;
    if (offset >= content.length || offset + length > content.length) return DF.boundaryError;
    return content.slice(offset, offset + length);
  },
};

/** WriteData: number, offset, length, data. */
export const writeData: Command = {
  header: 7,
  comes: (chip, header) => modeFor(chip, header, ['write', 'readWrite']),
  announces: (_, header) => le(header, 4, 3),
  allowed: (chip, header) => {
    const refusal = missing(chip, header) ?? refused(chip, header, ['write', 'readWrite']);
    if (refusal !== undefined) return refusal;
    const size = fileOf(chip, header)!.data.length;
    return le(header, 1, 3) + le(header, 4, 3) > size ? DF.boundaryError : undefined;
  },
  run: (chip, header, data) => {
    if (data.length === 0 || data.length !== le(header, 4, 3)) return DF.lengthError;
    fileOf(chip, header)!.data.set(data, le(header, 1, 3));
    chip.changed();
    return bytes();
  },
};

function fileOf(chip: Chip, header: Uint8Array): DataFile | undefined {
  return application(chip).files.get(header[0]!);
}

function missing(chip: Chip, header: Uint8Array): number | undefined {
  return fileOf(chip, header) ? undefined : DF.fileNotFound;
}

type Right = 'read' | 'write' | 'readWrite';

function refused(chip: Chip, header: Uint8Array, rights: Right[]): number | undefined {
  const { access } = fileOf(chip, header)!;
  const wanted = rights.map((right) => access[right]);
  if (wanted.includes(FREE)) return undefined;
  const { session } = chip.state;
  if (session && wanted.includes(session.keyNo)) return undefined;
  return wanted.every((one) => one === NEVER) ? DF.permissionDenied : DF.authenticationError;
}

/** The file's mode where the session's key gives the right; where it is free, data goes in plain. */
function modeFor(chip: Chip, header: Uint8Array, rights: Right[]): CommMode {
  const file = fileOf(chip, header);
  const { session } = chip.state;
  if (!file || !session) return 'plain';
  return rights.some((right) => file.access[right] === session.keyNo) ? MODES[file.comm] : 'plain';
}

function modeOf(value: number): DataFile['comm'] | undefined {
  return value === 0 || value === 2 ? 0 : value === 1 ? 1 : value === 3 ? 3 : undefined;
}

function listing(chip: Chip): number | undefined {
  if (isPicc(chip)) return DF.permissionDenied;
  return has(chip, SETTING.freeListing) || isMaster(chip) ? undefined : DF.authenticationError;
}

function managing(chip: Chip): number | undefined {
  if (isPicc(chip)) return DF.permissionDenied;
  return has(chip, SETTING.freeCreate) || isMaster(chip) ? undefined : DF.authenticationError;
}
