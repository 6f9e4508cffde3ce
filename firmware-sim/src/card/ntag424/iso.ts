import type { Apdu } from '../apdu.ts';
import { SW, status, success } from '../status.ts';
import type { Volatile } from './chip.ts';
import { FREE, NEVER } from './file-settings.ts';
import type { CardFile, Ntag424Memory } from './memory.ts';
import { dynamicContent } from './read-counter.ts';

/** ISO 7816-4 commands of the NTAG 424 DNA (NT4H2421Gx, 10.9). */

const APPLICATION_NAME = 'D2760000850101';
const PICC_NAME = 'D2760000850100';
const MASTER_FILE = 0x3f00;
const APPLICATION_FILE = 0xe110;

/** ISOSelectFile (10.9.1). An answer never carries file control information: the chip stores none. */
export function isoSelect(memory: Ntag424Memory, state: Volatile, { p1, p2, data }: Apdu): Uint8Array {
  if (p2 !== 0x00 && p2 !== 0x0c) return status(SW.wrongP1P2);
  if (p1 === 0x04) {
    if (data.length < 1 || data.length > 16) return status(SW.wrongLength);
    const name = Buffer.from(data).toString('hex').toUpperCase();
    if (name !== APPLICATION_NAME && name !== PICC_NAME) return status(SW.fileNotFound);
    return selected(state, name === APPLICATION_NAME ? 'application' : 'picc');
  }
  if (p1 === 0x03) {
    if (data.length !== 0) return status(SW.wrongLength);
    return selected(state, 'picc');
  }
  if (p1 !== 0x00 && p1 !== 0x02) return status(SW.wrongP1P2);
  if (data.length === 0 && p1 === 0x00) return selected(state, 'picc');
  if (data.length !== 2) return status(SW.wrongLcOrP1P2);
  const id = (data[0]! << 8) | data[1]!;
  if (p1 === 0x00 && id === MASTER_FILE) return selected(state, 'picc');
  if (p1 === 0x00 && id === APPLICATION_FILE) return selected(state, 'application');
  const found = Object.entries(memory.files).find(([, file]) => file.isoId === id);
  if (state.level !== 'application' || !found) return status(SW.fileNotFound);
  state.file = Number(found[0]);
  return status(SW.ok);
}

/** Selecting a DF ends any authentication and leaves no file selected (9.1.3). */
function selected(state: Volatile, level: Volatile['level']): Uint8Array {
  state.level = level;
  state.file = undefined;
  state.session = undefined;
  return status(SW.ok);
}

/**
 * ISOReadBinary (10.9.2): as much as Le asks for and the file has, at most 256 bytes.
 * Never authenticated, never with secure messaging.
 */
export function isoRead(memory: Ntag424Memory, state: Volatile, apdu: Apdu, changed: () => void): Uint8Array {
  const target = addressed(memory, state, apdu);
  if ('refusal' in target) return target.refusal;
  const { number, file, offset } = target;
  if (apdu.data.length !== 0 || apdu.le === 0) return status(SW.wrongLength);
  if (state.session || !freelyReadable(file)) return status(SW.securityNotSatisfied);
  if (offset >= file.data.length) return status(SW.wrongP1P2);
  const content = dynamicContent(memory, state, number, 'ISOReadBinary', changed);
  if (!content) return status(SW.securityNotSatisfied);
  return success(content.slice(offset, offset + Math.min(apdu.le, 256)));
}

/** ISOUpdateBinary (10.9.3). */
export function isoUpdate(memory: Ntag424Memory, state: Volatile, apdu: Apdu, changed: () => void): Uint8Array {
  const target = addressed(memory, state, apdu);
  if ('refusal' in target) return target.refusal;
  const { file, offset } = target;
  if (apdu.data.length === 0) return status(SW.wrongLength);
  const { write, readWrite } = file.settings.access;
  if (state.session || (write !== FREE && readWrite !== FREE)) return status(SW.securityNotSatisfied);
  if (offset + apdu.data.length > file.data.length) return status(SW.commandNotAllowed);
  file.data.set(apdu.data, offset);
  changed();
  return status(SW.ok);
}

type Target = { number: number; file: CardFile; offset: number } | { refusal: Uint8Array };

/** P1 bit 8 set: P1 bits 5..1 are a short file id and P2 the offset; else P1-P2 are the offset (10.9.2). */
function addressed(memory: Ntag424Memory, state: Volatile, { p1, p2 }: Apdu): Target {
  if (!(p1 & 0x80)) {
    if (state.file === undefined) return { refusal: status(SW.commandNotAllowed) };
    return { number: state.file, file: memory.files[state.file]!, offset: (p1 << 8) | p2 };
  }
  if (p1 & 0x60) return { refusal: status(SW.wrongP1P2) };
  const shortId = p1 & 0x1f;
  if (shortId === 0 && state.file !== undefined) {
    return { number: state.file, file: memory.files[state.file]!, offset: p2 };
  }
  const found = Object.entries(memory.files).find(([, file]) => (file.isoId & 0x1f) === shortId);
  if (state.level !== 'application' || !found) return { refusal: status(SW.fileNotFound) };
  state.file = Number(found[0]);
  return { number: state.file, file: found[1], offset: p2 };
}

/** Reading without a key: free by its rights, or because SDM is for just that (8.2.3.3, table 89). */
function freelyReadable(file: CardFile): boolean {
  const { access, sdm } = file.settings;
  return access.read === FREE || access.readWrite === FREE || (sdm !== undefined && sdm.fileRead !== NEVER);
}
