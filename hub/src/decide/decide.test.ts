import type { RosterActivity, RosterCard, RosterPerson, RosterPrescribedActivity } from '@tapwell/shared/roster/roster';
import { describe, expect, it } from 'vitest';
import { attend, decide, type OpenSession, type Situation } from './decide.ts';
import type { Stay } from './stay.ts';

const card: RosterCard = {
  kind: 'card',
  id: 'card',
  personId: 'mary',
  profile: 'ntag424',
  uid: '04112233445566',
  state: 'active',
  stateSince: '2026-05-20T00:00:00.000Z',
  fileReadKeys: [],
};
const prescribed = (activityId: string): RosterPrescribedActivity => ({
  id: `pa-${activityId}`,
  prescriptionId: 'rx',
  activityId,
  sessions: 12,
  from: '2026-05-01',
  until: '2026-07-24',
  attended: [],
});
const person: RosterPerson = {
  kind: 'person',
  id: 'mary',
  displayName: 'Mary',
  language: 'cy',
  largerText: true,
  linkWorker: 'Priya Nair',
  prescribed: [prescribed('walk')],
};
const at = new Date('2026-06-01T09:02:00.000Z');
const came = { since: '2026-06-01T08:55:00.000Z', leftAt: null, byCard: true };
const open = (activityId: string, present: OpenSession['present'] = null, visitsBefore = 4): OpenSession => ({
  session: {
    id: `${activityId}@2026-06-01T10:00`,
    activityId,
    startsAt: '2026-06-01T09:00:00.000Z',
    endsAt: '2026-06-01T10:00:00.000Z',
    time: '10:00',
    date: '2026-06-01',
    cancelled: false,
    activity: { id: activityId, name: activityId.toUpperCase(), room: 'Blue room' } as RosterActivity,
  },
  prescribed: prescribed(activityId),
  present,
  visitsBefore,
});
const situation = (part: Partial<Situation>): Situation => ({
  identified: { kind: 'card', card },
  person,
  current: person.prescribed,
  open: [open('walk')],
  ended: [],
  at,
  sure: true,
  ...part,
});
const greeting = { name: 'Mary', language: 'cy', largerText: true };

describe('a tap is decided so', () => {
  it('one open session: checked in, with the number of this visit', () => {
    const { outcome, attend } = decide(situation({}));
    expect(outcome).toEqual({
      outcome: 'checked-in',
      ...greeting,
      activity: 'WALK',
      time: '10:00',
      sessionId: 'walk@2026-06-01T10:00',
      visit: 5,
      of: 12,
      chosen: false,
    });
    expect(attend?.session.id).toBe('walk@2026-06-01T10:00');
  });
  it('without a planned number of visits: checked in, and nobody says of how many', () => {
    const without = open('walk');
    const prescribed = { ...without.prescribed, sessions: null };
    const { outcome } = decide(situation({ open: [{ ...without, prescribed }] }));
    expect(outcome).toMatchObject({ outcome: 'checked-in', visit: 5, of: null });
  });
  it('already on record for an open session: says so and records nothing more', () => {
    const { outcome, attend } = decide(situation({ open: [open('sing'), open('walk', came)] }));
    expect(outcome).toMatchObject({ outcome: 'already-checked-in', activity: 'WALK' });
    expect(attend).toBeUndefined();
  });
  it('a card lost after the tap: judged by what held when it was tapped', () => {
    const lost = { ...card, state: 'lost' as const, stateSince: '2026-06-03T00:00:00.000Z' };
    expect(decide(situation({ identified: { kind: 'card', card: lost } })).outcome.outcome).toBe('checked-in');
  });
  it('two open sessions: the patient chooses, and nothing is recorded yet', () => {
    const { outcome, attend } = decide(situation({ open: [open('sing'), open('walk')] }));
    expect(outcome).toMatchObject({ outcome: 'choose-session', choices: [{ activity: 'SING' }, { activity: 'WALK' }] });
    expect(attend).toBeUndefined();
  });
  it('no open session: a drop-in, kept for the provider', () => {
    expect(decide(situation({ open: [] })).outcome).toEqual({ outcome: 'drop-in', ...greeting });
  });
  it('nothing prescribed any more: welcome, and a word with the link worker', () => {
    const { outcome } = decide(situation({ open: [], current: [] }));
    expect(outcome).toEqual({ outcome: 'prescription-ended', ...greeting, linkWorker: 'Priya Nair' });
  });
  it.each(['lost', 'replaced', 'expired', 'blocked'] as const)('a %s card: see staff, with no name shown', (state) => {
    const { outcome, attend } = decide(situation({ identified: { kind: 'card', card: { ...card, state } } }));
    expect(outcome).toEqual({ outcome: 'card-blocked', code: 'B1' });
    expect(attend).toBeUndefined();
  });
  it('unknown, forged and replayed cards: see staff, each with its own code and no name', () => {
    const by = (kind: 'unknown' | 'suspect' | 'replayed') => decide(situation({ identified: { kind } })).outcome;
    expect(by('unknown')).toEqual({ outcome: 'card-not-recognised', code: 'N1' });
    expect(by('suspect')).toEqual({ outcome: 'card-suspect', code: 'S1' });
    expect(by('replayed')).toEqual({ outcome: 'card-suspect', code: 'S2' });
  });
  it('a chosen session: checked in, and may be undone', () => {
    expect(attend(person, open('sing', null, 0), true).outcome).toMatchObject({ chosen: true, visit: 1 });
  });
});

