import type { Sum } from '@tapwell/shared/evaluation/protect';
import { isSmall } from '@tapwell/shared/evaluation/suppress';
import { definitions } from '../definitions.ts';
import type { Places } from '../path-row.ts';
import { percentOf, type Shown } from '../shown.ts';
import type { Tally } from '../tally.ts';
import type { Column, Row } from '../wire.ts';
import type { Topic } from './topic.ts';

const STATES = ['attended', 'missed', 'excused', 'noData'] as const;
const OTHER = 'other';
const COLUMNS: Column[] = [
  { title: 'Attended', unit: 'visits' },
  { title: 'Missed', unit: 'visits' },
  { title: 'Excused', unit: 'visits' },
  { title: 'No data', unit: 'visits' },
  { title: 'Attended, of those that are known', unit: 'percent' },
];

/** What became of the visits that were expected, by area and by activity. Names of areas may have a slash in them. */
export const attendance: Topic = {
  count(row, tally) {
    const sums = new Map<string, Places>();
    for (const places of row.places) {
      for (const name of [`place-of\t${places.area}\t${places.activityId}`, `area-of\t${places.area}`, 'visits-of']) {
        const own = sums.get(name) ?? { ...places, expected: 0, attended: 0, missed: 0, excused: 0, noData: 0 };
        for (const state of ['expected', ...STATES] as const) own[state] += places[state];
        sums.set(name, own);
      }
      tally.entitle(places.activityId, places.activity);
    }
    for (const [name, places] of sums) {
      for (const state of ['expected', ...STATES] as const) tally.add(`${name}\t${state}`, places[state]);
    }
    const all = row.visits.length;
    const counted = sums.get('visits-of')?.attended ?? 0;
    tally.add('visits/all', all);
    tally.add('visits/more', Math.max(0, all - counted));
  },

  /** An activity to which only a few came is one of the others of its area. */
  group(year, quarters, below) {
    for (const area of areasOf(year)) {
      const small = activitiesOf(year, area).filter((id) =>
        isSmall(year.counts.get(`place-of\t${area}\t${id}\texpected`)?.people ?? 0, below),
      );
      if (small.length < 2) continue;
      for (const tally of [year, ...quarters]) {
        for (const state of ['expected', ...STATES] as const) {
          tally.merge(
            small.map((id) => `place-of\t${area}\t${id}\t${state}`),
            `place-of\t${area}\t${OTHER}\t${state}`,
          );
        }
      }
    }
  },

  sums(year) {
    const states = (row: string): Sum => ({
      whole: `${row}\texpected`,
      parts: STATES.map((state) => `${row}\t${state}`),
      disjoint: false,
    });
    const added = (total: string, rows: string[]) =>
      STATES.map((state): Sum => {
        return { whole: `${total}\t${state}`, parts: rows.map((row) => `${row}\t${state}`), disjoint: false };
      });
    const areas = areasOf(year).map((area) => ({
      name: `area-of\t${area}`,
      activities: activitiesOf(year, area).map((id) => `place-of\t${area}\t${id}`),
    }));
    return [
      ...['visits-of', ...areas.flatMap(({ name, activities }) => [name, ...activities])].map(states),
      ...added(
        'visits-of',
        areas.map(({ name }) => name),
      ),
      ...areas.flatMap(({ name, activities }) => added(name, activities)),
      { whole: 'visits/all', parts: ['visits-of\tattended', 'visits/more'], disjoint: false },
    ];
  },

  /** What is not known of a session tells of a venue; were it to tell how few were expected, that is a secret of its own. */
  isOpen: (name) => name.endsWith('\tnoData'),

  /** The line of all areas first, then activities, those of many people before others; areas can be added up from these. */
  rank(name, year) {
    if (!/^(place-of|area-of|visits-of)\t/.test(name)) return undefined;
    const row = name.replace(/\t[^\t]*$/, '');
    const people = year.counts.get(`${row}\texpected`)?.people ?? 0;
    if (row === 'visits-of') return 5;
    const isActivity = row.startsWith('place-of\t') && !row.endsWith(`\t${OTHER}`);
    return isActivity ? 3 + share(people) : row.startsWith('area-of\t') ? 1 + share(people) : 0;
  },

  section(shown) {
    const areas = areasOf(shown);
    return {
      id: 'attendance',
      title: 'Attendance',
      definitions: definitions('expected', 'attended', 'missed', 'no-data', 'attendance-rate'),
      tables: [
        {
          id: 'attendance-by-area',
          title: 'Visits by area',
          rowTitle: 'Area',
          columns: COLUMNS,
          rows: [
            ...areas.map((area) => rowOf(area, `area-of\t${area}`, shown)),
            { ...rowOf('All areas', 'visits-of', shown), total: true },
          ],
          plot: { kind: 'parts', columns: [0, 1, 2, 3] },
          notes: [
            'Visits without data tell of venues and readers, not of people, so they are shown also where they are few.',
          ],
        },
        {
          id: 'attendance-by-activity',
          title: 'Visits by activity',
          rowTitle: 'Activity',
          columns: COLUMNS,
          rows: areas.flatMap((area) =>
            activitiesOf(shown, area).map((id) => {
              const title =
                id === OTHER ? 'Other activities, to each of which only a few people came' : shown.title(id);
              return rowOf(`${title} (${area})`, `place-of\t${area}\t${id}`, shown);
            }),
          ),
          plot: null,
          notes: [],
        },
      ],
    };
  },
};

function rowOf(title: string, name: string, shown: Shown): Row {
  const [attended, missed, excused, noData] = STATES.map((state) => shown.count(`${name}\t${state}`)) as [
    Cell,
    Cell,
    Cell,
    Cell,
  ];
  const known = attended === 'hidden' || missed === 'hidden' ? 'hidden' : attended + missed;
  return { title, cells: [attended, missed, excused, noData, percentOf(attended, known)] };
}

/** The more the nearer to 1. */
const share = (people: number) => people / (people + 1);

type Cell = number | 'hidden';

/** In the order of the alphabet: the order of counting would tell of dates. */
function areasOf(of: Tally | Shown): string[] {
  const areas = of.names('area-of\t').map((name) => name.slice('area-of\t'.length).replace(/\t[^\t]*$/, ''));
  return [...new Set(areas)].sort();
}

function activitiesOf(of: Tally | Shown, area: string): string[] {
  const prefix = `place-of\t${area}\t`;
  const ids = of.names(prefix).map((name) => name.slice(prefix.length).replace(/\t[^\t]*$/, ''));
  return [...new Set(ids)].sort((a, b) => (a === OTHER ? 1 : b === OTHER ? -1 : of.title(a) < of.title(b) ? -1 : 1));
}
