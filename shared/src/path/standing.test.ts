import { describe, expect, it } from 'vitest';
import { scheme } from '../scheme/schemes.testing.ts';
import { activity, agreed } from './journey.testing.ts';
import { pathOf } from './path.ts';

const luton = scheme('luton');

describe('a mistake', () => {
  it('is corrected by a later event of the same kind, and both stay on record', () => {
    const journey = agreed(luton);
    const wrong = journey.events[2]!;
    const right = journey.add('first-contact', '2026-01-13', { corrects: wrong.id, why: 'Wrong day', place: 'phone' });
    const path = journey.at('2026-02-01');
    expect(path.firstContact).toEqual(right);
    expect(path.corrected).toEqual([{ event: wrong, by: right }]);
    expect(journey.whyNot('first-contact', '2026-01-12', { corrects: wrong.id })).toBe('That was corrected already.');
    expect(journey.whyNot('first-contact', '2026-01-12', { corrects: right.id })).toBeNull();
  });
  it('that never was so is taken back, and the taking back may be taken back', () => {
    const journey = agreed(luton);
    journey.visits(['2026-02-03']);
    const visit = journey.events.at(-1)!;
    const back = journey.add('taken-back', '2026-02-04', { corrects: visit.id, why: 'It was her sister' });
    expect(journey.at('2026-02-04').programmes[0].visits.count).toBe(0);
    const again = journey.event('taken-back', '2026-02-05', { corrects: back.id });
    expect(pathOf(luton, [...journey.events, again], '2026-02-05').programmes[0].visits.count).toBe(1);
  });
  it('is not corrected into something else, before it was made, or when nobody made it', () => {
    const journey = agreed(luton);
    const contact = journey.events[2]!;
    expect(journey.whyNot('waiting', '2026-01-14', { corrects: contact.id })).toMatch(
      /^A correction is of the same kind/,
    );
    expect(
      journey.whyNot('first-contact', '2026-01-14', { corrects: contact.id, recordedAt: '2026-01-01T00:00:00.000Z' }),
    ).toBe('A correction comes after what it corrects.');
    expect(journey.whyNot('waiting', '2026-01-14', { corrects: '01890000-0000-7000-8000-00000000ffff' })).toBe(
      'There is nothing like that to correct.',
    );
    expect(journey.whyNot('taken-back', '2026-02-01', { corrects: journey.events[0]!.id })).toBe(
      'Everything else rests on the referral: correct it instead.',
    );
  });
  it('in a prescription can be corrected when all is over', () => {
    const journey = agreed(luton);
    journey.visits(['2026-02-03']);
    journey.add('outcome', '2026-03-01', { outcome: 'stopped' });
    const start = { start: '2026-01-26', activities: [activity(luton)] };
    const corrects = journey.events[4]!.id;
    expect(journey.whyNot('prescription', '2026-03-02', { ...start, corrects, weeks: 11 })).toBe('It lasts 12 weeks.');
    journey.add('prescription', '2026-03-02', { ...start, corrects });
    expect(journey.at('2026-03-02').programmes[0].until).toBe('2026-04-19');
  });
  it('of two corrections made at once the later holds, and the other is on record', () => {
    const journey = agreed(luton);
    const wrong = journey.events[2]!;
    const one = journey.event('first-contact', '2026-01-12', { corrects: wrong.id });
    const two = { ...one, id: '01890000-0000-7000-8000-00000000eeee', on: '2026-01-11' };
    const path = pathOf(luton, [two, ...journey.events, one], '2026-02-01');
    expect(path.firstContact!.on).toBe('2026-01-11');
    expect(path.corrected.map((c) => [c.event.on, c.by.on])).toEqual([
      ['2026-01-12', '2026-01-11'],
      ['2026-01-14', '2026-01-11'],
    ]);
  });
});
