import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { newId } from '@tapwell/shared/ids';
import type { MeasureResult } from '@tapwell/shared/measures/results';
import { addDays, addWeeks } from '@tapwell/shared/path/dates';
import { type PathEvent, pathEvent } from '@tapwell/shared/path/events';
import { mayAppend } from '@tapwell/shared/path/may-append';
import { pathOf } from '@tapwell/shared/path/path';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { WORKS_AT } from '@tapwell/shared/scheme/words';
import { ACTIVITIES, type HallActivity, pastSessions } from './places.ts';

/** How far someone of the hall has come; each includes what comes before it. */
type Stage = 'referred' | 'waiting' | 'in-touch' | 'ready' | 'prescribed' | 'paused' | 'completed' | 'declined';

export interface HallPerson {
  /** Of the patient; the path is `path-<id>`, and so is its first prescription. */
  id: string;
  given: string;
  family: string;
  born: string;
  /** Null while nobody has taken them. */
  with: 'priya' | 'daniel' | null;
  stage: Stage;
  /** Since the referral. */
  weeks: number;
  activities?: HallActivity['id'][];
  /** For each session since the start: came, late, or not there. The last letter goes on. */
  came?: string;
}

/**
 * Twelve invented people, one at least at every step. Their weeks are counted
 * back from today, as central has no other clock.
 */
export const PEOPLE: HallPerson[] = [
  { id: 'ada', given: 'Ada', family: 'Lind', born: '1951-03-02', with: null, stage: 'waiting', weeks: 1 },
  { id: 'ben', given: 'Ben', family: 'Oyster', born: '1988-07-19', with: 'priya', stage: 'waiting', weeks: 5 },
  { id: 'cara', given: 'Cara', family: 'Moss', born: '1970-01-30', with: 'priya', stage: 'in-touch', weeks: 3 },
  { id: 'dev', given: 'Dev', family: 'Birch', born: '1962-11-11', with: 'priya', stage: 'ready', weeks: 4 },
  {
    ...{ id: 'ella', given: 'Ella', family: 'Fern', born: '1995-05-25', with: 'priya', stage: 'prescribed', weeks: 7 },
    ...{ activities: ['walk'], came: '-' },
  },
  {
    ...{ id: 'mary', given: 'Mary', family: 'Heron', born: '1948-09-09', with: 'priya', stage: 'prescribed', weeks: 7 },
    ...{ activities: ['walk', 'garden'], came: 'xxlxx' },
  },
  {
    ...{
      id: 'ahmed',
      given: 'Ahmed',
      family: 'Wren',
      born: '1979-02-14',
      with: 'priya',
      stage: 'prescribed',
      weeks: 8,
    },
    ...{ activities: ['walk'], came: 'xxx-' },
  },
  {
    ...{ id: 'gwen', given: 'Gwen', family: 'Sorrel', born: '1957-06-01', with: 'priya', stage: 'paused', weeks: 9 },
    ...{ activities: ['garden'], came: 'xxxx-' },
  },
  {
    ...{ id: 'hari', given: 'Hari', family: 'Teal', born: '1966-12-24', with: 'priya', stage: 'prescribed', weeks: 19 },
    ...{ activities: ['walk'], came: 'xlx-x' },
  },
  {
    ...{
      id: 'iris',
      given: 'Iris',
      family: 'Alder',
      born: '1944-04-04',
      with: 'daniel',
      stage: 'completed',
      weeks: 20,
    },
    ...{ activities: ['walk', 'advice'], came: 'x' },
  },
  {
    ...{ id: 'joan', given: 'Joan', family: 'Pike', born: '1959-08-08', with: 'daniel', stage: 'prescribed', weeks: 6 },
    ...{ activities: ['garden'], came: 'xx-x' },
  },
  { id: 'kit', given: 'Kit', family: 'Rowan', born: '1983-10-03', with: 'daniel', stage: 'declined', weeks: 6 },
];

export const pathIdOf = (person: string) => `path-${person}`;
export const prescribedIdOf = (person: string, activity: string) => `${pathIdOf(person)}-${activity}`;
/** Between the referral and the first day of the prescription. */
const UNTIL_START_WEEKS = 2;
const PRIYA = { id: 'priya', name: 'Priya Nair' };

/**
 * What happened to someone, as staff recorded it under this policy; each event is one that may be added.
 * @throws Error when the seed breaks the policy's own rules
 */
