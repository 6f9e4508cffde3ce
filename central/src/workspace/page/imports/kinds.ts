import type { ImportKind } from '../../../imports/wire.ts';

/** The words of each kind of file. */
export const KINDS: Record<ImportKind, { title: string; about: string; none: string; press: (n: number) => string }> = {
  people: {
    title: 'People',
    about: 'Each line is one person with their referral. Nobody is put on record before you have seen the list.',
    none: 'There is nobody to bring in.',
    press: (n) => (n === 1 ? 'Import this person' : `Import these ${n} people`),
  },
  scores: {
    title: 'Scores',
    about: 'Scores under licence, worked out elsewhere. Each line is one number for one person.',
    none: 'There is no score to bring in.',
    press: (n) => (n === 1 ? 'Import this score' : `Import these ${n} scores`),
  },
  'service-use': {
    title: 'Service use',
    about: 'Admissions, visits and appointments. Each line is one of them for one person.',
    none: 'There is no new line to bring in.',
    press: (n) => (n === 1 ? 'Import this line' : `Import these ${n} lines`),
  },
};

/** What was brought in, afterwards. */
export function doneWords(kind: ImportKind, n: number): string {
  const what = {
    people: ['person is', 'people are'],
    scores: ['score is', 'scores are'],
    'service-use': ['line is', 'lines are'],
  };
  const [one, many] = what[kind];
  return `${n} ${n === 1 ? one : many} on record now.`;
}

export const SERVICE_WORDS = {
  admissions: 'admissions to hospital',
  'a-and-e': 'A&E visits',
  'gp-appointments': 'GP appointments',
} as const;
