import { bytes, hex, unhex } from '../bytes.ts';
import type { Anticollision, CardMemory, OnMemoryChange, SimCard } from './sim-card.ts';

/**
 * Type 2 tags of four-byte pages: NXP NTAG213, NTAG215, NTAG216 (NTAG213_215_216 rev. 3.2;
 * section numbers are its) and MIFARE Ultralight (MF0ICU1), which has the first two commands only.
 */
interface Model {
  readonly chip: string;
  readonly pages: number;
  /** Size byte of the capability container, in units of 8 bytes (8.5.6). */
  readonly container: number;
  /** GetVersion's storage size byte (table 28); chips without it know READ and WRITE only. */
  readonly storage?: number;
}

const MODELS = {
  ntag213: { chip: 'NTAG213', pages: 45, container: 0x12, storage: 0x0f },
  ntag215: { chip: 'NTAG215', pages: 135, container: 0x3e, storage: 0x11 },
  ntag216: { chip: 'NTAG216', pages: 231, container: 0x6d, storage: 0x13 },
  ultralight: { chip: 'MIFARE Ultralight', pages: 16, container: 0x06 },
} satisfies Record<string, Model>;

export type Type2Model = keyof typeof MODELS;

/** Pages below this hold UID, lock bits and the capability container. */
const FIRST_USER_PAGE = 4;
const NAK = bytes(0x00);
const ACK = bytes(0x0a);

export class Type2Tag implements SimCard {
  readonly chip: string;
  private readonly uid: Uint8Array;
  private readonly model: Model;
  private readonly memory: Uint8Array;
  private readonly changed: OnMemoryChange;

  /** @param uid 7 bytes; @param saved memory of an earlier life */
  constructor(model: Type2Model, uid: Uint8Array, saved?: CardMemory, changed: OnMemoryChange = () => {}) {
    this.model = MODELS[model];
    this.chip = this.model.chip;
    this.uid = uid;
    this.changed = changed;
    this.memory = typeof saved?.memory === 'string' ? unhex(saved.memory) : this.factory();
  }

  anticollision(): Anticollision {
    return { uid: this.uid, sensRes: unhex('0044'), selRes: 0x00 };
  }

  powerUp(): void {}

  powerDown(): void {}

  select(): void {}

  /** READ 30, WRITE A2; FAST_READ 3A, GET_VERSION 60, READ_SIG 3C (section 10). */
  native(command: Uint8Array): Uint8Array | undefined {
    const [code, first, last] = command as unknown as [number, number?, number?];
    if (code === 0x30 && command.length === 2) return this.read(first!);
    if (code === 0xa2 && command.length === 6) return this.write(first!, command.slice(2));
    const { storage } = this.model;
    if (storage === undefined) return undefined;
    if (code === 0x3a && command.length === 3) return this.fastRead(first!, last!);
    if (code === 0x60 && command.length === 1) return bytes(0x00, 0x04, 0x04, 0x02, 0x01, 0x00, storage, 0x03);
    // Not a genuine chip: the originality signature is all zeros.
    if (code === 0x3c && command.length === 2 && first === 0) return new Uint8Array(32);
    return undefined;
  }

  save(): CardMemory {
    return { uid: hex(this.uid), memory: hex(this.memory) };
  }

  /** Four pages; an address near the end rolls over to page 0 (10.2). */
  private read(page: number): Uint8Array {
    if (page >= this.model.pages) return NAK;
    return bytes(...[0, 1, 2, 3].map((i) => this.page((page + i) % this.model.pages)));
  }

  private fastRead(first: number, last: number): Uint8Array {
    if (last < first || last >= this.model.pages) return NAK;
    return this.memory.slice(first * 4, last * 4 + 4);
  }

  private write(page: number, data: Uint8Array): Uint8Array {
    if (page < FIRST_USER_PAGE || page >= this.model.pages) return NAK;
    this.memory.set(data, page * 4);
    this.changed();
    return ACK;
  }

  private page(number: number): Uint8Array {
    return this.memory.slice(number * 4, number * 4 + 4);
  }

  /** UID with its two check bytes, capability container, an empty NDEF TLV (8.5). */
  private factory(): Uint8Array {
    const memory = new Uint8Array(this.model.pages * 4);
    const [a, b, c, d, e, f, g] = this.uid as unknown as number[];
    memory.set([a!, b!, c!, 0x88 ^ a! ^ b! ^ c!, d!, e!, f!, g!, d! ^ e! ^ f! ^ g!, 0x48]);
    memory.set([0xe1, 0x10, this.model.container, 0x00, 0x03, 0x00, 0xfe], 12);
    return memory;
  }
}
