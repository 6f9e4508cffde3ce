import type { RosterActivity, RosterCard, RosterPerson, RosterPrescribedActivity } from '@tapwell/shared/roster/roster';
import { describe, expect, it } from 'vitest';
import { attend, decide, type OpenSession, type Situation } from './decide.ts';

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
  it('at one session and going on to the next: checked in there, but not within two minutes', () => {
    const next = open('cook');
    const later = { ...next, session: { ...next.session, startsAt: '2026-06-01T10:00:00.000Z' } };
    const tapped = (when: string) =>
      decide(situation({ open: [open('walk', came), later], at: new Date(when) })).outcome;
    expect(tapped('2026-06-01T09:55:00.000Z')).toMatchObject({ outcome: 'checked-in', activity: 'COOK' });
    expect(tapped('2026-06-01T08:56:30.000Z')).toMatchObject({ outcome: 'already-checked-in', activity: 'WALK' });
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
