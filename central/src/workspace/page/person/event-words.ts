import { IPAQ_AGES } from '@tapwell/shared/measures/ipaq';
import { type MeasureResult, measureId } from '@tapwell/shared/measures/results';
import type { EventOf, PathEvent } from '@tapwell/shared/path/events';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { REFERRER_WORDS } from '@tapwell/shared/scheme/words';
import { dayWords } from '../dates.ts';
import { lengthWords } from '../visit-words.ts';

/** Names of the directory's activities, by id; one that is gone has none. */
export type Names = ReadonlyMap<string, string>;

export const CONTACT_WORDS = {
  phone: 'By phone',
  text: 'By text message',
  email: 'By email',
  letter: 'By letter',
  visit: 'At home',
  office: 'In the office',
} as const;
export const PLACE_WORDS = {
  office: 'in the office',
  surgery: 'in the surgery',
  home: 'at home',
  activity: 'at an activity',
  phone: 'by phone',
} as const;
export const OUTCOME_WORDS = {
  completed: 'Completed',
  stopped: 'Stopped before the end',
  renewed: 'First programme done, a second one follows',
  declined: 'Declined',
  'no-longer-eligible': 'No longer eligible',
  moved: 'Moved away',
  died: 'Died',
} as const;
export const PREPARATION_WORDS = { 'small-group': 'A small group', 'one-to-one': 'A one-to-one' } as const;
const CARD_WORDS = { ntag424: 'a Tapwell card', desfire: 'a Tapwell card', uid: 'a card they had' } as const;

/** What happened, as a sentence, and what was said about it. */
export interface Told {
  title: string;
  more: string[];
}

type Tell<K extends PathEvent['kind']> = (event: EventOf<K>, policy: SchemePolicy, names: Names) => Told;

const told = (title: string, ...more: (string | null | undefined | false)[]): Told => ({
  title,
  more: more.filter((line): line is string => Boolean(line)),
});

const TELL: { [K in PathEvent['kind']]: Tell<K> } = {
  referral: ({ referrer, reason, consent, as }) => {
    const by = referrer
      ? `Referred by ${REFERRER_WORDS[referrer.kind]}${referrer.worksAt ? `, ${referrer.worksAt}` : ''}`
      : 'Came without a referral';
    const agreed = consent === 'written' ? 'They agreed in writing.' : 'They agreed, as they said.';
    return told(by, `Reason: ${reason}. ${agreed}`, as === 'carer' && 'Came as a carer, in their own right.');
  },
  waiting: () => told('Put on the waiting list'),
  booked: ({ for: day, where, activityId }, _, names) =>
    told(
      `First appointment booked for ${dayWords(day)}`,
      where === 'surgery' ? 'In the surgery.' : at(activityId, names),
    ),
  contact: ({ how, reached, note }) => told(`${CONTACT_WORDS[how]}: ${reached ? 'spoke' : 'tried, not reached'}`, note),
  'first-contact': ({ place }) => told(`First contact, ${PLACE_WORDS[place]}`),
  conversation: ({ measures }, policy) => told('Guided conversation', measured(measures, policy)),
  preparation: ({ form }) => told(`${PREPARATION_WORDS[form]} before joining a group`),
  prescription: prescriptionTold,
  card: ({ profile }) => told(`Given ${CARD_WORDS[profile]}`),
  visit: ({ minutes, companions, sessionId }, _, names) =>
    told(
      `Came to ${names.get(sessionId.split('@')[0]!) ?? 'an activity'}`,
      minutes !== null && `Stayed ${lengthWords(minutes)}.`,
      companions.length > 0 && `Came along: ${companions.join(' and ')}.`,
    ),
  coaching: () => told('Coaching session'),
  'one-off-done': ({ oneOff }, { oneOffs }) =>
    told(`Done: ${oneOffs.find((one) => one.id === oneOff)?.title ?? oneOff}`),
  milestone: ({ milestone }, { milestones }) =>
    told(`Milestone: ${milestones.find((one) => one.id === milestone)?.title ?? milestone}`),
  review: ({ nextOn }) => told('Review', nextOn && `Next one on ${dayWords(nextOn)}.`),
  paused: ({ until }) => told('Paused', until && `Until ${dayWords(until)}.`),
  resumed: () => told('Resumed'),
  'follow-up': ({ followUp, measures }, policy) =>
    told(
      policy.measures.followUps.find((one) => one.id === followUp)?.title ?? 'Follow-up',
      measured(measures, policy),
    ),
  outcome: ({ outcome }) => told(OUTCOME_WORDS[outcome]),
  'taken-back': () => told('Taken back'),
};

/** An event in words. Pure. */
export function eventWords(event: PathEvent, policy: SchemePolicy, names: Names): Told {
  const { title, more } = (TELL[event.kind] as Tell<PathEvent['kind']>)(event, policy, names);
  // Why something was corrected is said with the correction.
  return { title, more: event.why && event.corrects === null ? [...more, `Why: ${event.why}`] : more };
}

function prescriptionTold(event: EventOf<'prescription'>, policy: SchemePolicy, names: Names): Told {
  const { programme, start, weeks, activities, oneOffs, goals, companions, transport } = event;
  const length = weeks === null ? '' : ` for ${weeks} weeks`;
  return told(
    `${programme === 2 ? 'Second programme' : 'Prescription'} agreed, from ${dayWords(start)}${length}`,
    activities.length > 0 && `${list(activities.map((a) => activityWords(a, names)))}.`,
    oneOffs.length > 0 && `${list(policy.oneOffs.filter(({ id }) => oneOffs.includes(id)).map((one) => one.title))}.`,
    goals.length > 0 && `Goals: ${goals.map(({ goal }) => goal).join('; ')}.`,
    companions.length > 0 && `Comes along: ${companions.join(' and ')}.`,
    transport && 'Transport is arranged.',
  );
}

/** E.g. `Walking for Health, once a week, 12 visits`. */
export function activityWords(
  { activityId, area, perWeek, sessions }: EventOf<'prescription'>['activities'][number],
  names: Names,
): string {
  const often = perWeek === 1 ? 'once a week' : perWeek === 2 ? 'twice a week' : `${perWeek} times a week`;
  return [names.get(activityId) ?? area, often, ...(sessions === null ? [] : [`${sessions} visits`])].join(', ');
}

/** What a measure is called. */
export function measureTitle(id: string, policy: SchemePolicy): string {
  if (id === 'ons4') return 'Wellbeing (ONS4)';
  if (id === 'ipaq') return `Physical activity (IPAQ, ages ${IPAQ_AGES.from} to ${IPAQ_AGES.to})`;
  if (id === 'goals') return 'Own goals';
  return policy.measures.imported.find((one) => one.id === id)?.title ?? id;
}

function measured(measures: MeasureResult[], policy: SchemePolicy): string | null {
  if (measures.length === 0) return 'Without measures.';
  return `Measured: ${list(measures.map((m) => measureTitle(measureId(m), policy)))}.`;
}

function at(activityId: string | null, names: Names): string | null {
  const name = activityId && names.get(activityId);
  return name ? `At ${name}.` : null;
}

function list(words: string[]): string {
  return words.join('; ');
}
