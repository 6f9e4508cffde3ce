import { isNhsNumber } from '../paths/wire.ts';

/**
 * A date as people write it: 31/01/1950, 31.1.1950, 31-01-1950 or 1950-01-31,
 * day before month; null when it is none. Years have four digits: nobody should
 * have to guess a century. Pure.
 */
export function readDate(text: string): string | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/.exec(text);
  const british = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 00:00(?::00)?)?$/.exec(text);
  const [year, month, day] = iso ? iso.slice(1, 4) : british ? [british[3], british[2], british[1]] : [];
  if (!year || !month || !day) return null;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${date}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== date ? null : date;
}

/** Ten digits, with whatever spaces and hyphens between; null when they are no NHS number. Pure. */
export function readNhsNumber(text: string): string | null {
  const digits = text.replace(/[\s-]/g, '');
  return isNhsNumber(digits) ? digits : null;
}

/** What to say of a number that is none. */
export function whyNotNhsNumber(text: string): string {
  return /^\d(?:[.,]\d+)?e\+?\d+$/i.test(text)
    ? 'The spreadsheet has shortened it: format the column as text and put the number in again.'
    : 'This is not an NHS number: please check its ten digits.';
}

/** Whether two words mean the same on a list: small or capital letters and hyphens do not matter. */
export function sameWords(a: string, b: string): boolean {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  return plain(a) === plain(b);
}
