import { z } from 'zod';
import { notScored, rounded, type Score, type Scored } from './score.ts';

/**
 * International Physical Activity Questionnaire, short form, last 7 days.
 * Scored as "Guidelines for Data Processing and Analysis of the IPAQ" of
 * November 2005 has it; the clause of each rule stands beside it.
 */
export const IPAQ_QUESTIONS = {
  vigorousDays:
    'During the last 7 days, on how many days did you do vigorous physical activities like heavy lifting, digging, aerobics, or fast bicycling?',
  vigorousTime: 'How much time did you usually spend doing vigorous physical activities on one of those days?',
  moderateDays:
    'During the last 7 days, on how many days did you do moderate physical activities like carrying light loads, bicycling at a regular pace, or doubles tennis? Do not include walking.',
  moderateTime: 'How much time did you usually spend doing moderate physical activities on one of those days?',
  walkingDays: 'During the last 7 days, on how many days did you walk for at least 10 minutes at a time?',
  walkingTime: 'How much time did you usually spend walking on one of those days?',
  sitting: 'During the last 7 days, how much time did you spend sitting on a week day?',
} as const;

/** Read before the questions of each kind: without them people count other things. */
export const IPAQ_INTRODUCTIONS = {
  vigorous:
    'Think about all the vigorous activities that you did in the last 7 days. Vigorous physical activities refer to activities that take hard physical effort and make you breathe much harder than normal. Think only about those physical activities that you did for at least 10 minutes at a time.',
  moderate:
    'Think about all the moderate activities that you did in the last 7 days. Moderate activities refer to activities that take moderate physical effort and make you breathe somewhat harder than normal. Think only about those physical activities that you did for at least 10 minutes at a time.',
  walking:
    'Think about the time you spent walking in the last 7 days. This includes at work and at home, walking to travel from place to place, and any other walking that you might do solely for recreation, sport, exercise, or leisure.',
  sitting:
    'The last question is about the time you spent sitting on weekdays during the last 7 days. Include time spent at work, at home, while doing course work and during leisure time. This may include time spent sitting at a desk, visiting friends, reading, or sitting or lying down to watch television.',
} as const;

/** Section 5.2: MET of each kind of activity. */
const KINDS = {
  vigorous: { word: 'Vigorous activity', met: 8.0 },
  moderate: { word: 'Moderate activity', met: 4.0 },
  walking: { word: 'Walking', met: 3.3 },
} as const;
type Kind = keyof typeof KINDS;
const KIND_NAMES = Object.keys(KINDS) as Kind[];

/** Section 2: tested for people of this age, and not to be used for others until it is. */
export const IPAQ_AGES = { from: 15, to: 69 };

const number = z.number().min(0).max(100_000);
/** As given, however odd: what cannot be is reported when it is scored. Null is "don't know" or no answer. */
const activity = z.strictObject({ days: number.nullable(), hours: number.nullable(), minutes: number.nullable() });

export const ipaqAnswers = z.strictObject({
  age: z.number().int().min(0).max(130),
  vigorous: activity,
  moderate: activity,
  walking: activity,
  /** Minutes on a week day; no part of the score. */
  sitting: number.nullable(),
});
export type IpaqAnswers = z.infer<typeof ipaqAnswers>;

export type IpaqCategory = 'low' | 'moderate' | 'high';
export type IpaqScored = Scored & { category: IpaqCategory | null };

/** Days a week and minutes a day, after cleaning. */
interface Active {
  days: number;
  minutes: number;
}

