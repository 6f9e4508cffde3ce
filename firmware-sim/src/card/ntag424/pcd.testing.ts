import { createCipheriv, createDecipheriv } from 'node:crypto';
import { aesCmac } from '@tapwell/shared/card/aes-cmac';
import { bytes, hex, toLe, unhex } from '../../bytes.ts';
import type { SimCard } from '../sim-card.ts';

/** A reader's side of AES secure messaging, for tests only. */
export class Pcd {
  private readonly card: SimCard;
  private ti = new Uint8Array(4);
  private counter = 0;
  private enc = new Uint8Array(16);
  private mac = new Uint8Array(16);

  constructor(card: SimCard) {
    this.card = card;
    card.powerUp();
    this.raw('00A4040007D276000085010100');
  }

  /** One APDU in hex, the answer in hex. */
  raw(apdu: string): string {
    return hex(this.card.apdu!(unhex(apdu)));
  }

  /** A native command in plain; the answer in hex with its status. */
  native(code: number, data: Uint8Array = bytes()): string {
    return hex(this.card.apdu!(bytes(0x90, code, 0, 0, data.length ? [data.length, ...data] : [], 0)));
  }

  /** Both parts of AuthenticateEV2First or NonFirst; the last status. */
  authenticate(keyNo: number, key: string, first = true): string {
    const one = this.native(first ? 0x71 : 0x77, first ? bytes(keyNo, 0) : bytes(keyNo));
    if (!one.endsWith('91AF')) return one.slice(-4);
    const k = unhex(key);
    const rndB = cbc(k, unhex(one.slice(0, -4)), zero, false);
    const rndA = unhex('00112233445566778899AABBCCDDEEFF');
    const two = this.native(0xaf, cbc(k, bytes(rndA, rndB.slice(1), rndB[0]!), zero, true));
    if (!two.endsWith('9100')) return two;
    if (first) {
      this.ti = cbc(k, unhex(two.slice(0, -4)), zero, false).slice(0, 4);
      this.counter = 0;
    }
    const context = bytes(
      unhex('00010080'),
      rndA.slice(0, 2),
      rndA.slice(2, 8).map((value, i) => value ^ rndB[i]!),
      rndB.slice(6),
      rndA.slice(8),
    );
    this.enc = aesCmac(k, bytes(unhex('A55A'), context)) as typeof this.enc;
    this.mac = aesCmac(k, bytes(unhex('5AA5'), context)) as typeof this.mac;
    return '9100';
  }

  /** A command in a session; the opened answer in hex with its status, or `bad MAC`. */
  secure(mode: 'plain' | 'mac' | 'full', code: number, header: Uint8Array, data: Uint8Array = bytes()): string {
    const sent = mode === 'full' && data.length ? cbc(this.enc, padded(data), this.iv('A55A'), true) : data;
    const tail = mode === 'plain' ? bytes() : this.cmac(bytes(code, toLe(this.counter, 2), this.ti, header, sent));
    this.counter += 1;
    const answer = this.native(code, bytes(header, sent, tail));
    if (!answer.endsWith('9100') || mode === 'plain') return answer;
    const body = unhex(answer.slice(0, -4));
    if (body.length === 0) return answer;
    const content = body.slice(0, -8);
    const expected = this.cmac(bytes(0, toLe(this.counter, 2), this.ti, content));
    if (hex(expected) !== hex(body.slice(-8))) return 'bad MAC';
    if (mode !== 'full' || content.length === 0) return `${hex(content)}9100`;
    const plain = cbc(this.enc, content, this.iv('5AA5'), false);
    return `${hex(plain.slice(0, plain.lastIndexOf(0x80)))}9100`;
  }

  /** GetVersion in a session; all three parts in hex, or `bad MAC`. */
  version(): string {
    const mac = this.cmac(bytes(0x60, toLe(this.counter, 2), this.ti));
    this.counter += 1;
    const parts = [this.native(0x60, mac), this.native(0xaf), this.native(0xaf)].map((one) => one.slice(0, -4));
    const all = unhex(parts.join(''));
    const content = all.slice(0, -8);
    const expected = this.cmac(bytes(0, toLe(this.counter, 2), this.ti, content));
    return hex(expected) === hex(all.slice(-8)) ? hex(content) : 'bad MAC';
  }

  /** Moves the command counter on, as if a command had been lost. */
  skip(): void {
    this.counter += 1;
  }

  private cmac(input: Uint8Array): Uint8Array {
    return aesCmac(this.mac, input).filter((_, i) => i % 2 === 1);
  }

  private iv(label: string): Uint8Array {
    return cbc(this.enc, bytes(unhex(label), this.ti, toLe(this.counter, 2), new Uint8Array(8)), zero, true);
  }
}

const zero = new Uint8Array(16);

function cbc(key: Uint8Array, data: Uint8Array, iv: Uint8Array, encrypt: boolean): Uint8Array<ArrayBuffer> {
  const cipher = (encrypt ? createCipheriv : createDecipheriv)('aes-128-cbc', key, iv).setAutoPadding(false);
  return new Uint8Array(cipher.update(data));
}

function padded(data: Uint8Array): Uint8Array {
  return bytes(data, 0x80, new Uint8Array(15 - (data.length % 16)));
}
