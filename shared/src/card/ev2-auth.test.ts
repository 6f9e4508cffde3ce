import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromHex, toHex } from '../bytes.ts';
import { decryptCbc, encryptCbc, rotatedLeft, ZERO_IV } from './aes-cbc.ts';
import {
  authenticateEv2First,
  authenticateEv2NonFirst,
  type Ev2AuthSend,
  type Ev2AuthStep,
  type Ev2Session,
  ev2AuthReceive,
} from './ev2-auth.ts';
import { vector } from './vectors.testing.ts';

const bytes = (n: number) => fc.uint8Array({ minLength: n, maxLength: n });
const ok = (data: Uint8Array) => concat(data, fromHex('9100'));
const more = (data: Uint8Array) => concat(data, fromHex('91AF'));

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
        expect(toHex(decryptCbc(key, ZERO_IV, second.apdu.slice(5, 37)))).toBe(toHex(concat(rndA, rotatedLeft(rndB))));
        const session = sessionOf(ev2AuthReceive(second.state, ok(encryptCbc(key, ZERO_IV, rotatedLeft(rndA)))));
        expect(session).toMatchObject({ ti, cmdCtr });
        expect(session.kSesAuthEnc).not.toEqual(before.kSesAuthEnc);
        // A First answer's 32 bytes are not an answer to NonFirst.
        expect(ev2AuthReceive(second.state, ok(new Uint8Array(32))).kind).toBe('malformed');
      }),
    );
  });
});
