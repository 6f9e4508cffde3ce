import { randomBytes } from 'node:crypto';
import { bytes, hex, unhex } from '../bytes.ts';
import { parseApdu } from './apdu.ts';
import type { Anticollision, CardMemory, SimCard } from './sim-card.ts';
import { SW, status } from './status.ts';

/** Cards of which only the number matters here. */

/** SENS_RES of a card by its UID's length: bits 8 and 7 of the first byte (ISO 14443-3, 6.5.2.1). */
function sensRes(uid: Uint8Array): Uint8Array {
  return bytes(0x00, 0x04 | ({ 7: 0x40, 10: 0x80 }[uid.length] ?? 0x00));
}

/** A MIFARE Classic 1K whose sector keys nobody here knows: it gives its number and nothing else. */
export class Classic1k implements SimCard {
  readonly chip = 'MIFARE Classic 1K';
  private readonly uid: Uint8Array;

  /** @param uid 4 or 7 bytes */
  constructor(uid: Uint8Array) {
    this.uid = uid;
  }

  anticollision(): Anticollision {
    return { uid: this.uid, sensRes: sensRes(this.uid), selRes: 0x08 };
  }

  powerUp(): void {}

  powerDown(): void {}

  select(): void {}

  /** Authentication fails in silence, and nothing works without it. */
  native(): undefined {
    return undefined;
  }

  save(): CardMemory {
    return { uid: hex(this.uid) };
  }
}

/** ATS of a common smart-card operating system: FSCI 8, 106 kbps, FWI 7. */
const ATS = unhex('0578807002');

/** An ISO 14443-4 card with applications of somebody else: a bank, a bus company. */
export class ForeignCard implements SimCard {
  readonly chip: string = 'ISO 14443-4 card';
  protected uid: Uint8Array;

  /** @param uid 4, 7 or 10 bytes */
  constructor(uid: Uint8Array) {
    this.uid = uid;
  }

  anticollision(): Anticollision {
    return { uid: this.uid, sensRes: sensRes(this.uid), selRes: 0x20, ats: ATS };
  }

  powerUp(): void {}

  powerDown(): void {}

  select(): void {}

  apdu(command: Uint8Array): Uint8Array {
    const apdu = parseApdu(command);
    if (!apdu) return status(SW.wrongLength);
    if (apdu.cla !== 0x00) return status(SW.claNotSupported);
    return status(apdu.ins === 0xa4 ? SW.fileNotFound : SW.insNotSupported);
  }

  save(): CardMemory {
    return { uid: hex(this.uid) };
  }
}

/** A phone: as a foreign card, with another random UID each time it meets a field (ISO 14443-3, 6.5.4). */
export class Phone extends ForeignCard {
  override readonly chip = 'phone';

  constructor() {
    super(randomUid());
  }

  override powerUp(): void {
    this.uid = randomUid();
  }
}

function randomUid(): Uint8Array {
  return bytes(0x08, randomBytes(3));
}
