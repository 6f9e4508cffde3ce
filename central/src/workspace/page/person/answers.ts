import { type IpaqAnswers, scoreIpaq } from '@tapwell/shared/measures/ipaq';
import { ONS4_QUESTIONS } from '@tapwell/shared/measures/ons4';
import type { MeasureResult } from '@tapwell/shared/measures/results';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import type { Fault } from '../form/fields.ts';

/**
 * A questionnaire being filled in: one page after another, every question may
 * be left out. Numbers are text while they are typed. Pure.
 */

export type Ons4Question = keyof typeof ONS4_QUESTIONS;
export type IpaqKind = 'vigorous' | 'moderate' | 'walking';
export const ONS4_NAMES = Object.keys(ONS4_QUESTIONS) as Ons4Question[];
export const IPAQ_KINDS: IpaqKind[] = ['vigorous', 'moderate', 'walking'];

/** Time of one kind of activity; `days` is '' while not answered, or `?` for "don't know". */
export interface Activity {
  days: string;
  hours: string;
  minutes: string;
}

export interface Answers {
  ons4: Record<Ons4Question, number | null>;
  age: string;
  vigorous: Activity;
  moderate: Activity;
  walking: Activity;
  sitting: Omit<Activity, 'days'>;
  goals: { id: string; goal: string; progress: number | null }[];
  /** By the score's id. */
  imported: Record<string, string>;
}

export type Page =
  | { is: 'ons4'; question: Ons4Question }
  | { is: 'age' }
  | { is: 'ipaq'; kind: IpaqKind }
  | { is: 'sitting' }
  | { is: 'goal'; goalId: string }
  | { is: 'imported' };

export interface Asking {
  policy: SchemePolicy;
  /** The measures to take, by the policy's names. */
  measures: string[];
  /** Of the prescription as it is agreed now. */
  goals: { id: string; goal: string }[];
  born: string | null;
  /** The day the questions are about. */
  on: string;
}

/** @param given answers to correct; nothing for new ones */
export function blankAnswers({ goals, born, on }: Asking, given: MeasureResult[] = []): Answers {
  const of = <M extends MeasureResult['measure']>(measure: M) =>
    given.find((result): result is Extract<MeasureResult, { measure: M }> => result.measure === measure);
  const ipaq = of('ipaq')?.answers;
  const activity = (kind: IpaqKind): Activity => ({
    days: ipaq ? (ipaq[kind].days?.toString() ?? '?') : '',
    hours: ipaq?.[kind].hours?.toString() ?? '',
    minutes: ipaq?.[kind].minutes?.toString() ?? '',
  });
  const sitting = ipaq?.sitting ?? null;
  const told = of('goals')?.answers.goals ?? [];
  return {
    ons4: of('ons4')?.answers ?? { satisfied: null, worthwhile: null, happy: null, anxious: null },
    age: (ipaq?.age ?? (born ? ageOn(born, on) : '')).toString(),
    vigorous: activity('vigorous'),
    moderate: activity('moderate'),
    walking: activity('walking'),
    sitting: {
      hours: sitting === null ? '' : String(Math.floor(sitting / 60)),
      minutes: sitting === null ? '' : String(sitting % 60),
    },
    goals: [
      ...told.map(({ goalId, goal, progress }) => ({ id: goalId, goal, progress })),
      ...goals.filter(({ id }) => !told.some((t) => t.goalId === id)).map((goal) => ({ ...goal, progress: null })),
    ],
    imported: Object.fromEntries(
      given.flatMap((result) => (result.measure === 'imported' ? [[result.id, String(result.score)]] : [])),
    ),
  };
}

/** What is asked, page by page: wellbeing and goals one question at a time, of activity one kind at a time. */
export function pagesOf({ policy, measures, born }: Asking, { goals }: Answers): Page[] {
  const asks = (measure: string) => measures.includes(measure);
  const imported = policy.measures.imported.some(({ id }) => measures.includes(id));
  return [
    ...(asks('ons4') ? ONS4_NAMES.map((question): Page => ({ is: 'ons4', question })) : []),
    ...(asks('ipaq') && born === null ? [{ is: 'age' } as const] : []),
    ...(asks('ipaq') ? IPAQ_KINDS.map((kind): Page => ({ is: 'ipaq', kind })) : []),
    ...(asks('ipaq') ? [{ is: 'sitting' } as const] : []),
    ...(asks('goals') ? goals.map(({ id }): Page => ({ is: 'goal', goalId: id })) : []),
    ...(imported ? [{ is: 'imported' } as const] : []),
  ];
}