/** A session of this day; names of sessions begin with their activity: `walk`, `walk2`. */
const runs = (id: string, from: string, to: string, present: Stay | null = null, timed = false): OpenSession => {
  const one = open(id.replace(/\d/, ''), present);
  const activity = { ...one.session.activity, timed };
  const [startsAt, endsAt] = [from, to].map((time) => `2026-06-01T${time}:00.000Z`) as [string, string];
  return { ...one, session: { ...one.session, id, startsAt, endsAt, activity } };
};
const here = (since: string, left?: string): Stay => ({
  since: `2026-06-01T${since}:00.000Z`,
  leftAt: left ? `2026-06-01T${left}:00.000Z` : null,
  byCard: true,
});
/** What the hub gathers at a time: who is over is not open any more. */
const when = (time: string, ...all: OpenSession[]): Situation => {
  const at = new Date(`2026-06-01T${time}:00.000Z`);
  const iso = at.toISOString();
  const opens = (o: OpenSession) => Date.parse(o.session.startsAt) - 30 * 60_000 <= at.getTime();
  return situation({
    at,
    open: all.filter((o) => opens(o) && iso < o.session.endsAt),
    ended: all.filter((o) => o.present && o.session.endsAt <= iso),
  });
};
/** In few words: what is said, and of which sessions. */
const said = (situation: Situation) => {
  const { outcome, attend, stay } = decide(situation);
  const of =
    outcome.outcome === 'choose-session'
      ? outcome.choices.map((c) => c.sessionId).join('|')
      : 'sessionId' in outcome
        ? outcome.sessionId
        : '';
  expect(attend?.session.id).toBe(outcome.outcome === 'checked-in' ? of : undefined);
  const next = outcome.outcome === 'checked-out' && outcome.next ? `, or ${outcome.next.join('|')}` : '';
  return `${outcome.outcome} ${of}${stay ? `, ${stay.tap.kind} ${stay.session.id}` : ''}${next}`;
};

