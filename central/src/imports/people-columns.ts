import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { REFERRER_WORDS } from '@tapwell/shared/scheme/words';
import type { Column } from './columns.ts';

export type PeopleColumn =
  | 'given'
  | 'family'
  | 'displayName'
  | 'nhsNumber'
  | 'born'
  | 'phone'
  | 'email'
  | 'contactBy'
  | 'language'
  | 'referrer'
  | 'worksAt'
  | 'reason'
  | 'referredOn'
  | 'consent'
  | 'linkWorker';

const DATE = 'For example 31/01/1950 or 1950-01-31.';

/** The columns of a file of people, for a scheme. */
export function peopleColumns({ referral, linkWorkerTitle }: SchemePolicy): Column<PeopleColumn>[] {
  const referrers = referral.from.map((kind) => REFERRER_WORDS[kind].replace(/^an? /, ''));
  return [
    { name: 'given', title: 'Given name', also: ['First name', 'Forename', 'Given'], hint: '', needed: true },
    { name: 'family', title: 'Family name', also: ['Last name', 'Surname', 'Family'], hint: '', needed: true },
    {
      ...{ name: 'displayName', title: 'Preferred name', also: ['Known as', 'Preferred'] },
      hint: 'What they like to be called; the given name where it is empty.',
    },
    { name: 'nhsNumber', title: 'NHS number', also: ['NHS no', 'NHS'], hint: 'Ten digits; spaces do not matter.' },
    { name: 'born', title: 'Date of birth', also: ['DOB', 'Birth date', 'Born'], hint: DATE },
    { name: 'phone', title: 'Phone', also: ['Telephone', 'Mobile', 'Phone number'], hint: '' },
    { name: 'email', title: 'Email', also: ['Email address'], hint: '' },
    {
      ...{ name: 'contactBy', title: 'Contact by', also: ['How to contact', 'Preferred contact'] },
      hint: 'Phone, text, email or letter.',
    },
    { name: 'language', title: 'Language', hint: 'A code such as en or pl, or its English name.' },
    {
      ...{ name: 'referrer', title: 'Referred by', also: ['Referrer'] },
      hint: `One of: ${referrers.join('; ')}.${referral.referrerOptional ? ' May be empty.' : ''}`,
      needed: !referral.referrerOptional,
    },
    {
      name: 'worksAt',
      title: 'Works at',
      also: ['Practice', 'Referrer organisation'],
      hint: 'Practice, pharmacy or team of whoever referred.',
    },
    {
      name: 'reason',
      title: 'Reason',
      also: ['Reason for referral'],
      hint: `One of: ${referral.reasons.join('; ')}.`,
      needed: true,
    },
    { name: 'referredOn', title: 'Referred on', also: ['Date of referral', 'Referral date'], hint: DATE, needed: true },
    {
      name: 'consent',
      title: 'Consent',
      hint: 'Written or spoken: how they agreed to be put on record.',
      needed: true,
    },
    {
      ...{ name: 'linkWorker', title: linkWorkerTitle, also: ['Link worker', 'Assigned to'] },
      hint: 'Name or user name; empty puts the person onto the waiting list.',
    },
  ];
}
