import { Temporal } from 'temporal-polyfill';

const ZONE = 'Europe/London';
export const DAY_MS = 86_400_000;
/** Of an ordinary caseload. */
const CASELOAD = 200;
const WEEKS = 12;
/** Who comes, of a hundred expected. */
const COME = 85;

/** How large the record is: everything else follows from the number of attendances. */
export interface Sizes {
  attendances: number;
  prescriptions: number;
  venues: number;
  workers: number;
  /** The first so many link workers have prescriptions of twelve weeks, the others open-ended ones. */
  workersOfTwelve: number;
}

/** 10,000,000 attendances make 200,000 prescriptions, 1,000 link workers and 1,000 venues. */
export function sizesOf(attendances: number): Sizes {
  const workers = Math.max(2, Math.round(attendances / 50 / CASELOAD));
  return {
    attendances,
    prescriptions: workers * CASELOAD,
    venues: Math.max(4, workers),
    workers,
    workersOfTwelve: Math.min(workers - 1, Math.round(workers * 0.9)),
  };
}

/** What is offered at each venue: two activities of an hour a week, and volunteering twice a week, where hours count. */
const OFFERED = [
  { letter: 'a', time: '10:00', minutes: 60, weekdays: (v: number) => [1 + (v % 5)] },
  { letter: 'b', time: '14:00', minutes: 60, weekdays: (v: number) => [1 + ((v + 2) % 5)] },
  { letter: 'c', time: '16:00', minutes: 120, weekdays: (v: number) => [1 + (v % 5), 1 + ((v + 2) % 5)] },
];

export interface PlannedActivity {
  id: string;
  name: string;
  venue: number;
  time: string;
  minutes: number;
  weekdays: number[];
  timed: boolean;
}

/** A prescribed activity; `person` is also the number of the prescription and the path. */
export interface PlannedRx {
  id: string;
  person: number;
  activity: PlannedActivity;
  /** First day, and the first day after it; as days since 1970. */
  from: number;
  until: number;
}

/** One visit: everything else of it follows. */
export interface PlannedVisit {
  rx: PlannedRx;
  date: string;
  startMs: number;
  arrivedMs: number;
  /** The nth of this person, which is what their card counts. */
  nth: number;
}

/**
 * A council's record as it may be after years, worked out from numbers alone,
 * so that two databases hold the same. Nine link workers in ten have 200 people
 * on twelve weeks, half of them with one activity a week and half with two; the
 * tenth has 200 volunteers, who came twice a week for years and make up most
 * of the record. A caseload is spread over ten venues.
 */
export class Plan {
  readonly sizes: Sizes;
  readonly zone = ZONE;
  readonly activities: PlannedActivity[] = [];
  readonly rx: PlannedRx[] = [];
  /** Days since 1970. */
  readonly today: number;
  readonly firstDay: number;
  readonly #byActivity = new Map<PlannedActivity, PlannedRx[]>();

  constructor(sizes: Sizes, today = Math.floor(Date.now() / DAY_MS)) {
    this.sizes = sizes;
    this.today = today;
    for (let v = 0; v < sizes.venues; v++) {
      for (const { letter, time, minutes, weekdays } of OFFERED) {
        this.activities.push({
          id: `activity-${letter}-${pad(v, 4)}`,
          name: `${{ a: 'Walking group', b: 'Choir', c: 'Garden volunteers' }[letter]} ${v + 1}`,
          venue: v,
          time,
          minutes,
          weekdays: weekdays(v),
          timed: letter === 'c',
        });
      }
    }
    this.firstDay = today - this.#daysOfVolunteers();
    for (let person = 0; person < sizes.prescriptions; person++) this.#prescribe(person);
  }

  workerOf(person: number): number {
    return Math.floor(person / CASELOAD);
  }

  isOpenEnded(person: number): boolean {
    return this.workerOf(person) >= this.sizes.workersOfTwelve;
  }

  /** First day of somebody's prescription: the twelve weeks of the others ended not long ago. */
  startOf(person: number): number {
    if (this.isOpenEnded(person)) return this.firstDay;
    const monday = this.today - ((this.today + 3) % 7);
    return monday - 7 * (WEEKS + (person % 8));
  }

  venueOf(person: number): number {
    return (this.workerOf(person) * 10 + (person % 10)) % this.sizes.venues;
  }

