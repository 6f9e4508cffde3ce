import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../testing/bytes.ts';
import { EMPTY, type Presence, type Seen, see } from './presence.ts';
import type { Target } from './targets.ts';

const card = (uid: string, selRes = 0x20): Target => ({ number: 1, selRes, uid: hex(uid), ats: hex('0577810280') });
const A = card('04a1b2c3d4e5f6');
const B = card('04998877665544');
const NTAG = card('04112233445566', 0x00);

const targets = (...found: Target[]): Seen => ({ saw: 'targets', targets: found });
const NOTHING: Seen = { saw: 'nothing' };
const SILENCE: Seen = { saw: 'silence' };
const ANSWER: Seen = { saw: 'answer' };
const DONE: Seen = { saw: 'exchange', broke: false };
const BROKE: Seen = { saw: 'exchange', broke: true };

/** Everything reported after these sightings, and how it looks next. */
function watch(...sightings: Seen[]): { reports: string[]; look: string } {
  let presence: Presence = EMPTY;
  let look = 'wait';
  const reports: string[] = [];
  for (const seen of sightings) {
    const sighting = see(presence, seen);
    ({ presence, look } = sighting);
    for (const report of sighting.reports) {
      reports.push(report.report === 'card' ? `card ${toHex(report.target.uid)}` : report.report);
    }
  }
  return { reports, look };
}

describe('what lies on a PN532', () => {
  it('is reported once when it comes and once when it goes', () => {
    const seen = watch(NOTHING, targets(A), DONE, ANSWER, ANSWER, SILENCE, NOTHING, NOTHING);
    expect(seen).toMatchObject({ reports: ['card 04a1b2c3d4e5f6', 'removed'], look: 'wait' });
  });

  it('is asked by R(NAK) when it takes APDUs, and listed anew when not', () => {
    expect(watch(targets(A), DONE).look).toBe('ask');
    expect(watch(targets(NTAG), DONE).look).toBe('list');
  });

  it('is not gone because it is silent once: it is listed before it is given up', () => {
    expect(watch(targets(A), DONE, SILENCE)).toMatchObject({ look: 'list' });
    expect(watch(targets(A), DONE, SILENCE, targets(A))).toMatchObject({
      reports: ['card 04a1b2c3d4e5f6'],
      look: 'list',
    });
  });

  it('two at once are a collision, and nothing is chosen until both are gone', () => {
    const seen = watch(targets(A, B), targets(A), targets(B), NOTHING, targets(B));
    expect(seen.reports).toEqual(['collision', 'removed', 'card 04998877665544']);
  });

  it('a second card beside one that lies there makes a collision', () => {
    expect(watch(targets(NTAG), DONE, targets(NTAG, B)).reports).toEqual([
      'card 04112233445566',
      'removed',
      'collision',
    ]);
  });

  it('another card in the place of the first is a new card', () => {
    expect(watch(targets(NTAG), DONE, targets(B)).reports).toEqual([
      'card 04112233445566',
      'removed',
      'card 04998877665544',
    ]);
  });

  it('a card whose exchange broke is presented again when it is found at once', () => {
    expect(watch(targets(A), BROKE, targets(A)).reports).toEqual([
      'card 04a1b2c3d4e5f6',
      'removed',
      'card 04a1b2c3d4e5f6',
    ]);
  });

  it('a mute card is tried three times in all and then left in peace', () => {
    const tries = [targets(A), BROKE, targets(A), BROKE, targets(A), BROKE, targets(A), targets(A), targets(A)];
    expect(watch(...tries).reports.filter((report) => report.startsWith('card'))).toHaveLength(3);
  });

  it('a random UID that changes at every look stays the same card', () => {
    const seen = watch(targets(card('08111111')), DONE, SILENCE, targets(card('08222222')), targets(card('08333333')));
    expect(seen.reports).toEqual(['card 08111111']);
  });

  it('every card and collision is followed by exactly one removal before the next', () => {
    const seen = fc.constantFrom(targets(A), targets(B), targets(NTAG), targets(A, B), targets(), NOTHING, SILENCE);
    fc.assert(
      fc.property(fc.array(fc.oneof(seen, fc.constantFrom(ANSWER, DONE, BROKE))), (sightings) => {
        const kinds = watch(...sightings).reports.map((report) => (report === 'removed' ? 'gone' : 'came'));
        kinds.forEach((kind, i) => {
          expect(kind).toBe(i % 2 === 0 ? 'came' : 'gone');
        });
      }),
    );
  });
});
