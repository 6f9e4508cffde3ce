import { isPlainText } from '@tapwell/shared/plain-text';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { REFERRER_WORDS, type Referrer, WORKS_AT } from '@tapwell/shared/scheme/words';
import { CONTACT_BY, type NewPatient, newPatient } from '../paths/wire.ts';
import type { Cells } from './columns.ts';
import type { PeopleColumn } from './people-columns.ts';
import { readDate, readNhsNumber, sameWords, whyNotNhsNumber } from './read-cell.ts';

/** One person of a file, understood. */
export interface PersonLine {
  person: NewPatient;
  referral: {
    on: string;
    referrer: { kind: Referrer; worksAt: string | null } | null;
    reason: string;
    consent: 'written' | 'spoken';
  };
  linkWorkerId: string | null;
}

export interface Known {
  policy: SchemePolicy;
  today: string;
  linkWorkers: { id: string; name: string; username: string }[];
  /** Null for who may give people to anyone; else the only one. */
  onlyTo: string | null;
}

/** @returns the person, or everything that is wrong with the line and what to do about it. Pure. */
export function readPerson(cells: Cells<PeopleColumn>, known: Known): { person: PersonLine } | { faults: string[] } {
  const { policy, today } = known;
  const faults: string[] = [];
  const fault = (column: string, says: string) => {
    faults.push(`${column}: ${says}`);
    return null;
  };
  const words = (column: string, text: string, most: number) => {
    if (!isPlainText(text)) return fault(column, 'it holds characters that cannot be shown.');
    return text.length > most ? fault(column, `use at most ${most} letters.`) : text;
  };
  const needed = (column: string, text: string) => (text ? words(column, text, 100) : fault(column, 'fill it in.'));
  const date = (column: string, text: string) => {
    const day = readDate(text);
    if (day === null) return fault(column, 'write it like 31/01/1950.');
    return day > today ? fault(column, 'that day is still to come.') : day;
  };

  const given = needed('Given name', cells.given);
  const family = needed('Family name', cells.family);
  const nhsNumber = cells.nhsNumber ? readNhsNumber(cells.nhsNumber) : null;
  if (cells.nhsNumber && nhsNumber === null) fault('NHS number', lower(whyNotNhsNumber(cells.nhsNumber)));
  const born = cells.born ? date('Date of birth', cells.born) : null;
  if (born !== null && born < '1900-01-01') fault('Date of birth', 'please check the year.');
  const email = cells.email || null;
  if (email !== null && !newPatient.shape.email.safeParse(email).success) {
    fault('Email', 'this is not an email address.');
  }
  const contactBy = cells.contactBy ? contactOf(cells.contactBy) : null;
  if (cells.contactBy && contactBy === null) fault('Contact by', 'write phone, text, email or letter.');
  if (contactBy === 'email' && email === null) fault('Contact by', 'there is no email address to write to.');
  if ((contactBy === 'phone' || contactBy === 'text') && !cells.phone) fault('Contact by', 'there is no phone number.');
  const language = cells.language ? languageOf(cells.language) : null;
  if (cells.language && language === null) fault('Language', 'write a code such as en or pl.');

  const referrer = referrerOf(cells, policy, fault);
  const reason = policy.referral.reasons.find((one) => sameWords(one, cells.reason)) ?? null;
  if (reason === null) fault('Reason', `choose one of: ${policy.referral.reasons.join('; ')}.`);
  const on = cells.referredOn ? date('Referred on', cells.referredOn) : fault('Referred on', 'fill it in.');
  const consent = consentOf(cells.consent);
  if (consent === null) fault('Consent', 'write “written” or “spoken”. Without consent nobody is put on record.');
  const linkWorkerId = linkWorkerOf(cells.linkWorker, known, fault);
  const displayName = words('Preferred name', cells.displayName || cells.given, 100);
  const phone = words('Phone', cells.phone, 40);

  if (faults.length > 0 || !given || !family || !on || !reason || !consent || !displayName) return { faults };
  const person = {
    ...{ nhsNumber, given, family, displayName, born, phone: phone || null, email, contactBy, language },
    largerText: false,
  };
  return { person: { person, referral: { on, referrer, reason, consent }, linkWorkerId } };
}

type Fault = (column: string, says: string) => null;

function referrerOf(cells: Cells<PeopleColumn>, { referral }: SchemePolicy, fault: Fault) {
  if (!cells.referrer) return referral.referrerOptional ? null : fault('Referred by', 'fill it in.');
  const kind = referral.from.find(
    (one) => sameWords(one, cells.referrer) || sameWords(REFERRER_WORDS[one].replace(/^an? /, ''), cells.referrer),
  );
  if (!kind) {
    const may = referral.from.map((one) => REFERRER_WORDS[one].replace(/^an? /, ''));
    return fault('Referred by', `in this scheme write one of: ${may.join('; ')}.`);
  }
  const place = WORKS_AT[kind];
  if (place && !cells.worksAt) return fault('Works at', `say from which ${place} they were referred.`);
  if (cells.worksAt.length > 300) return fault('Works at', 'use at most 300 letters.');
  return { kind, worksAt: place ? cells.worksAt : null };
}

function linkWorkerOf(text: string, { linkWorkers, onlyTo, policy }: Known, fault: Fault): string | null {
  if (!text) return null;
  const found = linkWorkers.filter((one) => sameWords(one.name, text) || one.username === text.toLowerCase());
  const [one] = found;
  if (!one) return fault(policy.linkWorkerTitle, 'nobody of that name works here. Check the name, or leave it empty.');
  if (found.length > 1) return fault(policy.linkWorkerTitle, 'two people have that name: write the user name.');
  if (onlyTo !== null && one.id !== onlyTo) {
    return fault(policy.linkWorkerTitle, 'only a team lead gives people to others. Leave it empty.');
  }
  return one.id;
}

function consentOf(text: string): 'written' | 'spoken' | null {
  if (/^(written|in writing|signed)$/i.test(text)) return 'written';
  return /^(spoken|verbal|oral|verbally)$/i.test(text) ? 'spoken' : null;
}

const CONTACT_WORDS: Record<string, NewPatient['contactBy']> = {
  ...{ call: 'phone', telephone: 'phone', mobile: 'phone', sms: 'text', 'text message': 'text' },
  ...{ 'e-mail': 'email', post: 'letter', mail: 'letter' },
};

function contactOf(text: string): NewPatient['contactBy'] {
  const small = text.toLowerCase();
  return CONTACT_BY.find((one) => one === small) ?? CONTACT_WORDS[small] ?? null;
}

const LANGUAGES = new Intl.DisplayNames('en-GB', { type: 'language', fallback: 'none' });
const CODES =
  'ar bg bn cs cy da de el en es et fa fi fr ga gd gu he hi hr hu it ja ko ku lt lv ml mr ne nl pa pl ps pt ro ru sk sl so sq sr sv sw ta te th tl tr uk ur vi yo zh'.split(
    ' ',
  );

/** A code, or the English name of one of the languages that are likely here. */
function languageOf(text: string): string | null {
  const small = text.toLowerCase();
  if (/^[a-z]{2,3}$/.test(small) && LANGUAGES.of(small)) return small;
  return CODES.find((code) => LANGUAGES.of(code)?.toLowerCase() === small) ?? null;
}

function lower(sentence: string): string {
  return sentence[0]!.toLowerCase() + sentence.slice(1);
}