export function eventsOf(person: HallPerson, policy: SchemePolicy, today: string): PathEvent[] {
  const events: PathEvent[] = [];
  const referred = addWeeks(today, -person.weeks);
  const on = (days: number) => addDays(referred, days);
  const add = (kind: PathEvent['kind'], day: string, own: object) => {
    const event = pathEvent.parse({
      ...{ kind, id: newId(), on: day, recordedAt: `${day}T06:00:00.${String(events.length).padStart(3, '0')}Z` },
      ...{ by: PRIYA, ...own },
    });
    const refused = mayAppend(policy, pathOf(policy, events, today), event);
    if (refused) throw new Error(`${policy.id}, ${person.id}, ${kind}: ${refused}`);
    events.push(event);
  };
  const reached = (...stages: Stage[]) => stages.includes(person.stage);
  const start = addWeeks(referred, UNTIL_START_WEEKS);

  add('referral', referred, referralOf(policy));
  if (reached('referred')) return events;
  const { by } = policy.firstAppointment;
  if (by === 'direct-booking' || by === 'surgery') {
    const where = by === 'surgery' ? { where: 'surgery', activityId: null } : { where: 'activity', activityId: 'walk' };
    add('booked', referred, { for: on(3), ...where });
  } else add('waiting', referred, {});
  if (reached('waiting')) return events;
  if (reached('declined')) {
    add('contact', on(4), { how: 'phone', reached: true, note: 'Would rather not, for now.' });
    add('outcome', on(4), { outcome: 'declined', why: 'Would rather not, for now' });
    return events;
  }
  add('first-contact', on(5), { place: 'phone' });
  if (reached('in-touch')) return events;
  add('conversation', on(10), { measures: measuresOf(policy.measures.baseline, 3) });
  if (reached('ready')) return events;
  if (policy.beforeGroup[0]) add('preparation', on(12), { form: policy.beforeGroup[0] });
  add('prescription', on(12), prescribed(person, policy, start));
  if (policy.length.is === 'coaching') add('coaching', addDays(start, 1), {});
  if (reached('paused')) add('paused', addDays(today, -10), { until: addDays(today, 20), why: 'In hospital' });
  if (reached('completed')) {
    // A visit is not an event of the store, so the last thing seen has to be said here for the rules' sake.
    const last = addDays(today, -8);
    const of = prescribedIdOf(person.id, 'walk');
    const visit = pathEvent.parse({
      ...{ kind: 'visit', id: newId(), on: last, recordedAt: `${last}T12:00:00.000Z`, by: PRIYA },
      ...{ sessionId: `walk@${last}T10:00`, prescribedActivityId: of, minutes: null, companions: [] },
    });
    events.push(visit);
    add('outcome', addDays(today, -7), { outcome: 'completed' });
    const [followUp] = policy.measures.followUps;
    if (followUp) {
      add('follow-up', addDays(today, -5), { followUp: followUp.id, measures: measuresOf(followUp.measures, 7) });
    }
    events.splice(events.indexOf(visit), 1);
  }
  return events;
}

function referralOf({ referral }: SchemePolicy) {
  const kind = referral.from[0]!;
  const place = WORKS_AT[kind];
  const worksAt = place && `Bell Street ${place === 'practice' ? 'Surgery' : place}`;
  return { referrer: { kind, worksAt }, reason: referral.reasons[0], consent: 'spoken' };
}

function prescribed(person: HallPerson, policy: SchemePolicy, start: string) {
  const weeks = policy.length.is === 'weeks' ? policy.length.to : null;
  return {
    start,
    weeks,
    goals: [{ id: 'goal-1', goal: 'Get out of the house twice a week' }],
    activities: (person.activities ?? []).map((id) => ({
      id: prescribedIdOf(person.id, id),
      activityId: id,
      area: areaOf(policy, id),
      offeredBy: policy.activities.from[0],
      perWeek: 1,
      sessions: weeks,
      group: ACTIVITIES[id].inGroup,
    })),
    oneOffs: policy.oneOffs.slice(0, 1).map((one) => one.id),
    companions: policy.companions.slice(0, 1).map((one) => one.title),
    transport: policy.transport,
  };
}

/** The policy's area that is nearest in name, else by turns. */
export function areaOf(policy: SchemePolicy, activity: HallActivity['id']): string {
  const { area } = ACTIVITIES[activity];
  const turn = Object.keys(ACTIVITIES).indexOf(activity);
  return policy.areas.includes(area) ? area : policy.areas[turn % policy.areas.length]!;
}

/** Answers to these measures: the higher the level, from 0 to 10, the better. */
export function measuresOf(ids: string[], level: number): MeasureResult[] {
  return ids.map((id): MeasureResult => {
    if (id === 'ons4') {
      const answers = { satisfied: level, worthwhile: level + 1, happy: level, anxious: 10 - level };
      return { measure: 'ons4', answers };
    }
    if (id === 'ipaq') {
      const none = { days: 0, hours: null, minutes: null };
      const walking = { days: Math.min(level, 7), hours: 0, minutes: 40 };
      return { measure: 'ipaq', answers: { age: 66, vigorous: none, moderate: none, walking, sitting: null } };
    }
    if (id === 'goals') {
      const goal = { goalId: 'goal-1', goal: 'Get out of the house twice a week', progress: level };
      return { measure: 'goals', answers: { goals: [goal] } };
    }
    return { measure: 'imported', id, score: level * 5 };
  });
}

/** Visits as the hubs sent them. */
export function attendancesOf(person: HallPerson, policy: SchemePolicy, today: string, now: Date): Attendance[] {
  const start = addWeeks(addWeeks(today, -person.weeks), UNTIL_START_WEEKS);
  const end = policy.length.is === 'weeks' ? addWeeks(start, policy.length.to) : '9999-12-31';
  const came = person.came ?? '-';
  return (person.activities ?? []).flatMap((id) =>
    pastSessions(id, today, start, now).flatMap((session, i): Attendance[] => {
      const how = came[Math.min(i, came.length - 1)];
      if (how === '-' || session.date >= end) return [];
      const late = how === 'l';
      const arrivedAt = new Date(Date.parse(session.startsAt) + (late ? 25 : -4) * 60_000).toISOString();
      const { timed, venue, provider } = ACTIVITIES[id];
      return [
        {
          ...{ id: newId(), version: 0, status: 'finished', personId: person.id },
          ...{ prescriptionId: pathIdOf(person.id), prescribedActivityId: prescribedIdOf(person.id, id) },
          ...{ activityId: id, sessionId: session.id, sessionStart: session.startsAt, sessionEnd: session.endsAt },
          ...{ venueId: venue, providerId: provider, arrivedAt, leftAt: timed ? session.endsAt : null, late },
          ...{ method: 'card', assurance: 'authenticated', flags: [], by: null, reason: null, cardId: null },
          ...{ counter: null, kioskAt: arrivedAt, hubAt: arrivedAt },
        },
      ];
    }),
  );
}
