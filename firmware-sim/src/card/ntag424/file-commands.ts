import { bytes, le, toLe } from '../../bytes.ts';
import type { Chip } from './chip.ts';
import { type FileSettings, FREE, NEVER, readSettings, writeSettings } from './file-settings.ts';
import type { CardFile } from './memory.ts';
import type { NativeCommand } from './native-commands.ts';
import { NATIVE } from './native-status.ts';
import { dynamicContent } from './read-counter.ts';
import { sdmAllowed } from './sdm-rules.ts';
import type { CommMode } from './secure-messaging.ts';

/** File settings, counters and data (NT4H2421Gx, 10.7 and 10.8). */

/** Only file 02 may have Secure Dynamic Messaging (table 71). */
const SDM_FILE = 2;
/** An answer with its secure messaging must fit 256 bytes (10.8.1). */
const LONGEST_ANSWER = 256;

const MODES: Record<FileSettings['commMode'], CommMode> = { 0: 'plain', 1: 'mac', 3: 'full' };

/** ReadData (10.8.1): file number, offset and length, 3 bytes each; length 0 for all. */
export const readData: NativeCommand = {
  header: 7,
  mode: (chip, header) => {
    const file = fileAt(chip, header[0]!);
    if (typeof file === 'number') return file;
    const { read, readWrite } = file.settings.access;
    const sdmKey = file.settings.sdm?.fileRead ?? NEVER;
    if (!chip.state.session && sdmKey !== NEVER) return 'plain';
    if (read === NEVER && readWrite === NEVER) return NATIVE.permissionDenied;
    return granted(chip, file, [read, readWrite]);
  },
  run: (chip, header, data) => {
    if (data.length) return NATIVE.lengthError;
    const number = header[0]!;
    const file = chip.memory.files[number]!;
    const offset = le(header, 1, 3);
    const wanted = le(header, 4, 3) || file.data.length - offset;
    if (offset >= file.data.length || offset + wanted > file.data.length) return NATIVE.boundaryError;
    const { session } = chip.state;
    const content = session ? file.data : dynamicContent(chip.memory, chip.state, number, 'ReadData', chip.changed);
    if (!content) return NATIVE.permissionDenied;
    const mode = readData.mode(chip, header);
    if (session && secureLength(wanted, mode) > LONGEST_ANSWER) return NATIVE.lengthError;
    return content.slice(offset, offset + Math.min(wanted, LONGEST_ANSWER));
  },
};

function secureLength(length: number, mode: CommMode | number): number {
  if (mode === 'full') return Math.ceil((length + 1) / 16) * 16 + 8;
  return mode === 'mac' ? length + 8 : length;
}

/** WriteData (10.8.2): file number, offset, length, data. */
export const writeData: NativeCommand = {
  header: 7,
  mode: (chip, header) => {
    const file = fileAt(chip, header[0]!);
    if (typeof file === 'number') return file;
    const { write, readWrite } = file.settings.access;
    if (write === NEVER && readWrite === NEVER) return NATIVE.permissionDenied;
    return granted(chip, file, [write, readWrite]);
  },
  run: (chip, header, data) => {
    const file = chip.memory.files[header[0]!]!;
    const offset = le(header, 1, 3);
    const length = le(header, 4, 3);
    if (length === 0 || data.length !== length) return NATIVE.lengthError;
    if (offset + length > file.data.length) return NATIVE.boundaryError;
    file.data.set(data, offset);
    chip.changed();
    return bytes();
  },
};

/** GetFileSettings (10.7.2): type 00, options, rights, size, SDM settings. */
export const getFileSettings: NativeCommand = {
  header: 1,
  mode: (chip, header) => {
    const file = fileAt(chip, header[0]!);
    return typeof file === 'number' ? file : 'mac';
  },
  run: (chip, header, data) => {
    if (data.length) return NATIVE.lengthError;
    const file = chip.memory.files[header[0]!]!;
    const settings = writeSettings(file.settings);
    return bytes(0x00, settings.slice(0, 3), toLe(file.data.length, 3), settings.slice(3));
  },
};

/** GetFileCounters (10.7.3): SDMReadCtr and two reserved bytes. */
export const getFileCounters: NativeCommand = {
  header: 1,
  mode: (chip, header) => {
    const file = fileAt(chip, header[0]!);
    if (typeof file === 'number') return file;
    const right = file.settings.sdm?.counterRetrieval ?? NEVER;
    if (right === NEVER) return NATIVE.permissionDenied;
    if (right === FREE || right === chip.state.session?.keyNo) return chip.state.session ? 'full' : 'plain';
    return NATIVE.authenticationError;
  },
  run: (chip, header, data) =>
    data.length ? NATIVE.lengthError : bytes(toLe(chip.memory.files[header[0]!]!.readCounter, 3), 0, 0),
};

/** ChangeFileSettings (10.7.1). Switching SDM on starts SDMReadCtr at zero (9.3.1). */
export const changeFileSettings: NativeCommand = {
  header: 1,
  mode: (chip, header) => {
    const file = fileAt(chip, header[0]!);
    if (typeof file === 'number') return file;
    const { change } = file.settings.access;
    if (change === NEVER) return NATIVE.permissionDenied;
    if (change === chip.state.session?.keyNo) return 'full';
    return change === FREE ? 'plain' : NATIVE.authenticationError;
  },
  run: (chip, header, data) => {
    const number = header[0]!;
    const file = chip.memory.files[number]!;
    const settings = readSettings(data);
    if (settings === 'wrong-length') return NATIVE.lengthError;
    if (settings === 'bad-parameter') return NATIVE.parameterError;
    if (settings.sdm && number !== SDM_FILE) return NATIVE.permissionDenied;
    const enabling = settings.sdm !== undefined && file.settings.sdm === undefined;
    const counter = enabling ? 0 : file.readCounter;
    if (settings.sdm && !sdmAllowed(settings.sdm, file.data.length, counter)) return NATIVE.parameterError;
    file.settings = settings;
    file.readCounter = counter;
    chip.changed();
    return bytes();
  },
};

/** The file of a number's low five bits, or the status that refuses it. */
function fileAt(chip: Chip, number: number): CardFile | number {
  if (chip.state.level !== 'application') return NATIVE.permissionDenied;
  if (number & 0xe0) return NATIVE.parameterError;
  return chip.memory.files[number] ?? NATIVE.fileNotFound;
}

/** A right that names the session's key takes the file's mode; a free one goes in plain (8.2.3.5). */
function granted(chip: Chip, file: CardFile, rights: number[]): CommMode | number {
  const { session } = chip.state;
  if (session && rights.includes(session.keyNo)) return MODES[file.settings.commMode];
  return rights.includes(FREE) ? 'plain' : NATIVE.authenticationError;
}
