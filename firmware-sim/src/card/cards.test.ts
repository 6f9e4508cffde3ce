import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { hex, unhex } from '../bytes.ts';
import { parseApdu } from './apdu.ts';
import { atrOf } from './atr.ts';
import { keepCard } from './keep.ts';
import { makeCard, PROFILES } from './make-card.ts';
import { uriMessage } from './ndef.ts';
import { StateFile } from './state-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'tapwell-cards-'));
afterAll(() => rmSync(folder, { recursive: true }));
const SUN = { profile: 'ntag424', uid: '04A1B2C3D4E5F6', url: 'https://tapwell.example/c' } as const;

describe('ATR of a contactless card', () => {
  it('is that of real NTAG 424 DNA and NTAG21x cards on PC/SC readers', () => {
    expect(hex(atrOf(makeCard(SUN)))).toBe('3B8180018080');
    const ntag = makeCard({ profile: 'ntag213', uid: '04112233445566' });
    expect(hex(atrOf(ntag))).toBe('3B8F8001804F0CA0000003060300030000000068');
  });
});

describe('cards of which only the number matters', () => {
  it.each([
    ['classic1k', 'A1B2C3D4', '0004', 0x08],
    ['classic1k', '04112233445566', '0044', 0x08],
    ['ultralight', '04112233445566', '0044', 0x00],
    ['iso14443_4', 'A1B2C3D4', '0004', 0x20],
    ['iso14443_4', '04112233445566', '0044', 0x20],
    ['iso14443_4', '04112233445566778899', '0084', 0x20],
  ] as const)('%s %s shows SENS_RES %s and SEL_RES %i', (profile, uid, sensRes, selRes) => {
    const found = makeCard({ profile, uid }).anticollision();
    expect([hex(found.uid), hex(found.sensRes), found.selRes]).toEqual([uid, sensRes, selRes]);
  });

  it('a phone has another UID at each power-up, and it starts with 08', () => {
    const phone = makeCard({ profile: 'phone', uid: '' });
    const uids = [1, 2, 3].map(() => {
      phone.powerUp();
      return hex(phone.anticollision().uid);
    });
    expect(new Set(uids).size).toBe(3);
    for (const uid of uids) expect(uid).toMatch(/^08[0-9A-F]{6}$/);
  });

  it('a MIFARE Classic has its own ATR and stays silent without its keys', () => {
    const card = makeCard({ profile: 'classic1k', uid: 'A1B2C3D4' });
    expect(hex(atrOf(card))).toBe('3B8F8001804F0CA000000306030001000000006A');
    expect(card.native!(unhex('3000'))).toBeUndefined();
  });

  it('a foreign smart card knows no application of ours', () => {
    const card = makeCard({ profile: 'iso14443_4', uid: 'A1B2C3D4' });
    expect(hex(card.apdu!(unhex('00A4040007D276000085010100')))).toBe('6A82');
    expect(hex(atrOf(card))).toBe('3B80800101');
  });

  it('an Ultralight reads and writes pages, and has no version', () => {
    const card = makeCard({ profile: 'ultralight', uid: '04112233445566' });
    expect(hex(card.native!(unhex('A2040A0B0C0D'))!)).toBe('0A');
    expect(hex(card.native!(unhex('3004'))!).slice(0, 8)).toBe('0A0B0C0D');
    expect(card.native!(unhex('60'))).toBeUndefined();
  });
});

describe('making a card', () => {
  it.each([
    [{ profile: 'ntag999', uid: '04112233445566' }, 'There is no card profile "ntag999"'],
    [{ profile: 'ntag213', uid: '0411' }, 'has 2 bytes'],
    [{ profile: 'ntag213', uid: 'xyz' }, 'is not hexadecimal'],
  ])('says in one sentence what is wrong with %o', (plan, words) => {
    expect(() => makeCard(plan as Parameters<typeof makeCard>[0])).toThrow(words);
  });
});

describe('an NTAG21x', () => {
  const card = makeCard({ profile: 'ntag215', uid: '04112233445566' });
  it('tells its version and its UID pages', () => {
    expect(hex(card.native!(unhex('60'))!)).toBe('0004040201001103');
    expect(hex(card.native!(unhex('3000'))!).slice(0, 18)).toBe('041122BF33445566' + '44');
  });

  it('rolls over at the last page, and refuses pages it does not have', () => {
    expect(hex(card.native!(unhex('3086'))!).slice(8, 16)).toBe('041122BF');
    expect(hex(card.native!(unhex('3087'))!)).toBe('00');
  });

  it('stays silent at commands it does not know', () => {
    expect(card.native!(unhex('A0'))).toBeUndefined();
  });
});

describe('the state file', () => {
  it('keeps a read counter across lives, and never lets it go back when the card is planned anew', () => {
    const path = join(folder, 'state.json');
    const card = keepCard(SUN, new StateFile(path));
    card.powerUp();
    for (const apdu of ['00A4040007D276000085010100', '00A4000C02E104', '00B0000000']) card.apdu!(unhex(apdu));
    const counter = () => JSON.parse(readFileSync(path, 'utf8')).cards[SUN.uid].memory.files[2].readCounter;
    expect(counter()).toBe(1);
    keepCard(SUN, new StateFile(path));
    expect(counter()).toBe(1);
    keepCard({ ...SUN, url: 'https://elsewhere.example/c', counter: 0 }, new StateFile(path));
    expect(counter()).toBe(1);
  });

  it('is refused in one sentence when it is not ours', () => {
    const path = join(folder, 'other.json');
    writeFileSync(path, '[1,2');
    expect(() => new StateFile(path)).toThrow('not one this simulator wrote');
  });
});

describe('the APDU parser', () => {
  it('takes apart the four short cases and the extended ones', () => {
    const head = { cla: 0, ins: 0xb0, p1: 0, p2: 0 };
    expect(parseApdu(unhex('00B00000'))).toEqual({ ...head, data: unhex(''), le: 0 });
    expect(parseApdu(unhex('00B0000000'))).toEqual({ ...head, data: unhex(''), le: 256 });
    expect(parseApdu(unhex('00B000000201020A'))).toEqual({ ...head, data: unhex('0102'), le: 10 });
    expect(parseApdu(unhex('00B00000000002' + '0102' + '0100'))).toEqual({ ...head, data: unhex('0102'), le: 256 });
    expect(parseApdu(unhex('00B00000000000'))).toEqual({ ...head, data: unhex(''), le: 65536 });
    expect(parseApdu(unhex('00B000000301'))).toBeUndefined();
  });

  it('and every card meet any bytes without a throw', () => {
    const cards = PROFILES.map((profile) => makeCard({ profile, uid: SUN.uid }));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (raw) => {
        parseApdu(raw);
        for (const card of cards) {
          card.apdu?.(raw);
          card.native?.(raw);
        }
      }),
    );
  });
});

describe('NDEF', () => {
  it('abbreviates the address prefix', () => {
    expect(hex(uriMessage('https://a.b'))).toBe('D101045504612E62');
    expect(hex(uriMessage('tel:1'))).toBe('D101065500' + '74656C3A31');
  });
});
