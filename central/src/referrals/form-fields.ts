import { isPlainText } from '@tapwell/shared/plain-text';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import type { Referrer } from '@tapwell/shared/scheme/words';
import { isNhsNumber } from '../paths/wire.ts';

/** What stands in the fields of a form, as it was typed. */
export type Typed = Partial<Record<FieldName, string>>;

export const FIELDS = [
  'id',
  'referrer',
  'sender',
  'as',
  'given',
  'family',
  'born',
  'nhsNumber',
  'phone',
  'reason',
  'consent',
] as const;
export type FieldName = (typeof FIELDS)[number];

/** The form of one practice, as far as filling it in is concerned. */
export interface FormAt {
  name: string;
  referrers: Referrer[];
  policy: SchemePolicy;
  today: string;
  zone: string;
}

/** A form that was filled in well. */
export interface FilledIn {
  id: string;
  referrer: Referrer;
  /** Their name; of those who refer themselves their own. */
  sender: string;
  as: 'patient' | 'carer';
  given: string;
  family: string;
  born: string;
  nhsNumber: string | null;
  phone: string;
  reason: string;
  consent: 'written' | 'spoken';
}

export type Faults = Partial<Record<FieldName, string>>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const LONGEST: Partial<Record<FieldName, number>> = { sender: 100, given: 100, family: 100, phone: 40 };

/** Reads what was typed: all of it, or what is wrong with each field, in words. Pure. */
export function readForm(form: FormAt, typed: Typed): { filledIn: FilledIn } | { faults: Faults } {
  const text = (field: FieldName) => (typed[field] ?? '').trim();
  const faults: Faults = {};
  const need = (field: FieldName, words: string) => {
    if (text(field) === '') faults[field] = words;
    else if (!isPlainText(text(field))) faults[field] = 'Please write it in ordinary letters.';
    else if (text(field).length > (LONGEST[field] ?? 300)) faults[field] = 'This is too long.';
  };
  const choose = <T extends string>(field: FieldName, from: readonly T[], words: string) => {
    if (!from.includes(text(field) as T)) faults[field] = words;
  };
  choose('referrer', form.referrers, 'Say who is referring.');
  const self = text('referrer') === 'self';
  if (!self) need('sender', 'Enter your own name.');
  need('given', self ? 'Enter your first name.' : 'Enter their first name.');
  need('family', self ? 'Enter your last name.' : 'Enter their last name.');
  need('phone', self ? 'Enter your phone number.' : 'Enter a phone number to reach them.');
  const born = readDate(text('born'));
  if (!born || born > form.today || born < '1900-01-01') {
    faults.born = 'Enter a date of birth, for example 31 3 1980.';
  }
  const nhsNumber = text('nhsNumber').replace(/[\s-]/g, '');
  if (nhsNumber !== '' && !isNhsNumber(nhsNumber)) {
    faults.nhsNumber = 'This is not an NHS number: please check its ten digits, or leave it out.';
  }
  choose('reason', form.policy.referral.reasons, 'Choose the main reason.');
  choose('consent', ['written', 'spoken'], self ? 'Say that you agree.' : 'Say how they agreed.');
  const as = form.policy.referral.carers ? text('as') : 'patient';
  if (as !== 'patient' && as !== 'carer') faults.as = 'Say whether they are a patient or a carer.';
  if (!UUID.test(text('id'))) faults.id = 'Please open the form again.';
  if (Object.keys(faults).length > 0) return { faults };
  return {
    filledIn: {
      id: text('id'),
      referrer: text('referrer') as Referrer,
      sender: self ? `${text('given')} ${text('family')}` : text('sender'),
      as: as as FilledIn['as'],
      given: text('given'),
      family: text('family'),
      born: born!,
      nhsNumber: nhsNumber === '' ? null : nhsNumber,
      phone: text('phone'),
      reason: text('reason'),
      consent: text('consent') as FilledIn['consent'],
    },
  };
}

/** `31 3 1980`, `31/03/1980` or `1980-03-31`, as people and browsers write it; null for what is no day. */
export function readDate(text: string): string | null {
  const [, y, m, d] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text) ?? [];
  const [, d2, m2, y2] = /^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})$/.exec(text) ?? [];
  const [year, month, day] = [y ?? y2, m ?? m2, d ?? d2];
  if (!year || !month || !day) return null;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const real = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(real.getTime()) && real.toISOString().startsWith(date) ? date : null;
}
