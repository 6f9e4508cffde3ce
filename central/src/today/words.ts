import { localDate } from '@tapwell/shared/schedule/sessions';
import { dayWords } from '../prescriptions/day-words.ts';
import type { Person } from '../prescriptions/people.ts';
import type { AskedAfter } from './asked-after.ts';
import type { Gap } from './gaps.ts';
import type { Need } from './needs.ts';

/** One sentence and what it rests on, for the link worker. Pure. */
export interface Said {
  sentence: string;
  why: string[];
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const numberWords = (n: number) => NUMBERS[n] ?? String(n);
const weeksWords = (n: number) => (n === 1 ? 'one week' : `${numberWords(n)} weeks`);
const peopleWords = (n: number) => (n === 1 ? 'one person' : `${numberWords(n)} people`);
const listWords = (items: string[]) =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

export function needWords(need: Need, person: Person): Said {
  const name = person.patient.displayName;
  const on = dayWords(need.on);
  const was = need.on < person.today ? 'was' : 'is';
  switch (need.kind) {
    case 'missed':
      return missedWords(need, name, person);
    case 'never-started':
      return {
        sentence: `${asFarAsKnown(need, name)} has not been to anything yet.`,
        why: [startWords(need), recordWords(need), ...askedWords(need)],
      };
    case 'no-visit':
      return {
        sentence: `${asFarAsKnown(need, name)} has not been to anything since ${dayWords(need.lastOn)}.`,
        why: [
          `Their last visit on record was on ${dayWords(need.lastOn)}.`,
          `After ${weeksWords(person.policy.review.weeksWithoutVisit)} without one this scheme asks after people.`,
          recordWords(need),
          ...askedWords(need),
        ],
      };
    case 'tap':
      return {
        sentence: `${name} tapped a card at ${need.venue} on ${on}, and it has not been placed yet.`,
        why: ['It is on no list there, so it may or may not be a visit. Staff at the venue can say which it was.'],
      };
    case 'review': {
      const last = person.path.lastReview;
      const every = `This scheme has a review every ${weeksWords(person.policy.review.everyWeeks)}.`;
      return {
        sentence: `A review with ${name} ${was} due on ${on}.`,
        why: [
          last?.nextOn === need.on
            ? `That day was agreed at the review on ${dayWords(last.on)}.`
            : `${every} ${last ? `The last was on ${dayWords(last.on)}.` : 'There was none yet.'}`,
        ],
      };
    }
    case 'first-contact': {
      const { referral } = person.path;
      return {
        sentence: `${need.due.title} with ${name} ${was} due on ${on}.`,
        why: referral
          ? [`${name} was referred on ${dayWords(referral.on)}: ${referral.reason}. No first contact is on record.`]
          : [],
      };
    }
    case 'baseline':
      return {
        sentence: `${name} has not answered all questions from before the start.`,
        why: [
          `First contact was on ${on}. Not answered yet: ${listWords(person.path.baseline.missing.map((id) => measureWords(id, person)))}.`,
        ],
      };
    case 'preparation':
      return {
        sentence: `${name} needs a small group or one-to-one before joining a group.`,
        why: [`The guided conversation was on ${on}, and nothing of that kind is on record since.`],
      };
    case 'follow-up':
      return {
        sentence: `${need.due.title} with ${name} ${was} due on ${on}.`,
        why: [
          person.path.lastSeen ? `It is counted from when they were last seen: ${dayWords(person.path.lastSeen)}.` : '',
          need.due.cohort ? `It is for everybody who was last seen in ${monthWords(need.due.cohort)}.` : '',
        ].filter((words) => words !== ''),
      };
    case 'resume': {
      const { paused } = person.path;
      return {
        sentence: `${name} has been paused since ${dayWords(paused?.since ?? need.on)}: do they come again?`,
        why: [paused?.until ? `The pause was to end on ${on}.` : `No end was agreed, so it is asked on ${on}.`],
      };
    }
    case 'outcome':
      return {
        sentence: `All that was planned with ${name} is over. How did it end?`,
        why: [`The last of it was on ${on}, and no outcome is on record.`],
      };
    case 'milestone':
      return {
        sentence: `${name} may have reached a milestone: ${need.due.title}.`,
        why: [`On ${on} a visit is on record with nobody alongside. Was it so?`],
      };
    case 'companion':
      return {
        sentence: `${need.due.title} – with ${name}.`,
        why: [`Somebody has come along as often as this scheme has it; last on ${on}.`],
      };
    case 'one-off':
      return {
        sentence: `${need.due.title} for ${name} ${was} to be done by ${on}.`,
        why: ['It was prescribed, and is not on record as done.'],
      };
  }
}

function startWords({ startedOn, onRecord }: Extract<Need, { kind: 'never-started' }>): string {
  const late = onRecord > startedOn ? `, put on record on ${dayWords(onRecord)}` : '';
  return `It was agreed to start on ${dayWords(startedOn)}${late}, and no visit is on record.`;
}

const asFarAsKnown = ({ unknown }: { unknown: string[] }, name: string) =>
  unknown.length > 0 ? `As far as we know, ${name}` : name;

function recordWords({ unknown }: { unknown: string[] }): string {
  return unknown.length > 0
    ? `Nothing is known of ${listWords(unknown.map(dayWords))}. But for that the records of their venues are complete.`
    : 'The records of their venues are complete, so a visit by card would be here.';
}

function missedWords(need: Extract<Need, { kind: 'missed' }>, name: string, person: Person): Said {
  const { run, activity, venue } = need;
  const dates = run.weeks.flatMap((week) => week.sessions.filter((s) => s.state === 'missed')).reverse();
  const days = dates.map((session) => dayWords(session.sessionId.split('@')[1]?.slice(0, 10) ?? session.startsAt));
  const { last } = person.path.programmes.at(-1)!.visits;
  return {
    sentence: `${name} has missed ${weeksWords(run.weeks.length)} of ${activity}.`,
    why: [
      `It ran on ${listWords(days)}, everything from ${venue} has arrived, and ${name} is not on it.`,
      ...(run.unknown > 0 ? [`Of ${weeksWords(run.unknown)} between nothing is known; they do not count.`] : []),
      last === null ? 'There is no visit on record before.' : `Their last visit to anything was on ${dayWords(last)}.`,
      ...askedWords(need),
    ],
  };
}

function askedWords({ asked: { spoken, tried } }: { asked: AskedAfter }): string[] {
  return [
    ...(spoken === null ? [] : [`Contact on ${dayWords(spoken)}.`]),
    ...(tried === null ? [] : [`Tried to reach them on ${dayWords(tried)}, without an answer.`]),
  ];
}

export function gapWords({ kind, venue, zone, since, people }: Gap, syncedThrough: string | null): Said {
  const day = (instant: string) => dayWords(localDate(new Date(instant), zone).toString());
  const about = `so nothing can be said about ${peopleWords(people.length)}`;
  if (kind === 'cards-unread') {
    return {
      sentence: `Cards could not be read at ${venue} on ${day(since)}, ${about}.`,
      why: ['The card reader there was not working for some time. Whoever came may be missing from the record.'],
    };
  }
  return {
    sentence: syncedThrough
      ? `We have no data from ${venue} since ${day(syncedThrough)}, ${about}.`
      : `We have no data from ${venue} yet, ${about}.`,
    why: [
      'Visits are kept safe at the venue and arrive when its hub is connected again.',
      `The first session of theirs that we do not know of was on ${day(since)}.`,
    ],
  };
}

const MEASURES: Record<string, string> = { ons4: 'wellbeing', ipaq: 'physical activity', goals: 'their goals' };
function measureWords(id: string, { policy }: Person): string {
  return MEASURES[id] ?? policy.measures.imported.find((one) => one.id === id)?.title ?? id;
}

const month = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
function monthWords(yearMonth: string): string {
  return month.format(new Date(`${yearMonth}-01`));
}
