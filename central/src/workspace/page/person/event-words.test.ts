import { activity, agreed, wellbeing } from '@tapwell/shared/path/journey.testing';
import { scheme } from '@tapwell/shared/scheme/schemes.testing';
import { describe, expect, it } from 'vitest';
import { eventWords } from './event-words.ts';
import { timeLineOf } from './time-line.ts';

const luton = scheme('luton');
const names = new Map([['walking', 'Walking for Health']]);

describe('an event in words', () => {
  const journey = agreed(luton);
  const words = (event: Parameters<typeof eventWords>[0]) => eventWords(event, luton, names);
  it('says who referred, from where, why, and that they agreed', () => {
    expect(words(journey.events[0]!)).toEqual({
      title: 'Referred by a GP, Elm Tree Surgery',
      more: ['Reason: Loneliness. They agreed, as they said.'],
    });
  });
  it('says what was agreed with the names of the activities', () => {
    expect(words(journey.events[4]!)).toEqual({
      title: 'Prescription agreed, from Mon 2 Feb for 12 weeks',
      more: ['Walking for Health, once a week, 12 visits.'],
    });
  });
  it('says what was measured, and why something was paused', () => {
    expect(words(journey.event('conversation', '2026-01-20', { measures: [wellbeing(4)] })).more).toEqual([
      'Measured: Wellbeing (ONS4).',
    ]);
    expect(words(journey.event('paused', '2026-02-20', { why: 'In hospital' }))).toEqual({
      ...{ title: 'Paused', more: ['Why: In hospital'] },
    });
    expect(words(journey.event('contact', '2026-02-20', { how: 'phone', reached: false })).title).toBe(
      'By phone: tried, not reached',
    );
  });
  it('still says something of an activity that the directory no longer has', () => {
    const event = journey.event('prescription', '2026-02-20', { start: '2026-02-20', activities: [activity(luton)] });
    expect(eventWords(event, luton, new Map()).more).toEqual([`${luton.areas[0]}, once a week.`]);
  });
});

describe('the time line', () => {
  it('shows the newest first, and what was corrected or taken back in its own place', () => {
    const journey = agreed(luton);
    const wrong = journey.events[2]!;
    const right = journey.add('first-contact', '2026-01-13', { corrects: wrong.id, why: 'Wrong day', place: 'phone' });
    const contact = journey.add('contact', '2026-02-02', { how: 'phone', reached: true });
    const back = journey.add('taken-back', '2026-02-03', { corrects: contact.id, why: 'Somebody else' });
    const line = timeLineOf(journey.at('2026-02-04'));
    expect(line.map(({ event }) => event.on)).toEqual([...line.map(({ event }) => event.on)].sort().reverse());
    expect(line.find(({ event }) => event.id === contact.id)).toMatchObject({ by: back, changeable: false });
    expect(line.find(({ event }) => event.id === wrong.id)).toMatchObject({ by: right, changeable: false });
    expect(line.find(({ event }) => event.id === right.id)).toMatchObject({
      by: null,
      corrects: wrong,
      changeable: true,
    });
    expect(line).toHaveLength(journey.events.length - 1);
  });
  it('leaves visits to the venue that recorded them', () => {
    const journey = agreed(luton);
    journey.visits(['2026-02-03']);
    expect(timeLineOf(journey.at('2026-02-04'))[0]).toMatchObject({ event: { kind: 'visit' }, changeable: false });
  });
});
