import { addDays } from '@tapwell/shared/path/dates';
import { activity, agreed, type Journey } from '@tapwell/shared/path/journey.testing';
import { describe, expect, it } from 'vitest';
import { shippedPolicy } from '../directory/scheme-row.ts';
import type { Person } from '../prescriptions/people.ts';
import type { CellState, WeekCell } from '../prescriptions/strip.ts';
import { type Need, needsOf } from './needs.ts';
import { needWords } from './words.ts';

/** All start on Monday 2 February. */
const START = '2026-02-02';
/** Schemes that differ: weeks, open ended, coaching, and one that is slow to ask. */
const SCHEMES = ['luton', 'blackburn-with-darwen', 'bromley-by-bow', 'big-local'];
const monday = (week: number) => addDays(START, (week - 1) * 7);

/** With whom a walk on Mondays at ten was agreed. */
function walker(scheme: string, companions: string[] = []): Journey {
  const journey = agreed(shippedPolicy(scheme));
  journey.events.splice(
    journey.events.findIndex((e) => e.kind === 'prescription'),
    1,
  );
  const activities = [activity(journey.policy)];
  journey.add('prescription', '2026-01-20', { start: START, activities, companions });
  return journey;
}

/** What is said of them on a day, where the strip says so of each week. */
function told(journey: Journey, today: string, ...states: CellState[]): Need[] {
  return needsOf(personOf(journey, today, states)).filter(({ kind }) =>
    ['missed', 'never-started', 'no-visit', 'companion'].includes(kind),
  );
}

function personOf(journey: Journey, today: string, states: CellState[]): Person {
  const weeks = states.map((state, i): WeekCell<never> => {
    const from = monday(i + 1);
    const startsAt = `${from}T10:00:00.000Z`;
    const unknown = state === 'no-data' ? ('may-not-have-run' as const) : null;
    const cell = { state, why: null, unknown, visit: null, takenBack: null, companions: [], extra: false };
    return {
      ...{ week: i + 1, from, to: addDays(from, 6), state, why: null, expected: 1, attended: 0 },
      sessions: [{ sessionId: `walking@${from}T10:00`, startsAt, ...cell }],
    };
  });
  const agreed = { starts_on: monday(1), ended_on: null, per_week: 1, sessions: null, agreed: null };
  const names = { prescribedId: 'rx-walking', activity: 'Walk', venue: 'Hall' };
  const row = { ...names, ...agreed, activityFrom: null, activityUntil: null };
  return {
    ...{ id: 'path', policy: journey.policy, zone: 'Europe/London', today, path: journey.at(today), lastVisit: null },
    activities: [{ row, attended: 0, weeks }],
    patient: { displayName: 'Zofia', given: 'Zofia', family: 'Test' },
    openedOn: '2026-01-05',
  } as unknown as Person;
}

const kinds = (needs: Need[]) => needs.map(({ kind }) => kind);
const call = (journey: Journey, on: string, reached: boolean, at = `${on}T15:00:00.000Z`) =>
  journey.events.push({ ...journey.event('contact', on, { how: 'phone', reached }), recordedAt: at });
/** So many weeks known to be missed that this scheme says so, after the one visit of week 1. */
const missedOf = ({ policy }: Journey) => Array<CellState>(policy.review.missedRunning).fill('missed');
const wordsOf = (journey: Journey, today: string, ...states: CellState[]) => {
  const person = personOf(journey, today, states);
  return needsOf(person).map((need) => needWords(need, person));
};

describe.each(SCHEMES)('in %s, who was asked why they did not come', (scheme) => {
  it('is not on the list again until they miss another week', () => {
    const journey = walker(scheme);
    journey.visits([START]);
    const missed = missedOf(journey);
    const last = monday(1 + missed.length);
    expect(kinds(told(journey, last, 'attended', ...missed))).toEqual(['missed']);
    call(journey, last, true);
    expect(told(journey, last, 'attended', ...missed)).toEqual([]);
    expect(told(journey, addDays(last, 6), 'attended', ...missed)).toEqual([]);
    const again = told(journey, addDays(last, 7), 'attended', ...missed, 'missed');
    expect(kinds(again)).toEqual(['missed']);
  });
  it('is there again where nothing is known to have changed by the time a review would be due', () => {
    const journey = walker(scheme);
    journey.visits([START]);
    const missed = missedOf(journey);
    const last = monday(1 + missed.length);
    call(journey, last, true);
    const { everyWeeks } = journey.policy.review;
    const later = (weeks: number): [Journey, string, ...CellState[]] => [
      ...([journey, addDays(last, weeks * 7), 'attended', ...missed] as [Journey, string, ...CellState[]]),
      ...Array<CellState>(weeks).fill('no-data'),
    ];
    // Two weeks that nobody knows of are not another missed one, nor is that they were not seen for long.
    for (const weeks of [2, everyWeeks - 1]) expect(told(...later(weeks))).toEqual([]);
    expect(kinds(told(...later(everyWeeks)))).toEqual(['missed']);
  });
  it('and was not reached is on it again a week later, and says so', () => {
    const journey = walker(scheme);
    journey.visits([START]);
    const missed = missedOf(journey);
    const last = monday(1 + missed.length);
    call(journey, last, false);
    expect(told(journey, addDays(last, 6), 'attended', ...missed)).toEqual([]);
    expect(kinds(told(journey, addDays(last, 7), 'attended', ...missed))).toEqual(['missed']);
    const [said] = wordsOf(journey, addDays(last, 7), 'attended', ...missed);
    expect(said!.why.at(-1)).toMatch(/^Tried to reach them on .*, without an answer\.$/);
  });
  it('never started: a call from the day it was due on is enough, until the next missed week', () => {
    const journey = walker(scheme);
    const due = addDays(START, journey.policy.review.neverStartedDays);
    const weeks = Array<CellState>(journey.policy.review.neverStartedDays / 7).fill('missed');
    expect(kinds(told(journey, due, ...weeks))).toEqual(['never-started']);
    call(journey, addDays(due, -1), true);
    expect(kinds(told(journey, due, ...weeks))).toEqual(['never-started']);
    call(journey, due, true);
    expect(told(journey, addDays(due, 3), ...weeks)).toEqual([]);
    // There was a walk on the day of the call as well, before it.
    expect(told(journey, addDays(due, 7), ...weeks, 'missed')).toEqual([]);
    expect(kinds(told(journey, addDays(due, 7), ...weeks, 'missed', 'missed'))).toEqual(['never-started']);
  });
  it('was not anywhere for long: likewise, though nobody at all came to what there was', () => {
    const journey = walker(scheme);
    journey.visits([START]);
    const { weeksWithoutVisit, everyWeeks } = journey.policy.review;
    const due = addDays(START, weeksWithoutVisit * 7);
    const weeks = Array<CellState>(weeksWithoutVisit).fill('no-data');
    expect(kinds(told(journey, due, 'attended', ...weeks))).toEqual(['no-visit']);
    call(journey, due, true);
    expect(told(journey, addDays(due, 7), 'attended', ...weeks)).toEqual([]);
    expect(told(journey, addDays(due, everyWeeks * 7 - 1), 'attended', ...weeks)).toEqual([]);
    expect(kinds(told(journey, addDays(due, everyWeeks * 7), 'attended', ...weeks))).toEqual(['no-visit']);
  });
});

