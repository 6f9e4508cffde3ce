import { randomBytes } from 'node:crypto';
import { bytes, unhex } from '../../bytes.ts';
import { parseApdu } from '../apdu.ts';
import type { Anticollision, CardMemory, OnMemoryChange, SimCard } from '../sim-card.ts';
import { SW, status } from '../status.ts';
import type { Chip, Volatile } from './chip.ts';
import { isoCommand } from './iso.ts';
import { type DesfireMemory, PICC, saveDesfire } from './memory.ts';
import { NativeConversation } from './native.ts';
import { DF } from './status.ts';

/** ATS 75 77 81 02 80 with its length byte: 106 to 848 kbps, FSCI 5 (64 bytes), FWI 8 (77 ms), CID. */
const ATS = unhex('067577810280');

/**
 * NXP MIFARE DESFire EV1 with 4 kB (MF3ICD41). Takes native frames, native frames wrapped in
 * ISO 7816-4 (CLA 90), and ISO commands (CLA 00). DES, two-key triple DES and AES keys;
 * standard data files.
 */
export class DesfireEv1 implements SimCard {
  readonly chip = 'MIFARE DESFire EV1';
  private readonly memory: DesfireMemory;
  private readonly changed: OnMemoryChange;
  private readonly random: (length: number) => Uint8Array;
  private readonly conversation = new NativeConversation();
  private state: Volatile = { aid: PICC };
  private randomUid: Uint8Array = newRandomUid();

  constructor(
    memory: DesfireMemory,
    changed: OnMemoryChange = () => {},
    random: (length: number) => Uint8Array = (length) => new Uint8Array(randomBytes(length)),
  ) {
    this.memory = memory;
    this.changed = changed;
    this.random = random;
  }

  anticollision(): Anticollision {
    const { randomId, uid } = this.memory;
    const sensRes = unhex(randomId ? '0304' : '0344');
    return { uid: randomId ? this.randomUid : uid, sensRes, selRes: 0x20, ats: ATS };
  }

  powerUp(): void {
    this.randomUid = newRandomUid();
    this.select();
  }

  powerDown(): void {
    this.select();
  }

  select(): void {
    this.state = { aid: PICC };
    this.conversation.reset();
  }

  apdu(command: Uint8Array): Uint8Array {
    const { memory, state, changed, random } = this;
    const chip: Chip = { memory, state, changed, random };
    const cla = command[0];
    if (cla === undefined) return bytes(DF.lengthError);
    if (cla === 0x90 && command.length >= 4) {
      const apdu = parseApdu(command);
      if (apdu?.p1 !== 0 || apdu.p2 !== 0) return bytes(0x91, DF.lengthError);
      const frame = this.conversation.receive(chip, apdu.ins, apdu.data);
      return bytes(frame.data, 0x91, frame.status);
    }
    if (cla === 0x00 && command.length >= 4) {
      const apdu = parseApdu(command);
      return apdu ? isoCommand(chip, apdu) : status(SW.wrongLength);
    }
    const frame = this.conversation.receive(chip, cla, command.slice(1));
    return bytes(frame.status, frame.data);
  }

  save(): CardMemory {
    return saveDesfire(this.memory);
  }
}

function newRandomUid(): Uint8Array {
  return bytes(0x08, randomBytes(3));
}
