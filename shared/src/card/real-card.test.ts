import { describe, expect, it } from 'vitest';
import { concat, fromHex, toHex } from '../bytes.ts';
import { encryptCbc, rotatedLeft, ZERO_IV } from './aes-cbc.ts';
import { joinFrames, NEXT_FRAME } from './apdu.ts';
import { authenticateEv2First, type Ev2Session, ev2AuthReceive } from './ev2-auth.ts';
import { openResponse, sealCommand } from './ev2-messaging.ts';
import { FILE, GET_VERSION, getFileCounters, parseFileCounters } from './ntag424-commands.ts';
import { parseVersion } from './ntag424-version.ts';

// Exchanges with an NTAG 424 DNA fresh from the factory, captured by Jannik
// Schürg and published in the tests of the Rust crate ntag424 0.1.0
// (docs.rs/crate/ntag424): RndA, E(K, RndB) and TI of a session with key 0.
const KEY = new Uint8Array(16);
const RND_A = fromHex('C4028B41E6F497099C7087768E78A191');
const CHALLENGE = fromHex('7858A0B9DBC468F0FF1B2F773D6DF9FC');
const TI = fromHex('085BC941');

/** The session of the capture; the card's proof is built anew, as the capture leaves it out. */
function session(): Ev2Session {
  const first = authenticateEv2First({ keyNumber: 0, key: KEY, rndA: RND_A });
  const second = ev2AuthReceive(first.state, concat(CHALLENGE, fromHex('91AF')));
  if (second.kind !== 'send') throw new Error(second.kind);
  const proof = encryptCbc(KEY, ZERO_IV, concat(TI, rotatedLeft(RND_A), new Uint8Array(12)));
  const end = ev2AuthReceive(second.state, concat(proof, fromHex('9100')));
  if (end.kind !== 'authenticated') throw new Error(end.kind);
  return end.session;
}

describe('a real NTAG 424 DNA in a session', () => {
  it('tells its version in three frames under one MAC', () => {
    const sealed = sealCommand(session(), GET_VERSION);
    expect(toHex(sealed.apdu)).toBe('90600000087EB6309891B11B2400');
    expect(toHex(NEXT_FRAME)).toBe('90AF000000');
    const frames = ['0404083000110591AF', '0404020102110591AF', '04A9707A0B1090CF5D9045104621EB9482FFE8BB77619100'].map(
      fromHex,
    );
    const joined = joinFrames(frames);
    const answer = joined.kind === 'ok' ? openResponse(sealed.session, GET_VERSION, joined.value) : joined;
    const version = answer.kind === 'ok' ? parseVersion(answer.value) : answer;
    expect(version).toMatchObject({ kind: 'ok', value: { uid: fromHex('04A9707A0B1090'), week: 0x46, year: 0x21 } });
  });

  it('counts its commands, plain ones too: the tenth is asked with counter 9', () => {
    // Plain reads are among the nine commands before.
    let now: Ev2Session = { ...session(), cmdCtr: 9 };
    for (const [command, response] of [
      ['FE69E108B5FEF6B3', 'AEB9CDD5ABC5E319009CC0754F771AD9723D70B3DF0BBE40'],
      ['A2DCC158917BED27', 'F94D745DA23CAD20D0F93C583BAF6890F550E64513948403'],
      ['B115DD7321CDC6F3', '6B865F92661A9913AB747C723CCE61F1F48443DC35E40083'],
      ['AE7455ACE3AB8EED', 'DBE717243C7DFE23528C138250B0F473182196E519438B3B'],
      ['A8E2C7D15D647D9C', '9DB5CF3A537A80B26115EF9516208F740968AA238D787B33'],
    ] as const) {
      const sealed = sealCommand(now, getFileCounters(FILE.ndef));
      expect(toHex(sealed.apdu)).toBe(`90F600000902${command}00`);
      const answer = openResponse(sealed.session, getFileCounters(FILE.ndef), fromHex(`${response}9100`));
      expect(answer.kind === 'ok' ? parseFileCounters(answer.value) : answer).toEqual({ kind: 'ok', value: 12 });
      now = sealed.session;
    }
    expect(now.cmdCtr).toBe(14);
  });
});
