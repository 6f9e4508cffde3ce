import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromHex, toHex } from '../bytes.ts';
import { encryptCbc, padded, unpadded, ZERO_IV } from './aes-cbc.ts';
import { aesCmac, truncatedMac } from './aes-cmac.ts';
import type { Ev2Session } from './ev2-auth.ts';
import { type CommMode, commandIv, mostData, openResponse, sealCommand } from './ev2-messaging.ts';
import {
  changeFileSettings,
  changeKey,
  changeMasterKey,
  ENABLE_RANDOM_ID,
  GET_CARD_UID,
  getFileSettings,
  parseUid,
  writeData,
} from './ntag424-commands.ts';
import { parseFileSettings } from './ntag424-settings.ts';
import { vector } from './vectors.testing.ts';

const bytes = (n: number) => fc.uint8Array({ minLength: n, maxLength: n });
const ok = (data: Uint8Array) => concat(data, fromHex('9100'));

function sessionFrom(v: ReturnType<typeof vector>): Ev2Session {
  return {
    kSesAuthEnc: v.bytes('KSesAuthENC'),
    kSesAuthMac: v.bytes('KSesAuthMAC'),
    ti: v.bytes('TI'),
    cmdCtr: v.bytes('CmdCtr')[0]!,
  };
}

describe('EV2 secure messaging', () => {
  it('truncates a MAC as published', () => {
    const v = vector('MACt truncation');
    expect(toHex(truncatedMac(aesCmac(v.bytes('KSesAuthMAC'), v.bytes('input'))))).toBe(v.text('MACt'));
  });

  it('asks for file settings in MAC mode and checks the answer as published', () => {
    const v = vector('GetFileSettings CommMode.MAC');
    // The row has no enciphering key, and MAC mode needs none.
    const session = sessionFrom({ ...v, bytes: (f) => (f === 'KSesAuthENC' ? ZERO_IV : v.bytes(f)) });
    const sealed = sealCommand(session, getFileSettings(2));
    expect(toHex(sealed.apdu)).toBe(v.text('C_APDU'));
    const answer = openResponse(sealed.session, getFileSettings(2), v.bytes('R_APDU'));
    expect(answer.kind === 'ok' && parseFileSettings(answer.value)).toEqual({
      kind: 'ok',
      value: {
        mode: 'plain',
        access: { read: 'free', write: 'free', readWrite: 'free', change: 'free' },
        size: 256,
        sdm: {
          picc: { kind: 'encrypted', key: 0, offset: 0x1f, uid: true, counter: true },
          mac: { key: 0, inputOffset: 0x44, encrypted: { offset: 0x44, length: 0x20 }, offset: 0x6a },
          counterRetrieval: 'free',
        },
      },
    });
  });

  it('writes the NDEF file in full mode as AN12196 Table 17 does', () => {
    const v = vector('WriteData NDEF');
    // The table writes 128 bytes in one frame and calls its file's mode full.
    const [command] = writeData(2, v.bytes('plain'), 'full');
    expect(toHex(command!.header)).toBe(v.text('header'));
    const sealed = sealCommand(sessionFrom(v), command!);
    expect(toHex(sealed.apdu)).toBe(v.text('C_APDU'));
    expect(openResponse(sealed.session, command!, v.bytes('R_APDU'))).toEqual({ kind: 'ok', value: new Uint8Array() });
  });

  it('deciphers the card UID as AN12196 Table 28 does', () => {
    const v = vector('GetCardUID');
    const sealed = sealCommand(sessionFrom(v), GET_CARD_UID);
    expect(toHex(sealed.apdu)).toBe(v.text('C_APDU'));
    const answer = openResponse(sealed.session, GET_CARD_UID, v.bytes('R_APDU'));
    expect(answer.kind === 'ok' && parseUid(answer.value)).toEqual({ kind: 'ok', value: v.bytes('UID') });
  });

  it('switches SDM on as AN12196 does', () => {
    const v = vector('ChangeFileSettings (SDM on)');
    const command = changeFileSettings(2, {
      mode: 'plain',
      access: { read: 'free', write: 0, readWrite: 0, change: 0 },
      sdm: {
        picc: { kind: 'encrypted', key: 2, offset: 0x20, uid: true, counter: true },
        mac: { key: 1, inputOffset: 0x43, offset: 0x43 },
        counterRetrieval: 1,
      },
    });
    expect(toHex(command.data)).toBe(v.text('plain'));
    const sealed = sealCommand(sessionFrom(v), command);
    expect(toHex(sealed.apdu)).toBe(v.text('C_APDU'));
    expect(openResponse(sealed.session, command, v.bytes('R_APDU')).kind).toBe('ok');
  });

  it('changes key 2 in a session with key 0 as AN12196 does', () => {
    const v = vector('ChangeKey case 1');
    const session = sessionFrom(v);
    expect(toHex(commandIv(session))).toBe(v.text('IVc'));
    const keys = { oldKey: v.bytes('oldKey'), newKey: v.bytes('newKey'), version: v.bytes('keyVer')[0]! };
    const command = changeKey(2, keys);
    expect(toHex(command.data.slice(-4))).toBe(v.text('CRC32NK'));
    const sealed = sealCommand(session, command);
    expect(toHex(sealed.apdu)).toBe(v.text('C_APDU'));
    expect(openResponse(sealed.session, command, v.bytes('R_APDU')).kind).toBe('ok');
  });

  it('changes key 0 in a session with key 0, and expects no MAC back, as AN12196 Table 26 does', () => {
    const session = {
      kSesAuthEnc: fromHex('4CF3CB41A22583A61E89B158D252FC53'),
      kSesAuthMac: fromHex('5529860B2FC5FB6154B7F28361D30BF9'),
      ti: fromHex('7614281A'),
      cmdCtr: 3,
    };
    const command = changeMasterKey({ newKey: fromHex('5004BF991F408672B1EF00F08F9E8647'), version: 1 });
    expect(toHex(commandIv(session))).toBe('01602D579423B2797BE8B478B0B4D27B');
    const sealed = sealCommand(session, command);
    expect(toHex(sealed.apdu)).toBe(
      '90C400002900C0EB4DEEFEDDF0B513A03A95A75491818580503190D4D05053FF75668A01D6FDA6610234BDED643200',
    );
    expect(openResponse(sealed.session, command, fromHex('9100')).kind).toBe('ok');
    expect(openResponse(sealed.session, command, fromHex('01020304050607089100')).kind).toBe('malformed');
  });

  it('turns Random ID on as AN12196 Table 27 does', () => {
    const session = {
      kSesAuthEnc: fromHex('7951A705F47F3C29B596454DC1490383'),
      kSesAuthMac: fromHex('FE4EDBF46536557E304682F33E63A84F'),
      ti: fromHex('D779B1D0'),
      cmdCtr: 0,
    };
    const sealed = sealCommand(session, ENABLE_RANDOM_ID);
    expect(toHex(sealed.apdu)).toBe('905C000019008EA0138A7AF6FC8E99DF2A3A305602C43A7A3C9228C3134A00');
    expect(openResponse(sealed.session, ENABLE_RANDOM_ID, fromHex('86044208CAD1676A9100')).kind).toBe('ok');
  });

  const session = fc.record({
    kSesAuthEnc: bytes(16),
    kSesAuthMac: bytes(16),
    ti: bytes(4),
    cmdCtr: fc.nat(0xfffe),
  });
  const mode = fc.constantFrom<CommMode>('plain', 'mac', 'full');
  /** The card's side, written from the clauses once more: status, raised counter, TI, data. */
  const cardAnswers = (s: Ev2Session, commMode: CommMode, data: Uint8Array): Uint8Array => {
    const counter = Uint8Array.of(s.cmdCtr & 255, s.cmdCtr >> 8);
    const block = concat(fromHex('5AA5'), s.ti, counter, new Uint8Array(8));
    const iv = encryptCbc(s.kSesAuthEnc, ZERO_IV, block);
    const body = commMode === 'full' && data.length > 0 ? encryptCbc(s.kSesAuthEnc, iv, padded(data)) : data;
    if (commMode === 'plain') return ok(body);
    const mac = aesCmac(s.kSesAuthMac, concat(Uint8Array.of(0), counter, s.ti, body)).filter((_, i) => i % 2 === 1);
    return ok(concat(body, mac));
  };

  it('opens what a card sealed, in every mode, and raises the counter by one', () => {
    fc.assert(
      fc.property(session, mode, fc.uint8Array({ maxLength: 200 }), (s, commMode, data) => {
        const sealed = sealCommand(s, { ins: 0xad, header: new Uint8Array(7), data: new Uint8Array(), mode: commMode });
        expect(sealed.session.cmdCtr).toBe(s.cmdCtr + 1);
        const answer = openResponse(sealed.session, { mode: commMode }, cardAnswers(sealed.session, commMode, data));
        expect(answer).toEqual({ kind: 'ok', value: data });
      }),
    );
  });
  it('refuses a protected answer with any bit flipped', () => {
    fc.assert(
      fc.property(
        session,
        fc.constantFrom<CommMode>('mac', 'full'),
        fc.uint8Array({ maxLength: 64 }),
        fc.nat(),
        (s, commMode, data, at) => {
          const answer = cardAnswers(s, commMode, data);
          const bit = at % ((answer.length - 2) * 8);
          answer[bit >> 3]! ^= 1 << (bit & 7);
          expect(openResponse(s, { mode: commMode }, answer)).toEqual({ kind: 'bad-mac' });
        },
      ),
    );
  });
  it('refuses an answer from another place in the session', () => {
    fc.assert(
      fc.property(session, bytes(16), (s, data) => {
        const earlier = cardAnswers(s, 'mac', data);
        expect(openResponse({ ...s, cmdCtr: s.cmdCtr + 1 }, { mode: 'mac' }, earlier)).toEqual({ kind: 'bad-mac' });
      }),
    );
  });
  it('takes any bytes for an answer, in every mode', () => {
    fc.assert(
      fc.property(session, mode, fc.uint8Array({ maxLength: 300 }), (s, commMode, noise) => {
        for (const answer of [noise, ok(noise)]) {
          const { kind } = openResponse(s, { mode: commMode }, answer);
          if (commMode !== 'plain') expect(['bad-mac', 'status', 'malformed']).toContain(kind);
        }
      }),
    );
  });
  it('names the status words of refusals', () => {
    const s = { kSesAuthEnc: ZERO_IV, kSesAuthMac: ZERO_IV, ti: new Uint8Array(4), cmdCtr: 1 };
    expect(openResponse(s, { mode: 'full' }, fromHex('919D'))).toEqual({
      kind: 'status',
      status: 0x919d,
      name: 'permission-denied',
    });
    expect(openResponse(s, { mode: 'full' }, fromHex('9177'))).toMatchObject({ name: 'unknown' });
  });
  it('fills a frame to the last byte and no further', () => {
    const s = { kSesAuthEnc: ZERO_IV, kSesAuthMac: ZERO_IV, ti: new Uint8Array(4), cmdCtr: 0 };
    for (const commMode of ['plain', 'mac', 'full'] as const) {
      const most = mostData(commMode, 7);
      const write = (length: number) => () =>
        sealCommand(s, { ins: 0x8d, header: new Uint8Array(7), data: new Uint8Array(length), mode: commMode });
      expect(write(most)).not.toThrow();
      expect(write(most + 1)).toThrow(RangeError);
    }
  });
  it('seals no command once the counter is spent', () => {
    const spent = { kSesAuthEnc: ZERO_IV, kSesAuthMac: ZERO_IV, ti: new Uint8Array(4), cmdCtr: 0xffff };
    expect(() => sealCommand(spent, GET_CARD_UID)).toThrow(RangeError);
  });
});

describe('padding with 80 and zeros', () => {
  it('is taken off again, whatever the data', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (data) => {
        expect(unpadded(padded(data))).toEqual(data);
      }),
    );
  });
  it('is not found where there is none', () => {
    expect(unpadded(new Uint8Array(16))).toBeUndefined();
    expect(unpadded(new Uint8Array(0))).toBeUndefined();
    expect(unpadded(concat(Uint8Array.of(0x80), new Uint8Array(31)))).toBeUndefined();
  });
});
