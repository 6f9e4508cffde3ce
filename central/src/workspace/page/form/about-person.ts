import { SCREEN_LANGUAGES } from '@tapwell/shared/roster/languages';
import { isNhsNumber, NO_NHS_NUMBER } from '../../../paths/wire.ts';
import type { Field } from './fields.ts';

/** Questions about a person that several forms ask, and their answers in words. Pure. */

export function nhsNumberField(hint: string): Field {
  return {
    ...{ is: 'words', name: 'nhsNumber', label: 'NHS number', hint, optional: true, most: 20 },
    whyNot: (value) => (isNhsNumber(digitsOf(value)) ? null : NO_NHS_NUMBER),
  };
}

/** However it was written, as it is kept. */
export function digitsOf(nhsNumber: string): string {
  return nhsNumber.replace(/[\s-]/g, '');
}

/** As it is read aloud: `999 000 0018`, never torn at the end of a line. */
export function inGroups(nhsNumber: string): string {
  return nhsNumber.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1\u00a0$2\u00a0$3');
}

export const NOT_SAID = 'not-said';

/** @param known on record: kept, also when no screen speaks it */
export function languageField(known: string | null): Field {
  const codes: string[] = [...SCREEN_LANGUAGES];
  if (known !== null && !codes.includes(known)) codes.push(known);
  return {
    ...{ is: 'select', name: 'language', label: 'Language they prefer', optional: true },
    hint: 'The screen at venues greets them in it.',
    options: [
      ...codes.map((value) => ({ value, label: languageWords(value) })),
      { value: NOT_SAID, label: 'They have not said' },
    ],
  };
}

export function languageOf(answer: string | undefined): string | null {
  return !answer || answer === NOT_SAID ? null : answer;
}

/** E.g. `Polish` for `pl`; a code that the browser does not know stays as it is. */
export function languageWords(code: string): string {
  try {
    return new Intl.DisplayNames('en-GB', { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