  /** Of those who are at a venue by what was prescribed to them. */
  rxAt(venue: number): PlannedRx[] {
    return this.activities.filter((a) => a.venue === venue).flatMap((a) => this.#byActivity.get(a) ?? []);
  }

  /** All visits, as they came in. */
  *visits(): Generator<PlannedVisit> {
    const nth = new Int32Array(this.sizes.prescriptions);
    for (let day = this.firstDay; day < this.today; day++) {
      for (const { activity, date, startMs } of this.sessionsOn(day)) {
        for (const rx of this.#byActivity.get(activity) ?? []) {
          if (comes(rx, day)) yield visit(rx, date, startMs, ++nth[rx.person]!);
        }
      }
    }
  }

  /** The visits of one person, by what was prescribed to them; oldest first. */
  visitsOf(rx: PlannedRx[]): PlannedVisit[] {
    const found: { rx: PlannedRx; day: number }[] = [];
    for (const one of rx) {
      for (let day = one.from; day < Math.min(one.until, this.today); day++) {
        if (one.activity.weekdays.includes(weekdayOf(day)) && comes(one, day)) found.push({ rx: one, day });
      }
    }
    // As `visits` has them: by day, then as the activities are listed.
    found.sort((a, b) => a.day - b.day || (a.rx.id < b.rx.id ? -1 : 1));
    return found.map(({ rx: one, day }, i) => visit(one, dateOf(day), this.startMs(one.activity, day), i + 1));
  }

  *sessionsOn(day: number): Generator<{ activity: PlannedActivity; date: string; startMs: number }> {
    const weekday = weekdayOf(day);
    const date = dateOf(day);
    for (const activity of this.activities) {
      if (activity.weekdays.includes(weekday)) yield { activity, date, startMs: this.startMs(activity, day) };
    }
  }

  startMs(activity: PlannedActivity, day: number): number {
    const [hour, minute] = activity.time.split(':').map(Number) as [number, number];
    return midnight(day) + (hour * 60 + minute) * 60_000;
  }

  #prescribe(person: number): void {
    const venue = this.venueOf(person);
    const offered = this.activities.slice(venue * OFFERED.length, (venue + 1) * OFFERED.length);
    const from = this.startOf(person);
    const open = this.isOpenEnded(person);
    const chosen = open ? [offered[2]!] : person % 2 === 0 ? [offered[0]!] : [offered[0]!, offered[1]!];
    for (const [i, activity] of chosen.entries()) {
      const until = open ? this.today : from + 7 * WEEKS;
      const rx = { id: idOf('rx', person * 2 + i), person, activity, from, until };
      this.rx.push(rx);
      const others = this.#byActivity.get(activity);
      if (others) others.push(rx);
      else this.#byActivity.set(activity, [rx]);
    }
  }

  /** For how long the volunteers must have come for the record to be as large as is asked. */
  #daysOfVolunteers(): number {
    const { attendances, workers, workersOfTwelve } = this.sizes;
    const ofTwelve = workersOfTwelve * CASELOAD * 1.5 * WEEKS * (COME / 100);
    const each = Math.max(24, (attendances - ofTwelve) / ((workers - workersOfTwelve) * CASELOAD));
    return Math.ceil(each / (2 * (COME / 100))) * 7;
  }
}

function visit(rx: PlannedRx, date: string, startMs: number, nth: number): PlannedVisit {
  // Up to twenty minutes before, and some ten after: for each person always about the same.
  return { rx, date, startMs, nth, arrivedMs: startMs - 1_200_000 + ((rx.person * 7919 + nth * 31) % 1_800_000) };
}

function comes(rx: PlannedRx, day: number): boolean {
  if (day < rx.from || day >= rx.until) return false;
  return (Math.imul(rx.person + 1, 2_654_435_761) ^ Math.imul(day, 40_503)) >>> 0 > ((100 - COME) / 100) * 2 ** 32;
}

/** An id like those of the record: a UUIDv7 in form, worked out from a number. */
export function idOf(kind: 'patient' | 'path' | 'rx' | 'card' | 'hub', n: number): string {
  const hex = n.toString(16).padStart(8, '0');
  const own = { patient: '1', path: '2', rx: '3', card: '4', hub: '5' }[kind];
  return `01900000-000${own}-7${hex.slice(0, 3)}-8000-${hex}0000`;
}

let sameSecond = 0;
/** The id of an attendance: it sorts by the time it was recorded. */
export function visitId(ms: number): string {
  sameSecond = (sameSecond + 1) % 0xffff_ffff;
  const time = ms.toString(16).padStart(12, '0');
  const n = sameSecond.toString(16).padStart(8, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${n.slice(0, 3)}-8${n.slice(3, 6)}-${n.slice(6)}5eed5eed00`;
}

export const iso = (ms: number) => new Date(ms).toISOString();
export const pad = (n: number, width: number) => String(n).padStart(width, '0');
export const dateOf = (day: number) => iso(day * DAY_MS).slice(0, 10);
/** 1 for a Monday. */
const weekdayOf = (day: number) => ((day + 3) % 7) + 1;

const midnights = new Map<number, number>();
function midnight(day: number): number {
  let ms = midnights.get(day);
  if (ms === undefined) {
    ms = Temporal.PlainDate.from(dateOf(day)).toZonedDateTime(ZONE).epochMilliseconds;
    midnights.set(day, ms);
  }
  return ms;
}
