import type { ConcernView } from '../concerns/concern-routes.ts';
import { dayWords } from '../prescriptions/day-words.ts';
import type { Person } from '../prescriptions/people.ts';
import { type Gap, gapsOf } from './gaps.ts';
import { type Need, needsOf } from './needs.ts';
import type { Snoozed } from './snooze.ts';
import { gapWords, needWords } from './words.ts';

/** One sentence on the list of today, and what to do about it. */
export interface TodayLine {
  /** Names it for "not now". */
  line: string;
  kind: Need['kind'] | Gap['kind'] | 'card';
  /** Null for a line about no one person. */
  pathId: string | null;
  /** Full name; null likewise. */
  name: string | null;
  sentence: string;
  /** How we know. */
  why: string[];
  on: string;
  /** What the button says, and where it leads; `settles` is a concern that it settles. */
  act: { does: string; to: string | null; settles: string | null } | null;
  /** `for Daniel until Fri 5 Jun`, where the reader covers somebody. */
  cover: string | null;
  linkWorker: { id: string; name: string } | null;
  /** Of a line about several. */
  people: { pathId: string; name: string }[];
  putOff: Snoozed | null;
}

/** In the order of the list. */
const ORDER: TodayLine['kind'][] = [
  ...([
    'card',
    'tap',
    'first-contact',
    'never-started',
    'missed',
    'no-visit',
    'resume',
    'review',
    'follow-up',
  ] as const),
  ...(['outcome', 'milestone', 'one-off', 'companion', 'preparation', 'baseline'] as const),
  ...(['not-arrived', 'cards-unread'] as const),
];

/** What is done about each, by the name of the person page's action. */
const ACTS: Record<Need['kind'], { does: string; action: string } | null> = {
  // That is done at the venue.
  tap: null,
  missed: { does: 'Record a contact', action: 'contact' },
  'never-started': { does: 'Record a contact', action: 'contact' },
  'no-visit': { does: 'Record a contact', action: 'contact' },
  'first-contact': { does: 'Record first contact', action: 'first-contact' },
  baseline: { does: 'Ask the questions', action: 'conversation' },
  preparation: { does: 'Record it', action: 'preparation' },
  review: { does: 'Record a review', action: 'review' },
  'follow-up': { does: 'Start follow-up', action: 'follow-up' },
  resume: { does: 'Resume', action: 'resumed' },
  outcome: { does: 'Record the outcome', action: 'outcome' },
  milestone: { does: 'Record the milestone', action: 'milestone' },
  companion: { does: 'Record a contact', action: 'contact' },
  'one-off': { does: 'Record as done', action: 'one-off-done' },
};

export interface Around {
  /** About cards and taps. */
  concerns: ConcernView[];
  snoozed: Map<string, Snoozed>;
  /** How far each venue's record is complete. */
  syncedThrough: Map<string, string | null>;
}

/** The list, most pressing first. Pure. */
export function todayLines(people: Person[], { concerns, snoozed, syncedThrough }: Around, now: Date): TodayLine[] {
  const byId = new Map(people.map((person) => [person.id, person]));
  const lines = people.flatMap((person) => needsOf(person).map((need) => needLine(need, person)));
  for (const { id, at, sentence, pathId } of concerns) {
    const person = byId.get(pathId);
    if (!person) continue;
    lines.push({
      ...about(person),
      ...{ line: `card:${id}`, kind: 'card', sentence, on: at.slice(0, 10), putOff: null },
      why: ['It is for you to say whether the card should be blocked; that is on the person’s page.'],
      act: { does: 'Done', to: null, settles: id },
    });
  }
  const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  lines.sort(
    (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || text(a.on, b.on) || text(a.name ?? '', b.name ?? ''),
  );
  const gaps = gapsOf(people, now).map((gap) => gapLine(gap, syncedThrough.get(gap.venueId) ?? null));
  return [...lines, ...gaps].map((one) => ({ ...one, putOff: snoozed.get(one.line) ?? null }));
}

function needLine(need: Need, person: Person): TodayLine {
  const act = ACTS[need.kind];
  return {
    ...about(person),
    ...{ line: need.line, kind: need.kind, on: need.on, putOff: null },
    ...needWords(need, person),
    act: act && { does: act.does, to: `person/${person.id}/${act.action}`, settles: null },
  };
}

function about({ id, patient, cover, linkWorker }: Person) {
  return {
    pathId: id,
    name: `${patient.given} ${patient.family}`,
    cover: cover && `for ${cover.name} until ${dayWords(cover.untilOn)}`,
    linkWorker,
    people: [],
  };
}

function gapLine(gap: Gap, syncedThrough: string | null): TodayLine {
  const people = gap.people.map(({ id, patient }) => ({ pathId: id, name: `${patient.given} ${patient.family}` }));
  return {
    ...{ line: gap.line, kind: gap.kind, pathId: null, name: null, on: gap.since.slice(0, 10), act: null },
    ...{ cover: null, linkWorker: null, putOff: null, people },
    ...gapWords(gap, syncedThrough),
  };
}
