import { randomBytes } from 'node:crypto';
import { bytes, unhex } from '../../bytes.ts';
import { parseApdu } from '../apdu.ts';
import type { Anticollision, CardMemory, OnMemoryChange, SimCard } from '../sim-card.ts';
import { SW, status } from '../status.ts';
import { isoRead, isoSelect, isoUpdate } from './iso.ts';
import { type Ntag424Memory, saveMemory } from './memory.ts';

/** What the chip forgets without power or at a new selection. */
export interface Volatile {
  level: 'picc' | 'application';
  /** File number chosen by ISOSelectFile. */
  file?: number | undefined;
  session?: { readonly keyNo: number } | undefined;
  /** The SUN message of this activation, once its first read made it. */
  dynamic?: { readonly file: number; readonly content: Uint8Array } | undefined;
}

/** ATS 77 77 71 02 80 with its length byte: 106 to 848 kbps, FSCI 7 (128 bytes), FWI 7 (39 ms), CID. */
const ATS = unhex('067777710280');
const SENS_RES = unhex('0344');
const SEL_RES = 0x20;

/** NXP NTAG 424 DNA (NT4H2421Gx rev. 3.0). Commands with CLA 00 are ISO 7816-4. */
export class Ntag424 implements SimCard {
  readonly chip = 'NTAG 424 DNA';
  private readonly memory: Ntag424Memory;
  private readonly changed: OnMemoryChange;
  private state: Volatile = { level: 'picc' };
  private randomUid: Uint8Array = newRandomUid();

  constructor(memory: Ntag424Memory, changed: OnMemoryChange = () => {}) {
    this.memory = memory;
    this.changed = changed;
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
    if (apdu.cla !== 0x00) return status(SW.claNotSupported);
    switch (apdu.ins) {
      case 0xa4:
        return isoSelect(this.memory, this.state, apdu);
      case 0xb0:
        return isoRead(this.memory, this.state, apdu, this.changed);
      case 0xd6:
        return isoUpdate(this.memory, this.state, apdu, this.changed);
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
