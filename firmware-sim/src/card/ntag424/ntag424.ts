import { randomBytes } from 'node:crypto';
import { bytes, unhex } from '../../bytes.ts';
import { type Apdu, parseApdu } from '../apdu.ts';
import type { Anticollision, CardMemory, OnMemoryChange, SimCard } from '../sim-card.ts';
import { SW, status } from '../status.ts';
import type { Chip, Volatile } from './chip.ts';
import { isoRead, isoSelect, isoUpdate } from './iso.ts';
import { type Ntag424Memory, saveMemory } from './memory.ts';
import { nativeCommand } from './native.ts';

/** ATS 77 77 71 02 80 with its length byte: 106 to 848 kbps, FSCI 7 (128 bytes), FWI 7 (39 ms), CID. */
const ATS = unhex('067777710280');
const SENS_RES = unhex('0344');
const SEL_RES = 0x20;

/** NXP NTAG 424 DNA (NT4H2421Gx rev. 3.0). CLA 00 is ISO 7816-4, CLA 90 the native set. LRP mode is not simulated. */
export class Ntag424 implements SimCard {
  readonly chip = 'NTAG 424 DNA';
  private readonly memory: Ntag424Memory;
  private readonly changed: OnMemoryChange;
  private readonly random: (length: number) => Uint8Array;
  private state: Volatile = { level: 'picc' };
  private randomUid: Uint8Array = newRandomUid();

  /** @param random gives challenges and transaction identifiers; fixed in tests against recorded traces */
  constructor(
    memory: Ntag424Memory,
    changed: OnMemoryChange = () => {},
    random: (length: number) => Uint8Array = (length) => new Uint8Array(randomBytes(length)),
  ) {
    this.memory = memory;
    this.changed = changed;
    this.random = random;
  }

  anticollision(): Anticollision {
    const uid = this.memory.randomId ? this.randomUid : this.memory.uid;
    // A single-size UID clears bits 7 and 8 of SENS_RES (ISO 14443-3, 6.5.2.1).
    return { uid, sensRes: this.memory.randomId ? unhex('0304') : SENS_RES, selRes: SEL_RES, ats: ATS };
  }

  powerUp(): void {
    this.randomUid = newRandomUid();
    this.select();
  }

  powerDown(): void {
    this.select();
  }

  select(): void {
    this.state = { level: 'picc' };
  }

  apdu(command: Uint8Array): Uint8Array {
    const apdu = parseApdu(command);
    if (!apdu) return status(SW.wrongLength);
    const isRead = (apdu.cla === 0x00 && apdu.ins === 0xb0) || (apdu.cla === 0x90 && apdu.ins === 0xad);
    if (!isRead) this.state.dynamic = undefined;
    const { memory, state, changed, random } = this;
    if (apdu.cla === 0x90) return nativeCommand({ memory, state, changed, random }, apdu);
    if (apdu.cla !== 0x00) return status(SW.claNotSupported);
    return this.iso({ memory, state, changed, random }, apdu);
  }

  private iso(chip: Chip, apdu: Apdu): Uint8Array {
    if (chip.state.pending) {
      chip.state.pending = undefined;
      return status(SW.commandNotAllowed);
    }
    switch (apdu.ins) {
      case 0xa4:
        return isoSelect(chip.memory, chip.state, apdu);
      case 0xb0:
        return isoRead(chip.memory, chip.state, apdu, chip.changed);
      case 0xd6:
        return isoUpdate(chip.memory, chip.state, apdu, chip.changed);
      default:
        return status(SW.insNotSupported);
    }
  }

  save(): CardMemory {
    return saveMemory(this.memory);
  }
}

/** Random IDs start with 08 (ISO 14443-3, 6.5.4). */
function newRandomUid(): Uint8Array {
  return bytes(0x08, randomBytes(3));
}
