import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromHex, toHex } from '../bytes.ts';
import { decryptCbc, encryptCbc, rotatedLeft, ZERO_IV } from './aes-cbc.ts';
import { aesCmac } from './aes-cmac.ts';
import { joinFrames } from './apdu.ts';
import { crc32Card } from './crc32.ts';
import {
  authenticateDesfire,
  type DesfireAuthSend,
  type DesfireAuthStep,
  type DesfireSession,
  desfireAuthReceive,
} from './desfire-ev1.ts';
import {
  DESFIRE_GET_CARD_UID,
  desfireReadData,
  openEnciphered,
  openMaced,
  sealDesfire,
  selectApplication,
} from './desfire-messaging.ts';
import { vector } from './vectors.testing.ts';

const bytes = (n: number) => fc.uint8Array({ minLength: n, maxLength: n });
const ok = (data: Uint8Array) => concat(data, fromHex('9100'));
const more = (data: Uint8Array) => concat(data, fromHex('91AF'));
const session = fc.record({ key: bytes(16), iv: bytes(16) });

function sent(step: DesfireAuthStep): DesfireAuthSend {
  if (step.kind !== 'send') throw new Error(`expected a command, not ${step.kind}`);
  return step;
}

describe('DESFire EV1 AES authentication', () => {
  // A real card's trace, skelsec/pydesfire AuthTest_AES.
  const v = vector('EV1 AES key 0');
  const begun = authenticateDesfire({ keyNumber: 0, key: v.bytes('Key'), rndA: v.bytes('RndA') });
  const challenged = sent(desfireAuthReceive(begun.state, more(v.bytes('EncRndB'))));

  it('sends and accepts what a real card did', () => {
    expect(toHex(begun.apdu)).toBe('90AA0000010000');
    expect(toHex(challenged.apdu)).toBe(`90AF000020${v.text('Token')}00`);
    expect(desfireAuthReceive(challenged.state, ok(v.bytes('EncRndA')))).toEqual({
      kind: 'authenticated',
      session: { key: v.bytes('SessionKey'), iv: ZERO_IV },
    });
  });
  it('succeeds with any card that holds the key', () => {
    fc.assert(
      fc.property(bytes(16), bytes(16), bytes(16), (key, rndA, rndB) => {
        const first = authenticateDesfire({ keyNumber: 1, key, rndA });
        const challenge = encryptCbc(key, ZERO_IV, rndB);
        const second = sent(desfireAuthReceive(first.state, more(challenge)));
        const token = second.apdu.slice(5, 37);
        const seen = decryptCbc(key, challenge, token);
        expect(toHex(seen)).toBe(toHex(concat(rndA, rotatedLeft(rndB))));
        const proof = encryptCbc(key, token.slice(16), rotatedLeft(seen.slice(0, 16)));
        expect(desfireAuthReceive(second.state, ok(proof)).kind).toBe('authenticated');
      }),
    );
  });
  it('refuses a proof with any bit flipped', () => {
    fc.assert(
      fc.property(fc.nat(127), (bit) => {
        const proof = v.bytes('EncRndA');
        proof[bit >> 3]! ^= 1 << (bit & 7);
        expect(desfireAuthReceive(challenged.state, ok(proof))).toEqual({ kind: 'not-genuine' });
      }),
    );
  });
  it('names a wrong key and a key that is not there', () => {
    expect(desfireAuthReceive(challenged.state, fromHex('91AE'))).toEqual({ kind: 'wrong-key' });
    expect(desfireAuthReceive(begun.state, fromHex('9140'))).toMatchObject({ name: 'no-such-key' });
  });
  it('takes any bytes from a card at either step, and never makes a session of them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), fc.constantFrom(begun.state, challenged.state), (noise, state) => {
        for (const answer of [noise, ok(noise), more(noise)]) {
          expect(desfireAuthReceive(state, answer).kind).not.toBe('authenticated');
        }
      }),
    );
  });
  it('refuses a key or a challenge that is not 16 bytes', () => {
    const key = new Uint8Array(16);
    expect(() => authenticateDesfire({ keyNumber: 0, key, rndA: key.slice(1) })).toThrow(RangeError);
  });
});