describe('a contact that quiets a line', () => {
  const MISSED: CellState[] = ['attended', 'missed', 'missed'];
  const started = () => {
    const journey = walker('luton');
    journey.visits([START]);
    return journey;
  };
  it('comes after what it is about: not on that morning, but in the afternoon', () => {
    const morning = started();
    call(morning, monday(3), true, `${monday(3)}T08:00:00.000Z`);
    expect(kinds(told(morning, monday(3), ...MISSED))).toEqual(['missed']);
    const afternoon = started();
    call(afternoon, monday(3), true, `${monday(3)}T13:00:00.000Z`);
    expect(told(afternoon, monday(3), ...MISSED)).toEqual([]);
  });
  it('is told where the line is there again, and it is a line of its own then: who put the first off hears of it', () => {
    const journey = started();
    const [before] = told(journey, monday(3), ...MISSED);
    call(journey, addDays(monday(3), 1), true);
    const [after] = told(journey, monday(4), ...MISSED, 'missed');
    const [said] = wordsOf(journey, monday(4), ...MISSED, 'missed');
    expect(said!.why).toContain('Contact on Tue 17 Feb.');
    expect(after!.line).not.toEqual(before!.line);
  });
  it('may be a review or a coaching session: they spoke', () => {
    const journey = started();
    const review = journey.event('review', addDays(monday(3), 1));
    journey.events.push(review);
    expect(told(journey, addDays(monday(3), 2), ...MISSED)).toEqual([]);
  });
  it('counts for nothing once it was taken back', () => {
    const journey = started();
    call(journey, addDays(monday(3), 1), true);
    const { id } = journey.events.at(-1)!;
    const on = addDays(monday(3), 1);
    journey.events.push({ ...journey.event('taken-back', on, { corrects: id }), recordedAt: `${on}T16:00:00.000Z` });
    expect(kinds(told(journey, addDays(monday(3), 2), ...MISSED))).toEqual(['missed']);
  });
  it('about one activity does not hide that another was missed since', () => {
    const journey = started();
    call(journey, addDays(monday(3), 1), true);
    const person = personOf(journey, monday(4), [...MISSED, 'missed']);
    const swim = { ...person.activities[0]!, row: { ...person.activities[0]!.row, prescribedId: 'rx-swim' } };
    const walk = { ...person.activities[0]!, weeks: person.activities[0]!.weeks.slice(0, 3) };
    const lines = needsOf({ ...person, activities: [walk, swim] }).map(({ line }) => line.split(':')[1]);
    expect(lines).toEqual(['rx-swim']);
  });
});

describe.each(['cotswold', 'north-baddesley'])('in %s, that somebody may come alone', (scheme) => {
  it('is to be talked about until it was, and again when they came with somebody all the same', () => {
    const { title, until } = shippedPolicy(scheme).companions.find((one) => typeof one.until === 'object')!;
    const journey = walker(scheme, [title]);
    const { visits } = until as { visits: number };
    for (let week = 1; week <= visits; week++) journey.visits([monday(week)], { companions: ['Sam'] });
    const came = Array<CellState>(visits).fill('attended');
    const last = monday(visits);
    expect(kinds(told(journey, last, ...came))).toEqual(['companion']);
    call(journey, addDays(last, 1), false);
    expect(kinds(told(journey, addDays(last, 1), ...came))).toEqual(['companion']);
    call(journey, addDays(last, 1), true);
    expect(told(journey, addDays(last, 2), ...came)).toEqual([]);
    journey.visits([addDays(last, 7)], { companions: ['Sam'] });
    expect(kinds(told(journey, addDays(last, 7), ...came, 'attended'))).toEqual(['companion']);
  });
});
