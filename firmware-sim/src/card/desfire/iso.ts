import { hex } from '../../bytes.ts';
import type { Apdu } from '../apdu.ts';
import { SW, status, success } from '../status.ts';
import { application, type Chip } from './chip.ts';
import { PICC } from './memory.ts';
import { select } from './picc-commands.ts';

/** The ISO 7816-4 commands a reader of NDEF needs (MF3ICD41): SELECT and READ BINARY of free files. */

const FREE = 0xe;
const PICC_NAME = 'D2760000850100';
const MASTER_FILE = 0x3f00;

export function isoCommand(chip: Chip, apdu: Apdu): Uint8Array {
  if (apdu.ins === 0xa4) return isoSelect(chip, apdu);
  if (apdu.ins === 0xb0) return isoRead(chip, apdu);
  return status(SW.insNotSupported);
}

function isoSelect(chip: Chip, { p1, p2, data }: Apdu): Uint8Array {
  if (p2 !== 0x00 && p2 !== 0x0c) return status(SW.wrongP1P2);
  const applications = [...chip.memory.applications];
  if (p1 === 0x04) {
    const name = hex(data);
    const found =
      name === PICC_NAME ? PICC : applications.find(([, one]) => data.length && hex(one.name) === name)?.[0];
    if (found === undefined) return status(SW.fileNotFound);
    select(chip, found);
    return status(SW.ok);
  }
  if (p1 > 0x02) return status(SW.wrongP1P2);
  if (data.length !== 2) return status(SW.wrongLength);
  const id = (data[0]! << 8) | data[1]!;
  const file = [...application(chip).files].find(([, one]) => one.isoId === id);
  if (file) {
    chip.state.isoFile = file[0];
    return status(SW.ok);
  }
  const aid = id === MASTER_FILE ? PICC : applications.find(([, one]) => one.isoId === id)?.[0];
  if (aid === undefined || p1 === 0x02) return status(SW.fileNotFound);
  select(chip, aid);
  return status(SW.ok);
}

function isoRead(chip: Chip, { p1, p2, data, le }: Apdu): Uint8Array {
  const file = chip.state.isoFile === undefined ? undefined : application(chip).files.get(chip.state.isoFile);
  if (p1 & 0x80) return status(SW.wrongP1P2);
  if (!file) return status(SW.commandNotAllowed);
  if (data.length || le === 0) return status(SW.wrongLength);
  if (file.access.read !== FREE && file.access.readWrite !== FREE) return status(SW.securityNotSatisfied);
  const offset = (p1 << 8) | p2;
  if (offset >= file.data.length) return status(SW.wrongP1P2);
  return success(file.data.slice(offset, offset + Math.min(le, 256)));
}
