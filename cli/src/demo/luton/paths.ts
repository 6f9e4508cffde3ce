import { derivedId } from '@tapwell/central/paths/derived-id';
import { cardEventId } from '@tapwell/central/paths/recorded';
import type { MeasureResult } from '@tapwell/shared/measures/results';
import { addDays, addWeeks } from '@tapwell/shared/path/dates';
import type { AgreedActivity, EventKind, EventOf, PathEvent } from '@tapwell/shared/path/events';
import { dice } from './dice.ts';
import type { DemoPerson } from './people.ts';
import { STAFF } from './places.ts';

/** What a path is made from. */
export interface PathOf {
  person: DemoPerson;
  /** Of the person: the same number makes the same path. */
  n: number;
  pathId: string;
  today: string;
  now: Date;
  /** Of the person, as a date. */
  born: string;
  weeks: number;
  reasons: string[];
  activities: AgreedActivity[];
  card: { id: string; profile: 'ntag424' | 'uid' } | null;
}

const PRACTICES = ['Elm Tree Surgery', 'Bell Street Surgery', 'Saxon Road Practice', 'The Lea Practice'];
const GPS = ['Dr Harriet Stone', 'Dr Anil Mistry', 'Dr Owen Price'];
const GOALS = ['Get out of the house twice a week', 'Meet people', 'Sleep better', 'Walk to the park and back'];

/** Everything that is on record of one person besides their visits, in the order it happened. Pure. */
export function pathEvents(of: PathOf): PathEvent[] {
  const { person, n, today, weeks } = of;
  const random = dice(n * 977);
  const between = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
  const path = new Recording(of);
  const start = addWeeks(today, -person.weeksAgo);
  const talked = addDays(start, -between(3, 6));
  const referred = addDays(talked, -between(12, 20));
  const throughForm = n % 4 === 1;
  if (throughForm) path.by = { id: 'form', name: GPS[n % GPS.length]! };
  path.add('referral', referred, {
    referrer: { kind: 'gp', worksAt: PRACTICES[n % PRACTICES.length]! },
    throughForm,
    as: 'patient',
    reason: of.reasons[between(0, of.reasons.length - 1)]!,
    consent: random() < 0.7 ? 'spoken' : 'written',
  });
  path.add('waiting', referred, {});
  path.by = path.linkWorker;
  if (person.stage === 'waiting') return path.events;
  const first = addDays(referred, between(4, 10));
  if (random() < 0.3) path.add('contact', addDays(first, -2), { how: 'phone', reached: false, note: null });
  path.add('first-contact', first, { place: random() < 0.6 ? 'phone' : 'office' });
  if (person.stage === 'declined') {
    path.add('outcome', addDays(first, 1), { outcome: 'declined' }, 'Has enough on at the moment.');
    return path.events;
  }
  const before = { ...feeling(random), age: ageOn(talked, of.born) };
  const goals = GOALS.slice(n % 3, (n % 3) + 1 + (n % 2)).map((goal, i) => ({ id: `goal-${i + 1}`, goal }));
  path.add('conversation', talked, { measures: answers(before) });
  path.add('prescription', talked, {
    programme: 1,
    start,
    weeks,
    goals,
    activities: of.activities,
    oneOffs: [],
    companions: [],
    transport: false,
  });
  if (of.card) path.addAs(cardEventId(of.pathId, of.card.id), 'card', talked, cardOf(of.card));
  if (person.stage === 'paused') {
    path.add('paused', addDays(today, -10), { until: addDays(today, 18) }, 'Away with family.');
  }
  // Most reviews were held; some are due, so that the list of today has some of each.
  const review = addWeeks(start, 6);
  if (person.stage !== 'finished' && review <= today && n % 4 !== 0) path.add('review', review, { nextOn: null });
  if (person.habit === 'stopped' && person.weeksAgo > 5) {
    path.add('contact', addDays(today, -between(2, 6)), { how: 'phone', reached: random() < 0.5, note: null });
  }
  if (person.stage === 'finished') {
    const end = addDays(addWeeks(start, weeks), 1);
    path.add('outcome', end, { outcome: 'completed' });
    path.add('follow-up', addDays(end, between(1, 4)), { followUp: 'end', measures: answers(better(before, random)) });
  }
  return path.events;
}

function cardOf({ id, profile }: NonNullable<PathOf['card']>) {
  return { cardId: id, profile };
}

/** Puts events on record as the link worker would have. */
class Recording {
  readonly events: PathEvent[] = [];
  readonly #of: PathOf;
  readonly linkWorker: { id: string; name: string };
  /** Who records what comes next. */
  by: { id: string; name: string };

  constructor(of: PathOf) {
    const { id, name } =
      STAFF.find((one) => one.id === of.person.linkWorker) ?? STAFF.find((s) => s.username === 'priya')!;
    this.#of = of;
    this.linkWorker = { id, name };
    this.by = this.linkWorker;
  }

  add<K extends EventKind>(kind: K, on: string, own: Own<K>, why: string | null = null): void {
    this.addAs(derivedId(`demo ${this.#of.pathId} ${kind} ${this.events.length}`), kind, on, own, why);
  }

  addAs<K extends EventKind>(id: string, kind: K, on: string, own: Own<K>, why: string | null = null): void {
    const { today, now } = this.#of;
    // Each a minute after the one before it, and nothing in the future.
    const minute = String(this.events.length).padStart(2, '0');
    const recordedAt = on === today ? now.toISOString() : `${on}T11:${minute}:00.000Z`;
    this.events.push({ kind, id, on, recordedAt, by: this.by, corrects: null, why, ...own } as unknown as PathEvent);
  }
}
type Own<K extends EventKind> = Omit<EventOf<K>, 'kind' | 'id' | 'on' | 'recordedAt' | 'by' | 'corrects' | 'why'>;

/** How somebody is, from which their answers are made. */
interface Feeling {
  mood: number;
  anxious: number;
  walkingDays: number;
  selfCare: number;
  age: number;
}

function ageOn(date: string, born: string): number {
  return Number(date.slice(0, 4)) - Number(born.slice(0, 4)) - (date.slice(5) < born.slice(5) ? 1 : 0);
}

function feeling(random: () => number): Omit<Feeling, 'age'> {
  return {
    mood: 3 + Math.floor(random() * 4),
    anxious: 4 + Math.floor(random() * 5),
    walkingDays: Math.floor(random() * 4),
    selfCare: 25 + Math.floor(random() * 35),
  };
}

/** Most are better afterwards, not all, and not in everything. */
function better(was: Feeling, random: () => number): Feeling {
  const up = (most: number) => Math.floor(random() * (most + 1.5)) - 1;
  return {
    ...was,
    mood: Math.min(10, was.mood + up(3)),
    anxious: Math.max(0, was.anxious - up(3)),
    walkingDays: Math.min(7, was.walkingDays + up(3) + 1),
    selfCare: Math.min(100, was.selfCare + up(20)),
  };
}

function answers({ mood, anxious, walkingDays, selfCare, age }: Feeling): MeasureResult[] {
  const none = { days: 0, hours: null, minutes: null };
  const walking = walkingDays > 0 ? { days: walkingDays, hours: null, minutes: 20 + walkingDays * 5 } : none;
  return [
    { measure: 'ons4', answers: { satisfied: mood, worthwhile: Math.min(10, mood + 1), happy: mood, anxious } },
    { measure: 'ipaq', answers: { age, vigorous: none, moderate: none, walking, sitting: null } },
    { measure: 'imported', id: 'self-care', score: selfCare },
  ];
}
