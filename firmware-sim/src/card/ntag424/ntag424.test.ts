import { createDecipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hex, le, unhex } from '../../bytes.ts';
import { makeCard } from '../make-card.ts';
import type { SimCard } from '../sim-card.ts';
import { sdmMac, sdmMacKey } from './sdm.ts';

const META = '00112233445566778899AABBCCDDEEFF';
const FILE = 'FFEEDDCCBBAA99887766554433221100';
const UID = '04A1B2C3D4E5F6';
const PLAN = {
  profile: 'ntag424',
  uid: UID,
  url: 'https://tapwell.example/c',
  keys: { metaRead: META, fileRead: FILE },
} as const;

const SELECT_APPLICATION = '00A4040007D276000085010100';
const SELECT_NDEF = '00A4000C02E104';

function ask(card: SimCard, apdu: string): string {
  return hex(card.apdu!(unhex(apdu)));
}

function url(card: SimCard): string {
  ask(card, SELECT_APPLICATION);
  ask(card, SELECT_NDEF);
  const file = unhex(ask(card, '00B0000000').slice(0, -4));
  const length = (file[0]! << 8) | file[1]!;
  return `https://${Buffer.from(file.slice(7, 2 + length)).toString()}`;
}

function opened(address: string) {
  const [, picc, mac] = /p=([0-9A-F]{32})&c=([0-9A-F]{16})$/.exec(address)!;
  const decipher = createDecipheriv('aes-128-cbc', unhex(META), new Uint8Array(16)).setAutoPadding(false);
  const plain = new Uint8Array(decipher.update(unhex(picc!)));
  return { tag: plain[0], uid: plain.slice(1, 8), counter: le(plain, 8, 3), mac };
}

function activate(card: SimCard): SimCard {
  card.powerDown();
  card.powerUp();
  return card;
}

describe('an NTAG 424 DNA with SUN', () => {
  it('mirrors encrypted PICC data and a MAC that verify under its keys', () => {
    const address = url(activate(makeCard(PLAN)));
    expect(address).toMatch(/^https:\/\/tapwell\.example\/c\?p=[0-9A-F]{32}&c=[0-9A-F]{16}$/);
    const { tag, uid, counter, mac } = opened(address);
    expect(tag).toBe(0xc7);
    expect(hex(uid)).toBe(UID);
    expect(counter).toBe(1);
    const key = sdmMacKey(unhex(FILE), { uid, counter }, { uid: true, counter: true });
    expect(mac).toBe(hex(sdmMac(key, new Uint8Array())));
  });

  it('counts one read, however many pieces the file is fetched in', () => {
    const card = activate(makeCard(PLAN));
    const first = url(card);
    const piece = (at: string) => ask(card, `00B000${at}10`).slice(0, -4);
    expect(Buffer.from(unhex(piece('07') + piece('17') + piece('27'))).toString()).toBe(first.slice(8, 8 + 48));
    expect(opened(first).counter).toBe(1);
    expect(opened(url(activate(card))).counter).toBe(2);
  });

  // NT4H2421Gx, 9.3.1: "As soon as a different command has been received, the counter is incremented again".
  it('counts again when another command came between two reads', () => {
    const card = activate(makeCard(PLAN));
    expect(opened(url(card)).counter).toBe(1);
    expect(opened(url(card)).counter).toBe(2);
  });

  it('keeps its counter in saved memory, saved before the answer leaves', () => {
    let saved: Record<string, unknown> = {};
    const card = makeCard(PLAN, undefined, () => {
      saved = card.save();
    });
    url(activate(card));
    const again = makeCard(PLAN, JSON.parse(JSON.stringify(saved)));
    expect(opened(url(activate(again))).counter).toBe(2);
  });

  it('starts from the counter it is given', () => {
    expect(opened(url(activate(makeCard({ ...PLAN, counter: 41 })))).counter).toBe(42);
  });

  it('does not count a selection or a read of the capability container', () => {
    const card = activate(makeCard(PLAN));
    ask(card, SELECT_APPLICATION);
    ask(card, '00A4000C02E103');
    expect(ask(card, '00B000000F')).toBe('001720010000FF0406E1040100000' + '09000');
    expect(opened(url(activate(card))).counter).toBe(1);
  });
});

describe('ISO commands of an NTAG 424 DNA', () => {
  const cases: [string, string[], string][] = [
    ['selects the NDEF application by name', [SELECT_APPLICATION], '9000'],
    ['knows no other application', ['00A4040007D276000085010200'], '6A82'],
    ['finds no file before the application is selected', [SELECT_NDEF], '6A82'],
    ['finds no file E106', [SELECT_APPLICATION, '00A4000C02E106'], '6A82'],
    ['refuses other selections', ['00A4080002E104'], '6A86'],
    ['refuses a file id of one byte', [SELECT_APPLICATION, '00A4000C01E1'], '6A87'],
    ['refuses to read with no file selected', [SELECT_APPLICATION, '00B0000010'], '6985'],
    ['refuses to read behind the end', [SELECT_APPLICATION, SELECT_NDEF, '00B0010010'], '6A86'],
    ['reads what there is when more is asked for', [SELECT_APPLICATION, SELECT_NDEF, '00B000FE20'], '00009000'],
    ['reads to the end with Le 00', [SELECT_APPLICATION, SELECT_NDEF, '00B000F800'], `${'00'.repeat(8)}9000`],
    ['reads by short file id', [SELECT_APPLICATION, '00B0830002'], '00179000'],
    [
      'refuses to read the proprietary file without a key',
      [SELECT_APPLICATION, '00A4000C02E105', '00B0000010'],
      '6982',
    ],
    ['refuses to write a personalised file', [SELECT_APPLICATION, SELECT_NDEF, '00D60000020000'], '6982'],
    ['knows no other instruction', ['00C0000000'], '6D00'],
    ['knows no other class', ['80A4000000'], '6E00'],
    ['refuses a wrong length', ['00A4040007D276'], '6700'],
  ];
  it.each(cases)('%s', (_, apdus, last) => {
    const card = activate(makeCard(PLAN));
    expect(apdus.map((apdu) => ask(card, apdu)).at(-1)).toBe(last);
  });

  it('lets anybody write the NDEF file of a blank card', () => {
    const card = activate(makeCard({ profile: 'ntag424', uid: UID }));
    for (const apdu of [SELECT_APPLICATION, SELECT_NDEF]) ask(card, apdu);
    expect(ask(card, '00D60000050003D00000')).toBe('9000');
    expect(ask(card, '00B0000005')).toBe('0003D000009000');
  });
});