/** What to put right before the next page; nothing for a question left out. */
export function faultsOn(page: Page, answers: Answers, { policy, measures }: Asking): Fault[] {
  switch (page.is) {
    case 'age':
      return answers.age === '' || /^\d{1,2}$|^1[0-2]\d$|^130$/.test(answers.age)
        ? []
        : [{ name: 'age', says: 'Your age is a whole number of years.' }];
    case 'ipaq':
      return activityFaults(page.kind, answers[page.kind]);
    case 'sitting':
      return timeFaults(answers.sitting);
    case 'imported':
      return policy.measures.imported.flatMap(({ id, title, from, to }) => {
        const text = (answers.imported[id] ?? '').trim();
        if (!measures.includes(id) || text === '') return [];
        const value = numberOf(text);
        const right = value !== null && value >= from && value <= to;
        return right ? [] : [{ name: id, says: `${title} goes from ${from} to ${to}.` }];
      });
    default:
      return [];
  }
}

/** Answers to send; a measure to which nothing was said is left out. */
export function resultsOf(answers: Answers, { policy, measures }: Asking): MeasureResult[] {
  const results: MeasureResult[] = [];
  if (measures.includes('ons4') && Object.values(answers.ons4).some((value) => value !== null)) {
    results.push({ measure: 'ons4', answers: answers.ons4 });
  }
  const ipaq = measures.includes('ipaq') ? ipaqOf(answers) : null;
  if (ipaq) results.push({ measure: 'ipaq', answers: ipaq });
  if (measures.includes('goals') && answers.goals.some(({ progress }) => progress !== null)) {
    const goals = answers.goals.map(({ id, goal, progress }) => ({ goalId: id, goal, progress }));
    results.push({ measure: 'goals', answers: { goals } });
  }
  for (const { id } of policy.measures.imported) {
    const score = numberOf(answers.imported[id] ?? '');
    if (measures.includes(id) && score !== null) results.push({ measure: 'imported', id, score });
  }
  return results;
}

/** Null where nothing was said of activity, or the age is not known: without it nobody can tell whether it applies. */
function ipaqOf(answers: Answers): IpaqAnswers | null {
  const said = IPAQ_KINDS.some((kind) => answers[kind].days !== '') || time(answers.sitting) !== null;
  if (!said || answers.age === '') return null;
  const [vigorous, moderate, walking] = IPAQ_KINDS.map((kind) => activityOf(answers[kind]));
  return {
    ...{ age: Number(answers.age), vigorous: vigorous!, moderate: moderate!, walking: walking! },
    sitting: time(answers.sitting),
  };
}

/** Whether activity was answered and yet cannot be kept, because nobody knows the age. */
export function ageMissing(answers: Answers, { measures }: Asking): boolean {
  return measures.includes('ipaq') && answers.age === '' && IPAQ_KINDS.some((kind) => answers[kind].days !== '');
}

function activityOf({ days, hours, minutes }: Activity): IpaqAnswers['vigorous'] {
  if (days === '0') return { days: 0, hours: null, minutes: null };
  return { days: numberOf(days), hours: numberOf(hours), minutes: numberOf(minutes) };
}

function activityFaults(kind: IpaqKind, activity: Activity): Fault[] {
  if (activity.days === '' || activity.days === '0' || activity.days === '?') return [];
  const typed = timeFaults(activity);
  if (typed.length > 0) return typed;
  // The measure's own rules, asked now while the person is here to say what they meant.
  const none = { days: 0, hours: null, minutes: null };
  const alone = { age: 40, vigorous: none, moderate: none, walking: none, sitting: null };
  const { whyNot } = scoreIpaq({ ...alone, [kind]: activityOf(activity) });
  const wrong = (whyNot ?? []).filter((why) => !why.endsWith('is not known.'));
  return wrong.map((says) => ({ name: 'hours', says: says.replace(/^[^:]*: /, '').replace(/^./, capital) }));
}

function timeFaults({ hours, minutes }: Omit<Activity, 'days'>): Fault[] {
  const wrong = (text: string) => text.trim() !== '' && !/^\d{1,3}$/.test(text.trim());
  return [
    ...(wrong(hours) ? [{ name: 'hours', says: 'Hours: a whole number.' }] : []),
    ...(wrong(minutes) ? [{ name: 'minutes', says: 'Minutes: a whole number.' }] : []),
  ];
}

function time({ hours, minutes }: Omit<Activity, 'days'>): number | null {
  const [h, m] = [numberOf(hours), numberOf(minutes)];
  return h === null && m === null ? null : (h ?? 0) * 60 + (m ?? 0);
}

function numberOf(text: string): number | null {
  return /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text.trim()) : null;
}

/** Years on a day; born on 29 February one is a year older on 1 March. */
export function ageOn(born: string, on: string): number {
  const before = on.slice(5) < born.slice(5) ? 1 : 0;
  return Number(on.slice(0, 4)) - Number(born.slice(0, 4)) - before;
}

function capital(letter: string): string {
  return letter.toUpperCase();
}
