import { addDays, addWeeks } from '@tapwell/shared/path/dates';
import { CONTACT_WAYS, type EventOf, OUTCOMES, type PathEvent } from '@tapwell/shared/path/events';
import { mayAppend } from '@tapwell/shared/path/may-append';
import type { Path } from '@tapwell/shared/path/path';
import { current } from '@tapwell/shared/path/programme';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { REFERRER_WORDS, WORKS_AT } from '@tapwell/shared/scheme/words';
import type { OfferView } from '../../../directory/wire.ts';
import { dayWords } from '../dates.ts';
import { type Field, type Option, type Values, wordsOf } from '../form/fields.ts';
import type { ActionKind } from './actions.ts';
import { CONTACT_WORDS, OUTCOME_WORDS, PLACE_WORDS, PREPARATION_WORDS } from './event-words.ts';

/** Events that a form of plain fields is enough for; prescriptions and measures have forms of their own. */
export type PlainKind = Exclude<ActionKind, 'prescription' | 'conversation' | 'follow-up'>;
export const isPlain = (kind: PathEvent['kind']): kind is PlainKind => Object.hasOwn(FORMS, kind);

/** What a form needs to know. */
export interface About {
  policy: SchemePolicy;
  path: Path;
  offers: OfferView[];
}

export interface EventForm {
  /** Said above the fields. */
  lead: string | null;
  /** Besides the day it happened, which every form asks for. */
  fields: Field[];
  start: Values;
  /** What the event says besides its kind, id and day. */
  own: (values: Values) => object;
}

type FormOf<K extends PlainKind> = (about: About, event: EventOf<K> | null) => EventForm;

const FORMS: { [K in PlainKind]: FormOf<K> } = {
  referral: referralForm,
  waiting: () => form([], {}, () => ({})),
  booked: (about, event) => bookedForm(about, event),
  contact: (_, event) =>
    form(
      [
        choice('how', 'How', options(CONTACT_WAYS, CONTACT_WORDS)),
        choice('reached', 'Did you reach them?', YES_NO),
        { is: 'words', name: 'note', label: 'Note', optional: true, long: true, most: 2000 },
      ],
      { how: event?.how ?? 'phone', reached: event && !event.reached ? 'no' : 'yes', note: event?.note ?? '' },
      (values) => ({ how: values.how, reached: values.reached === 'yes', note: wordsOf(values, 'note') }),
    ),
  'first-contact': ({ policy }, event) =>
    form(
      [choice('place', 'Where', options(PLACES, PLACE_WORDS))],
      { place: event?.place ?? FIRST_PLACE[policy.firstAppointment.by] },
      ({ place }) => ({ place }),
    ),
  preparation: ({ policy: { beforeGroup } }, event) =>
    form(
      [choice('form', 'What was it?', options(beforeGroup, PREPARATION_WORDS))],
      { form: event?.form ?? (beforeGroup.length === 1 ? beforeGroup[0]! : '') },
      (values) => ({ form: values.form }),
    ),
  coaching: ({ path: { coaching } }, event) =>
    form([], {}, () => ({}), coaching && !event ? `Session ${coaching.had + 1} of ${coaching.of}.` : null),
  'one-off-done': ({ path }, event) => {
    const open = path.oneOffs.filter((one) => one.doneOn === null || one.id === event?.oneOff);
    const start = { oneOff: event?.oneOff ?? (open.length === 1 ? open[0]!.id : '') };
    return form([choice('oneOff', 'What was done?', titles(open))], start, ({ oneOff }) => ({ oneOff }));
  },
  milestone: ({ policy, path }, event) => {
    const open = policy.milestones.filter(
      ({ id, afterEnd }) =>
        id === event?.milestone || (!path.milestones.some((m) => m.id === id) && (!path.outcome || afterEnd)),
    );
    const start = { milestone: event?.milestone ?? (open.length === 1 ? open[0]!.id : '') };
    return form([choice('milestone', 'Which one?', titles(open))], start, ({ milestone }) => ({ milestone }));
  },
  review: ({ policy, path }, event) =>
    form(
      [{ is: 'date', name: 'nextOn', label: 'Next review', optional: true, min: addDays(path.today, 1) }],
      { nextOn: event ? (event.nextOn ?? '') : addWeeks(path.today, policy.review.everyWeeks) },
      (values) => ({ nextOn: wordsOf(values, 'nextOn') }),
    ),
  paused: (_, event) =>
    form(
      [
        { is: 'date', name: 'until', label: 'Until', hint: 'As far as anyone can say.', optional: true },
        ...(event ? [] : [{ is: 'words', name: 'why', label: 'Why', optional: true, most: 300 } as const]),
      ],
      { until: event?.until ?? '' },
      (values) => ({ until: wordsOf(values, 'until'), ...(event ? {} : { why: wordsOf(values, 'why') }) }),
    ),
  resumed: () => form([], {}, () => ({})),
  outcome: (about, event) =>
    form(
      [
        choice('outcome', 'How did it end?', outcomesOf(about, event)),
        ...(event ? [] : [{ is: 'words', name: 'why', label: 'Why', optional: true, most: 300 } as const]),
      ],
      { outcome: event?.outcome ?? '' },
      (values) => ({ outcome: values.outcome, ...(event ? {} : { why: wordsOf(values, 'why') }) }),
    ),
};

