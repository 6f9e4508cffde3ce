/**
 * Forms as data: what a field asks, what somebody put in, and what is wrong
 * with it. Values are text, as browsers have them; a ticked box is `yes`. Pure.
 */

interface Asked {
  name: string;
  label: string;
  hint?: string;
  /** May be left empty. */
  optional?: boolean;
  /** Asked only then. */
  when?: (values: Values) => boolean;
}

export interface Option {
  value: string;
  label: string;
  hint?: string;
}

export type Field =
  | (Asked & { is: 'date'; min?: string | undefined; max?: string | undefined })
  | (Asked & { is: 'choice'; options: Option[] })
  /** The same for many options: one line instead of a list. */
  | (Asked & { is: 'select'; options: Option[] })
  | (Asked & { is: 'words'; most: number; long?: boolean; whyNot?: (value: string) => string | null })
  | (Asked & { is: 'number'; from: number; to: number })
  | (Asked & { is: 'tick' });

export type Values = Record<string, string>;

export interface Fault {
  name: string;
  says: string;
}

/** Those that are asked with what was answered so far. */
export function askedOf(fields: Field[], values: Values): Field[] {
  return fields.filter((field) => field.when?.(values) ?? true);
}

/** What has to be put right before the form can be sent, in the order of its fields. */
export function faultsOf(fields: Field[], values: Values): Fault[] {
  return askedOf(fields, values).flatMap((field) => {
    const says = faultOf(field, (values[field.name] ?? '').trim());
    return says === null ? [] : [{ name: field.name, says }];
  });
}

function faultOf(field: Field, value: string): string | null {
  if (field.is === 'tick') return null;
  if (value === '') return field.optional ? null : EMPTY[field.is](field.label.replace(/\?$/, ''));
  switch (field.is) {
    case 'date':
      return whyNotDate(value, field.min, field.max);
    case 'number': {
      const right = /^\d+$/.test(value) && Number(value) >= field.from && Number(value) <= field.to;
      return right ? null : `${field.label}: a whole number from ${field.from} to ${field.to}.`;
    }
    case 'words':
      if (value.length > field.most) return `${field.label}: at most ${field.most} letters.`;
      return field.whyNot?.(value) ?? null;
    default:
      return field.options.some((option) => option.value === value)
        ? null
        : EMPTY[field.is](field.label.replace(/\?$/, ''));
  }
}

const EMPTY = {
  date: (label: string) => `${label}: choose a day.`,
  choice: (label: string) => `${label}: choose one.`,
  select: (label: string) => `${label}: choose one.`,
  words: (label: string) => `${label}: write something.`,
  number: (label: string) => `${label}: give a number.`,
};

function whyNotDate(value: string, min: string | undefined, max: string | undefined): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(Date.parse(value))) return 'That is not a day.';
  if (max !== undefined && value > max) return 'That day is still to come.';
  if (min !== undefined && value < min) return 'That day is too early.';
  return null;
}

/** What was put in, trimmed; null for nothing. */
export function wordsOf(values: Values, name: string): string | null {
  return (values[name] ?? '').trim() || null;
}