describe('a further tap of somebody who is at the walk, 10 to 11', () => {
  const walk = (timed = false, stay = here('09:55')) => runs('walk', '10:00', '11:00', stay, timed);
  const beside = (timed = false) => runs('walk2', '10:05', '11:05', null, timed);
  const next = (timed = false) => runs('walk2', '11:00', '12:00', null, timed);
  const sing = runs('sing', '10:30', '11:30');
  const cook = runs('cook', '11:00', '12:00');
  it.each<[string, string, OpenSession[], string]>([
    // Beside it.
    ['another of the same activity runs beside it', '10:20', [walk(), beside()], 'already-checked-in walk'],
    ['… a moment after the first tap', '09:56', [walk(), beside()], 'already-checked-in walk'],
    ['… as it ends', '10:58', [walk(), beside()], 'already-checked-in walk'],
    ['… when it is over, and the other is not', '11:02', [walk(), beside()], 'drop-in '],
    ['… where hours count', '10:58', [walk(true), beside(true)], 'checked-out walk, leaves walk'],
    ['another activity runs beside it, later: they say', '10:28', [walk(), sing], 'choose-session walk|sing'],
    ['… where hours count too: a question ends no stay', '10:28', [walk(true), sing], 'choose-session walk|sing'],
    ['… a moment after the first tap', '09:56', [walk(), runs('sing', '10:05', '11:05')], 'already-checked-in walk'],
    [
      '… and began with it: they had that choice',
      '10:20',
      [walk(), runs('sing', '10:00', '11:00')],
      'already-checked-in walk',
    ],
    ['… when it is over: they have gone on', '11:05', [walk(), sing], 'checked-in sing'],
    ['… when it is over, where hours count: they say', '11:05', [walk(true), sing], 'choose-session walk|sing'],
    // After it.
    ['the next of the same activity, much before the end', '10:31', [walk(), next()], 'already-checked-in walk'],
    ['… as it ends', '10:58', [walk(), next()], 'checked-in walk2'],
    ['… when it is over', '11:01', [walk(), next()], 'checked-in walk2'],
    ['the next is another activity, much before the end', '10:31', [walk(), cook], 'already-checked-in walk'],
    ['… as it ends', '10:55', [walk(), cook], 'checked-in cook'],
    ['… just come, as it ends', '10:57', [walk(false, here('10:56')), cook], 'already-checked-in walk'],
    ['… just come, and it ended since', '11:01', [walk(false, here('11:00')), cook], 'already-checked-in walk'],
    [
      '… another tap after a question that nobody answered',
      '11:35',
      [walk(true), sing],
      'checked-out walk, leaves walk',
    ],
    ['two to go on to', '10:58', [walk(), cook, next()], 'choose-session cook|walk2'],
    // Where hours count the tap is the leaving first.
    ['hours count, the next much later', '10:31', [walk(true), next(true)], 'checked-out walk, leaves walk'],
    [
      '… as it ends; whether they stay on nobody knows',
      '10:58',
      [walk(true), next(true)],
      'checked-out walk, leaves walk, or walk2',
    ],
    ['… when it is over', '11:01', [walk(true), next(true)], 'checked-out walk, leaves walk, or walk2'],
    ['… some time after it: they say', '11:20', [walk(true), next(true)], 'choose-session walk|walk2'],
    [
      '… so late that they have come again; when they left nobody knows',
      '11:30',
      [walk(true), next(true)],
      'checked-in walk2',
    ],
    ['… so late, and nowhere else to be', '11:40', [walk(true)], 'checked-out walk, leaves walk'],
    ['… and the next is another activity', '10:58', [walk(true), cook], 'checked-out walk, leaves walk, or cook'],
    ['… a moment after leaving', '11:00', [walk(true, here('09:55', '10:59')), next(true)], 'checked-out walk'],
    ['… some minutes after leaving', '11:03', [walk(true, here('09:55', '10:58')), next(true)], 'checked-in walk2'],
    [
      '… back from a break',
      '10:45',
      [walk(true, here('09:55', '10:31')), next(true)],
      'already-checked-in walk, back walk',
    ],
    ['… back as it ends, for the next', '10:56', [walk(true, here('09:55', '10:31')), next(true)], 'checked-in walk2'],
    [
      'staff saw them leave, back as it ends',
      '10:56',
      [walk(false, here('09:55', '10:31')), next()],
      'checked-in walk2',
    ],
    // Told late: what is on record began after this tap.
    [
      'late to tell, and at the next by now',
      '10:31',
      [walk(false, here('09:55')), { ...next(), present: here('10:58') }],
      'already-checked-in walk',
    ],
    [
      'late to tell of the walk, at the next by now',
      '10:05',
      [
        { ...walk(), present: null },
        { ...next(), present: here('11:01') },
      ],
      'checked-in walk',
    ],
    [
      '… when both took arrivals',
      '10:35',
      [
        { ...walk(), present: null },
        { ...next(), present: here('11:01') },
      ],
      'choose-session walk|walk2',
    ],
    [
      '… of the leaving',
      '10:58',
      [walk(true), { ...next(true), present: here('11:03') }],
      'checked-out walk, leaves walk',
    ],
  ])('%s (%s)', (_what, time, all, expected) => {
    expect(said(when(time, ...all))).toBe(expected);
  });
});