/** @param event the one to correct; null for a new one */
export function formOf(kind: PlainKind, about: About, event: PathEvent | null): EventForm {
  return (FORMS[kind] as FormOf<PlainKind>)(about, event as never);
}

/** Asked of every event. */
export function dayField(path: Path): Field {
  const min = path.referral?.on;
  return { is: 'date', name: 'on', label: 'Which day was it?', max: path.today, ...(min && { min }) };
}

const YES_NO: Option[] = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No, I tried' },
];
const PLACES = ['office', 'surgery', 'home', 'activity', 'phone'] as const;
const FIRST_PLACE = {
  'waiting-list': 'phone',
  'direct-booking': 'activity',
  surgery: 'surgery',
  'home-visit': 'home',
} as const;

/** What is asked of a referral; also before there is a path. */
export function referralForm(
  { policy: { referral } }: Pick<About, 'policy'>,
  event: EventOf<'referral'> | null,
): EventForm {
  const needsPlace = ({ referrer = '' }: Values) => Boolean(WORKS_AT[referrer as keyof typeof WORKS_AT]);
  const nobody = { value: 'nobody', label: 'Nobody referred them' };
  const referrers = referral.from.map((value) => ({ value, label: capital(REFERRER_WORDS[value]) }));
  return form(
    [
      choice('referrer', 'Who referred them?', referral.referrerOptional ? [...referrers, nobody] : referrers),
      { is: 'words', name: 'worksAt', label: 'From which practice, pharmacy or team?', most: 300, when: needsPlace },
      { is: 'select', name: 'reason', label: 'Reason', options: referral.reasons.map((r) => ({ value: r, label: r })) },
      choice('consent', 'How did they agree to this being recorded and passed on?', [
        { value: 'written', label: 'In writing' },
        { value: 'spoken', label: 'They said so' },
      ]),
      ...(referral.carers ? [{ is: 'tick', name: 'carer', label: 'As a carer, in their own right' } as const] : []),
    ],
    {
      referrer: event ? (event.referrer?.kind ?? 'nobody') : '',
      worksAt: event?.referrer?.worksAt ?? '',
      reason: event?.reason ?? '',
      consent: event?.consent ?? '',
      carer: event?.as === 'carer' ? 'yes' : '',
    },
    (values) => ({
      referrer:
        values.referrer === 'nobody'
          ? null
          : { kind: values.referrer, worksAt: needsPlace(values) ? wordsOf(values, 'worksAt') : null },
      reason: values.reason,
      consent: values.consent,
      as: values.carer === 'yes' ? 'carer' : 'patient',
      throughForm: event?.throughForm ?? false,
    }),
  );
}

function bookedForm({ policy, path, offers }: About, event: EventOf<'booked'> | null): EventForm {
  const surgery = policy.firstAppointment.by === 'surgery';
  const open = offers.filter((offer) => offer.open || offer.id === event?.activityId);
  const activities = open.map(({ id, name, provider }) => ({ value: id, label: `${name}, ${provider}` }));
  return form(
    [
      { is: 'date', name: 'for', label: 'Day of the appointment' },
      ...(surgery
        ? []
        : [{ is: 'select', name: 'activityId', label: 'With which activity?', options: activities } as const]),
    ],
    { for: event?.for ?? path.today, activityId: event?.activityId ?? '' },
    (values) => ({
      for: values.for,
      where: surgery ? 'surgery' : 'activity',
      activityId: surgery ? null : wordsOf(values, 'activityId'),
    }),
  );
}

/** Those that the rules would take now. */
function outcomesOf({ policy, path }: About, event: EventOf<'outcome'> | null): Option[] {
  const may = OUTCOMES.filter((outcome) => {
    const draft: PathEvent = {
      ...{ kind: 'outcome', id: NOBODY, on: path.today, recordedAt: '9999-12-31T00:00:00.000Z' },
      ...{ by: { id: 'me', name: 'me' }, corrects: event?.id ?? null, why: null, outcome },
    };
    return outcome === event?.outcome || mayAppend(policy, path, draft) === null;
  });
  const second = policy.secondProgramme && `Then agree the second one, of up to ${policy.secondProgramme.weeks} weeks.`;
  return may.map((value) => ({
    value,
    label: OUTCOME_WORDS[value],
    ...(value === 'renewed' && second && { hint: second }),
  }));
}
const NOBODY = '00000000-0000-4000-8000-000000000000';

/** What somebody should know before they record an event of these kinds; null for nothing. */
export function leadOf(kind: ActionKind, { path }: About): string | null {
  const { prescription, until } = current(path);
  if (kind === 'outcome' && prescription && !path.outcome && until !== null && until >= path.today) {
    return `The prescription runs until ${dayWords(until)}. With an outcome it ends today, unless it is renewed.`;
  }
  return null;
}

function form(fields: Field[], start: Values, own: EventForm['own'], lead: string | null = null): EventForm {
  return { lead, fields, start, own };
}
function choice(name: string, label: string, list: Option[]): Field {
  return { is: 'choice', name, label, options: list };
}
function options<T extends string>(values: readonly T[], words: Record<T, string>): Option[] {
  return values.map((value) => ({ value, label: capital(words[value]) }));
}
function titles(list: { id: string; title: string }[]): Option[] {
  return list.map(({ id, title }) => ({ value: id, label: title }));
}
function capital(words: string): string {
  return words.replace(/^[a-z]/, (first) => first.toUpperCase());
}
