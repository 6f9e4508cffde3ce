import { CONTACT_BY, type PatientChange, type PatientView } from '../../../paths/wire.ts';
import { digitsOf, inGroups, languageField, languageOf, NOT_SAID, nhsNumberField } from '../form/about-person.ts';
import { type Fault, type Field, type Values, wordsOf } from '../form/fields.ts';

/** Who somebody is, and how they are called and reached, as a form. Pure. */

export const WAYS = { phone: 'By phone', text: 'By text message', email: 'By email', letter: 'By letter' } as const;

export function detailFields(today: string, language: string | null): Field[] {
  return [
    { is: 'words', name: 'given', label: 'First name', most: 100 },
    { is: 'words', name: 'family', label: 'Last name', most: 100 },
    {
      ...{ is: 'words', name: 'displayName', label: 'What they like to be called', most: 100 },
      hint: 'The only name that venues get.',
    },
    { is: 'date', name: 'born', label: 'Born', optional: true, min: '1900-01-01', max: today },
    nhsNumberField('Ten digits, for example 999 123 4567. It never goes to a venue.'),
    {
      is: 'choice',
      name: 'contactBy',
      label: 'How do they like to be reached?',
      options: [
        ...CONTACT_BY.map((value) => ({ value, label: WAYS[value] })),
        { value: NOT_SAID, label: 'They have not said' },
      ],
    },
    { is: 'words', name: 'phone', label: 'Phone number', optional: true, most: 40 },
    { is: 'words', name: 'email', label: 'Email address', optional: true, most: 200 },
    languageField(language),
    { is: 'tick', name: 'largerText', label: 'Larger text on the screen at venues' },
  ];
}

export function detailsOf(patient: PatientView): Values {
  const { given, family, displayName, born, nhsNumber, contactBy, phone, email, language, largerText } = patient;
  return {
    ...{ given, family, displayName, born: born ?? '', contactBy: contactBy ?? NOT_SAID },
    ...{ nhsNumber: nhsNumber ? inGroups(nhsNumber) : '', language: language ?? NOT_SAID },
    ...{ phone: phone ?? '', email: email ?? '', largerText: largerText ? 'yes' : '' },
  };
}

/** Only what was changed, so that nobody overwrites what a colleague put right meanwhile. */
export function changeOf(patient: PatientView, values: Values): PatientChange {
  const next = {
    given: wordsOf(values, 'given') ?? patient.given,
    family: wordsOf(values, 'family') ?? patient.family,
    displayName: wordsOf(values, 'displayName') ?? patient.displayName,
    born: wordsOf(values, 'born'),
    nhsNumber: digitsOf(values.nhsNumber ?? '') || null,
    contactBy: CONTACT_BY.find((way) => way === values.contactBy) ?? null,
    phone: wordsOf(values, 'phone'),
    email: wordsOf(values, 'email'),
    language: languageOf(values.language),
    largerText: values.largerText === 'yes',
  };
  return Object.fromEntries(
    Object.entries(next).filter(([name, value]) => patient[name as keyof typeof next] !== value),
  );
}

/** A way to reach them that cannot be used. */
export function unreachable({ contactBy, phone, email }: Values): Fault[] {
  if ((contactBy === 'phone' || contactBy === 'text') && !phone?.trim()) {
    return [{ name: 'phone', says: 'Phone number: needed to reach them that way.' }];
  }
  const needsEmail = contactBy === 'email' && !email?.trim();
  return needsEmail ? [{ name: 'email', says: 'Email address: needed to reach them that way.' }] : [];
}