describe('the CMAC chain of a DESFire EV1 session', () => {
  it('runs through commands and answers as with a real card', () => {
    // patsys/desfire-python test.py, replaying one session of eight commands.
    const v = vector('EV1 AES session CMAC chain');
    let now: DesfireSession = { key: v.bytes('SessionKey'), iv: ZERO_IV };
    for (let n = 1; n <= 8; n++) {
      const [ins, ...data] = v.bytes(`${n} cmd`);
      const sealed = sealDesfire(now, { ins: ins!, data: Uint8Array.from(data) });
      const expected = v.bytes(`${n} rsp data`);
      const answer = openMaced(sealed.session, ok(concat(expected, v.bytes(`${n} rsp CMAC`))));
      if (answer.kind !== 'ok') throw new Error(`answer ${n}: ${answer.kind}`);
      expect(toHex(answer.value.data)).toBe(toHex(expected));
      now = answer.value.session;
    }
  });
  it('asks for a read as the real card was asked', () => {
    const v = vector('EV1 AES session CMAC chain');
    const { ins, data } = desfireReadData(5, 0, 0x30);
    expect(toHex(concat(Uint8Array.of(ins), data))).toBe(v.text('6 cmd'));
  });

  /** The card's side: data and CMAC, in two frames. */
  const answered = (s: DesfireSession, data: Uint8Array, cut: number) => {
    const mac = aesCmac(s.key, concat(data, Uint8Array.of(0)), s.iv).slice(0, 8);
    const whole = concat(data, mac);
    const at = cut % (whole.length + 1);
    return [more(whole.slice(0, at)), ok(whole.slice(at))];
  };
  it('covers an answer as a whole, wherever its frames were cut', () => {
    fc.assert(
      fc.property(session, fc.uint8Array({ maxLength: 90 }), fc.nat(), (s, data, cut) => {
        const sealed = sealDesfire(s, desfireReadData(1, 0, data.length));
        const joined = joinFrames(answered(sealed.session, data, cut));
        const answer = joined.kind === 'ok' ? openMaced(sealed.session, joined.value) : joined;
        expect(answer).toMatchObject({ kind: 'ok', value: { data } });
      }),
    );
  });
  it('refuses an answer with any bit flipped, or from elsewhere in the chain', () => {
    fc.assert(
      fc.property(session, fc.uint8Array({ maxLength: 40 }), fc.nat(), bytes(16), (s, data, at, otherIv) => {
        const answer = answered(s, data, 0)[1]!;
        expect(openMaced({ ...s, iv: otherIv }, answer)).toEqual({ kind: 'bad-mac' });
        const bit = at % ((answer.length - 2) * 8);
        answer[bit >> 3]! ^= 1 << (bit & 7);
        expect(openMaced(s, answer)).toEqual({ kind: 'bad-mac' });
      }),
    );
  });
  it('takes any bytes for an answer', () => {
    fc.assert(
      fc.property(session, fc.uint8Array({ maxLength: 80 }), fc.nat(60), (s, noise, length) => {
        for (const answer of [noise, ok(noise)]) {
          expect(openMaced(s, answer).kind).not.toBe('ok');
          expect(openEnciphered(s, answer, length).kind).not.toBe('ok');
        }
      }),
    );
  });
});

describe('an enciphered answer of a DESFire EV1', () => {
  const enciphered = (s: DesfireSession, data: Uint8Array) => {
    const plain = concat(data, crc32Card(concat(data, Uint8Array.of(0))));
    return encryptCbc(s.key, s.iv, concat(plain, new Uint8Array((16 - (plain.length % 16)) % 16)));
  };
  it('is the UID under GetCardUID, and the chain goes on from its last block', () => {
    fc.assert(
      fc.property(session, bytes(7), (s, uid) => {
        const sealed = sealDesfire(s, DESFIRE_GET_CARD_UID);
        expect(toHex(sealed.apdu)).toBe('9051000000');
        const answer = enciphered(sealed.session, uid);
        expect(openEnciphered(sealed.session, ok(answer), 7)).toEqual({
          kind: 'ok',
          value: { data: uid, session: { key: s.key, iv: answer.slice(-16) } },
        });
      }),
    );
  });
  it('of any length is opened, and refused with any bit flipped', () => {
    fc.assert(
      fc.property(session, fc.uint8Array({ minLength: 1, maxLength: 60 }), fc.nat(), (s, data, at) => {
        const answer = enciphered(s, data);
        expect(openEnciphered(s, ok(answer), data.length)).toMatchObject({ kind: 'ok', value: { data } });
        const bit = at % (answer.length * 8);
        answer[bit >> 3]! ^= 1 << (bit & 7);
        expect(openEnciphered(s, ok(answer), data.length)).toEqual({ kind: 'bad-mac' });
      }),
    );
  });
});

describe('a DESFire application', () => {
  it('is selected by three bytes', () => {
    expect(toHex(selectApplication(fromHex('F54230')))).toBe('905A000003F5423000');
    expect(() => selectApplication(new Uint8Array(4))).toThrow(RangeError);
  });
});
