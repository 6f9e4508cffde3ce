import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromHex, toHex } from '../bytes.ts';
import { decryptCbc, encryptCbc, padded, unpadded, ZERO_IV } from './aes-cbc.ts';
import { aesCmac } from './aes-cmac.ts';
import {
  authenticateEv2First,
  authenticateEv2NonFirst,
  type Ev2AuthSend,
  type Ev2AuthState,
  type Ev2AuthStep,
  type Ev2Session,
  ev2AuthReceive,
} from './ev2-auth.ts';
import { type CommMode, commandIv, mostData, openResponse, sealCommand, truncatedMac } from './ev2-messaging.ts';
import {
  changeFileSettings,
  changeKey,
  GET_CARD_UID,
  getFileSettings,
  parseUid,
  writeData,
} from './ntag424-commands.ts';
import { parseFileSettings } from './ntag424-settings.ts';
import { vector } from './vectors.testing.ts';

const bytes = (n: number) => fc.uint8Array({ minLength: n, maxLength: n });
const ok = (data: Uint8Array) => concat(data, fromHex('9100'));
const more = (data: Uint8Array) => concat(data, fromHex('91AF'));
const rotated = (b: Uint8Array) => concat(b.subarray(1), b.subarray(0, 1));

function sent(step: Ev2AuthStep): Ev2AuthSend {
  if (step.kind !== 'send') throw new Error(`expected a command, not ${step.kind}`);
  return step;
}
function sessionOf(step: Ev2AuthStep): Ev2Session {
  if (step.kind !== 'authenticated') throw new Error(`expected a session, not ${step.kind}`);
  return step.session;
}

describe('AuthenticateEV2First', () => {
  // AN12196 §5.6 and §5.10, from lucianox777/nfc-ev2-crypto test_ev2.py (see each row's source).
  it.each(['AN12196 5.6', 'AN12196 6.10'])('sends and accepts what %s publishes', (name) => {
    const v = vector(name);
    const first = authenticateEv2First({
      keyNumber: v.bytes('Cmd1')[5]!,
      key: v.bytes('Key'),
      rndA: v.bytes('RndA'),
    });
    expect(toHex(first.apdu)).toBe(v.text('Cmd1'));
    const second = sent(ev2AuthReceive(first.state, more(v.bytes('EncRndB'))));
    expect(toHex(second.apdu)).toBe(`90AF000020${v.text('Part2')}00`);
    const session = sessionOf(ev2AuthReceive(second.state, ok(v.bytes('Resp2'))));
    expect(toHex(session.ti)).toBe(v.text('TI'));
    expect(toHex(session.kSesAuthEnc)).toBe(v.text('KSesAuthENC'));
    expect(toHex(session.kSesAuthMac)).toBe(v.text('KSesAuthMAC'));
    expect(session.cmdCtr).toBe(0);
  });

  const v = vector('AN12196 5.6');
  const begun = authenticateEv2First({ keyNumber: 0, key: v.bytes('Key'), rndA: v.bytes('RndA') });
  const challenged = sent(ev2AuthReceive(begun.state, more(v.bytes('EncRndB'))));

  it('says wrong-key when the card finds our answer to its challenge wrong', () => {
    expect(ev2AuthReceive(challenged.state, fromHex('91AE'))).toEqual({ kind: 'wrong-key' });
  });
  it('names the refusal of a key that the card does not have, and of too many attempts', () => {
    expect(ev2AuthReceive(begun.state, fromHex('9140'))).toMatchObject({ kind: 'status', name: 'no-such-key' });
    expect(ev2AuthReceive(begun.state, fromHex('91AD'))).toMatchObject({ name: 'too-many-failed-authentications' });
  });
  it('refuses a card that returns its proof under another key', () => {
    const otherKey = encryptCbc(fromHex('FF'.repeat(16)), ZERO_IV, new Uint8Array(32));
    expect(ev2AuthReceive(challenged.state, ok(otherKey))).toEqual({ kind: 'not-genuine' });
  });
  it('refuses the proof of an earlier run', () => {
    const again = authenticateEv2First({ keyNumber: 0, key: v.bytes('Key'), rndA: new Uint8Array(16).fill(7) });
    const step = sent(ev2AuthReceive(again.state, more(v.bytes('EncRndB'))));
    expect(ev2AuthReceive(step.state, ok(v.bytes('Resp2')))).toEqual({ kind: 'not-genuine' });
  });
  it('refuses the proof when any bit of RndA′ is flipped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 32, max: 159 }), (bit) => {
        const proof = decryptCbc(v.bytes('Key'), ZERO_IV, v.bytes('Resp2'));
        proof[bit >> 3]! ^= 1 << (bit & 7);
        const step = ev2AuthReceive(challenged.state, ok(encryptCbc(v.bytes('Key'), ZERO_IV, proof)));
        expect(step).toEqual({ kind: 'not-genuine' });
      }),
    );
  });
  it('takes any bytes from a card at either step, and never makes a session of them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.constantFrom(begun.state, challenged.state), (noise, state) => {
        for (const answer of [noise, ok(noise), more(noise)]) {
          expect(ev2AuthReceive(state, answer).kind).not.toBe('authenticated');
        }
      }),
    );
  });
  it('refuses a key or a challenge that is not 16 bytes', () => {
    const key = new Uint8Array(16);
    expect(() => authenticateEv2First({ keyNumber: 0, key: key.subarray(1), rndA: key })).toThrow(RangeError);
    expect(() => authenticateEv2First({ keyNumber: 0, key, rndA: new Uint8Array(8) })).toThrow(RangeError);
  });
});

describe('AuthenticateEV2NonFirst', () => {
  it('keeps the transaction identifier and counter and takes new session keys, with any card', () => {
    fc.assert(
      fc.property(bytes(16), bytes(16), bytes(16), bytes(4), fc.nat(0xffff), (key, rndA, rndB, ti, cmdCtr) => {
        const before: Ev2Session = { kSesAuthEnc: key, kSesAuthMac: key, ti, cmdCtr };
        const first = authenticateEv2NonFirst(before, { keyNumber: 3, key, rndA });
        expect(toHex(first.apdu)).toBe('90770000010300');
        const second = sent(ev2AuthReceive(first.state, more(encryptCbc(key, ZERO_IV, rndB))));
        expect(toHex(decryptCbc(key, ZERO_IV, second.apdu.slice(5, 37)))).toBe(toHex(concat(rndA, rotated(rndB))));
        const session = sessionOf(ev2AuthReceive(second.state, ok(encryptCbc(key, ZERO_IV, rotated(rndA)))));
        expect(session).toMatchObject({ ti, cmdCtr });
        expect(session.kSesAuthEnc).not.toEqual(before.kSesAuthEnc);
        // A First answer's 32 bytes are not an answer to NonFirst.
        const state: Ev2AuthState = second.state;
        expect(ev2AuthReceive(state, ok(new Uint8Array(32))).kind).toBe('malformed');
      }),
    );
  });
});

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