/** MET-minutes a week and the category, or why there are none. Pure. */
export function scoreIpaq(answers: IpaqAnswers): IpaqScored {
  const whyNot: string[] = [];
  if (answers.age < IPAQ_AGES.from || answers.age > IPAQ_AGES.to) {
    whyNot.push(`IPAQ is for people from ${IPAQ_AGES.from} to ${IPAQ_AGES.to} years old.`);
  }
  for (const kind of KIND_NAMES) whyNot.push(...faultsOf(KINDS[kind].word, answers[kind]));
  // Section 7.2: more than 16 hours a day in all cannot be, if 8 are for sleep.
  const total = KIND_NAMES.reduce((sum, kind) => sum + minutesADay(answers[kind]), 0);
  if (whyNot.length === 0 && total > 960) {
    whyNot.push('The three kinds of activity come to more than 16 hours a day.');
  }
  if (whyNot.length > 0) return { ...notScored(whyNot), category: null };

  const notes: string[] = [];
  const active = Object.fromEntries(
    KIND_NAMES.map((kind) => [kind, cleaned(KINDS[kind].word, answers[kind], notes)]),
  ) as Record<Kind, Active>;
  const met = (kind: Kind) => rounded(KINDS[kind].met * active[kind].minutes * active[kind].days);
  const all = rounded(met('walking') + met('moderate') + met('vigorous'));
  const score = (id: string, title: string, value: number): Score => ({
    id: `ipaq-${id}`,
    title,
    value,
    from: 0,
    to: null,
    better: 'higher',
  });
  return {
    scores: [
      score('total', 'MET-minutes a week', all),
      ...KIND_NAMES.map((kind) => score(kind, `${KINDS[kind].word}, MET-minutes a week`, met(kind))),
    ],
    notes,
    whyNot: null,
    category: categoryOf(active, all),
  };
}

/**
 * Section 7.1: who does not know, refused or left out a time is not analysed.
 * Where the section turns 15, 30, 45, 60 and 90 in the hours box into minutes,
 * we ask instead of guessing.
 */
function faultsOf(word: string, { days, hours, minutes }: IpaqAnswers[Kind]): string[] {
  if (days === null) return [`${word}: the number of days is not known.`];
  if (!Number.isInteger(days) || days > 7) return [`${word}: ${days} days a week cannot be.`];
  const time = (hours ?? 0) * 60 + (minutes ?? 0);
  if (days === 0) return time > 0 ? [`${word}: on no day, and yet with a time.`] : [];
  if (hours === null && minutes === null) return [`${word}: the time is not known.`];
  if (hours !== null && [15, 30, 45, 60, 90].includes(hours)) {
    return [`${word}: ${hours} hours a day. Were ${hours} minutes meant?`];
  }
  return time > 24 * 60 ? [`${word}: more than 24 hours a day cannot be.`] : [];
}

function minutesADay({ days, hours, minutes }: IpaqAnswers[Kind]): number {
  return days === 0 ? 0 : (hours ?? 0) * 60 + (minutes ?? 0);
}

function cleaned(word: string, answer: IpaqAnswers[Kind], notes: string[]): Active {
  const minutes = minutesADay(answer);
  const days = answer.days!;
  // Section 7.3: only bouts of ten minutes and more; shorter ones and their days are recoded to zero.
  if (minutes < 10) {
    if (minutes > 0) notes.push(`${word} of less than 10 minutes a day is not counted.`);
    return { days: 0, minutes: 0 };
  }
  // Section 7.4: each kind is truncated at three hours a day, so at 21 hours a week.
  if (minutes > 180) {
    notes.push(`${word} of more than 3 hours a day is counted as 3 hours.`);
    return { days, minutes: 180 };
  }
  return { days, minutes };
}

/** Section 5.3, on cleaned and truncated answers; days of different kinds add up (section 7.6). */
function categoryOf({ vigorous, moderate, walking }: Record<Kind, Active>, met: number): IpaqCategory {
  const days = vigorous.days + moderate.days + walking.days;
  if (vigorous.days >= 3 && met >= 1500) return 'high';
  if (days >= 7 && met >= 3000) return 'high';
  if (vigorous.days >= 3 && vigorous.minutes >= 20) return 'moderate';
  const halfHours = [moderate, walking].filter((a) => a.minutes >= 30).reduce((sum, a) => sum + a.days, 0);
  if (halfHours >= 5) return 'moderate';
  return days >= 5 && met >= 600 ? 'moderate' : 'low';
}
