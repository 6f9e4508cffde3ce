import { isSmall } from '@tapwell/shared/evaluation/suppress';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { REFERRER_WORDS, type Referrer } from '@tapwell/shared/scheme/words';
import { definitions } from '../definitions.ts';
import type { PathRow } from '../path-row.ts';
import type { Tally } from '../tally.ts';
import type { Table } from '../wire.ts';
import type { Topic } from './topic.ts';
import { PEOPLE_AND_SHARE } from './uptake.ts';

const OTHERS = 'Other places, each with only a few people';
const WORDS: Record<PathRow['referrer'], string> = {
  ...REFERRER_WORDS,
  nobody: 'nobody: they came by themselves',
  'not-recorded': 'not recorded',
};
const REFERRERS = Object.keys(WORDS) as PathRow['referrer'][];
/** Those who are nowhere at work in this. */
const NOWHERE: PathRow['referrer'][] = ['self', 'nobody', 'not-recorded'];

/** Who referred, from where and why, and to which areas. */
export function sources(policy: SchemePolicy): Topic {
  const reasons = [...policy.referral.reasons, 'Other, or not recorded'];
  const reasonOf = (row: PathRow) =>
    row.reason !== null && policy.referral.reasons.includes(row.reason) ? row.reason : reasons.at(-1)!;
  const list = (id: string, title: string, rowTitle: string, rows: Table['rows']): Table => ({
    ...{ id, title, rowTitle, columns: PEOPLE_AND_SHARE, rows, notes: [] },
    plot: { kind: 'bars', column: 0 },
  });
  return {
    count(row, tally) {
      const place = NOWHERE.includes(row.referrer) ? null : row.place;
      tally.add(`referrer\t${row.referrer}`);
      tally.add(place === null ? 'place-none' : `place\t${place}`);
      if (place === null && !NOWHERE.includes(row.referrer)) tally.add('place-missing');
      tally.add(`reason\t${reasonOf(row)}`);
      if (policy.referral.carers) tally.add(`as/${row.as}`);
      for (const area of row.areas) tally.add(`area\t${area}`);
    },

    group(year, quarters, below) {
      const small = year.names('place\t').filter((name) => isSmall(year.count(name), below));
      if (small.length > 1) for (const tally of [year, ...quarters]) tally.merge(small, `place\t${OTHERS}`);
      // Who was prescribed something, but nothing of this area.
      for (const tally of [year, ...quarters]) {
        for (const name of year.names('area\t')) complement(tally, name, 'reached/prescribed');
      }
    },

    sums: (year) => [
      { whole: 'referred', parts: REFERRERS.map((kind) => `referrer\t${kind}`) },
      { whole: 'referred', parts: ['place-none', ...year.names('place\t')] },
      { whole: 'place-none', parts: ['place-missing', ...NOWHERE.map((kind) => `referrer\t${kind}`)] },
      { whole: 'referred', parts: reasons.map((reason) => `reason\t${reason}`) },
      ...(policy.referral.carers ? [{ whole: 'referred', parts: ['as/patient', 'as/carer'] }] : []),
      ...year.names('area\t').map((name) => ({ whole: 'reached/prescribed', parts: [name, `not ${name}`] })),
    ],

    section(shown) {
      const used = REFERRERS.filter(
        (kind) =>
          policy.referral.from.includes(kind as Referrer) ||
          (kind === 'nobody' && policy.referral.referrerOptional) ||
          shown.count(`referrer\t${kind}`) !== 0,
      );
      const places = shown
        .names('place\t')
        .sort((a, b) => (a.endsWith(OTHERS) ? 1 : b.endsWith(OTHERS) ? -1 : a < b ? -1 : 1));
      const tables = [
        list(
          'referrers',
          'Who referred',
          'Referred by',
          used.map((kind) => shown.share(capital(WORDS[kind]), `referrer\t${kind}`, 'referred')),
        ),
        list('places', 'Where they work', 'Practice, pharmacy or team', [
          ...places.map((name) => shown.share(name.slice('place\t'.length), name, 'referred')),
          shown.share('None, or not recorded', 'place-none', 'referred'),
        ]),
        list(
          'reasons',
          'Why people were referred',
          'Reason',
          reasons.map((reason) => shown.share(reason, `reason\t${reason}`, 'referred')),
        ),
        list(
          'areas',
          'To which areas people were prescribed activities',
          'Area',
          shown
            .names('area\t')
            .sort()
            .map((name) => shown.share(name.slice('area\t'.length), name, 'referred')),
        ),
      ];
      const carers = list('carers', 'For whom', 'Came as', [
        shown.share('Patients', 'as/patient', 'referred'),
        shown.share('Carers, in their own right', 'as/carer', 'referred'),
      ]);
      return {
        id: 'sources',
        title: 'Where people came from, and what for',
        definitions: definitions('referrer', 'place', 'reason', 'areas'),
        tables: policy.referral.carers ? [...tables, carers] : tables,
      };
    },
  };
}

/** How many of the whole are not in this part: told by subtraction, so protected as a figure of its own. */
export function complement(tally: Tally, part: string, whole: string): void {
  const of = tally.counts.get(whole);
  const rest = tally.count(whole) - tally.count(part);
  if (of && rest > 0) tally.counts.set(`not ${part}`, { count: rest, people: rest, who: [] });
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
