import type { MeasureResult } from '../measures/results.ts';
import type { SchemePolicy } from '../scheme/policy.ts';
import { type EventKind, type EventOf, type PathEvent, pathEvent } from './events.ts';
import { mayAppend } from './may-append.ts';
import { type Path, pathOf } from './path.ts';

type Own<K extends EventKind> = Partial<Omit<EventOf<K>, 'kind' | 'id' | 'on'>>;

/** What a valid event of each kind says, where a test does not care. */
const PLAIN: { [K in EventKind]?: (policy: SchemePolicy) => Own<K> } = {
  referral: ({ referral }) => ({
    referrer: { kind: referral.from[0]!, worksAt: 'Elm Tree Surgery' },
    reason: referral.reasons[0]!,
    consent: 'spoken',
  }),
  'first-contact': () => ({ place: 'office' }),
  conversation: () => ({ measures: [] }),
  prescription: ({ length }) => ({
    weeks: length.is === 'weeks' ? length.to : null,
    goals: [],
    activities: [],
    oneOffs: [],
    companions: [],
    transport: false,
  }),
  card: ({ cards }) => ({ cardId: 'card-1', profile: cards[0]! }),
  visit: () => ({ minutes: null, companions: [] }),
  review: () => ({ nextOn: null }),
  paused: () => ({ until: null }),
  'follow-up': () => ({ measures: [] }),
};

/** A person's path as staff record it: each step is asked for first, and only then added. */
export class Journey {
  readonly events: PathEvent[] = [];
  readonly policy: SchemePolicy;

  constructor(policy: SchemePolicy) {
    this.policy = policy;
  }

  /** The event as it would be recorded, on that day. */
  event<K extends EventKind>(kind: K, on: string, own: Own<K> = {}): EventOf<K> {
    const n = this.events.length + 1;
    return pathEvent.parse({
      kind,
      id: id(n),
      on,
      recordedAt: new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString(),
      by: { id: 'rosa', name: 'Rosa Lind' },
      ...PLAIN[kind]?.(this.policy),
      ...own,
    }) as EventOf<K>;
  }

  /** Why it could not be recorded on that day; null when it could. */
  whyNot<K extends EventKind>(kind: K, on: string, own: Own<K> = {}): string | null {
    return mayAppend(this.policy, this.at(on), this.event(kind, on, own));
  }

  add<K extends EventKind>(kind: K, on: string, own: Own<K> = {}): EventOf<K> {
    const refused = this.whyNot(kind, on, own);
    if (refused) throw new Error(`${this.policy.id}, ${kind} on ${on}: ${refused}`);
    const event = this.event(kind, on, own);
    this.events.push(event);
    return event;
  }

  visits(dates: string[], own: Own<'visit'> = {}): void {
    for (const on of dates) {
      this.add('visit', on, { sessionId: `walking@${on}`, prescribedActivityId: 'rx-walking', ...own });
    }
  }

  at(today: string): Path {
    return pathOf(this.policy, this.events, today);
  }

  /** What is due, as `kind` or `kind of what` and its date. */
  due(today: string): Record<string, string> {
    return Object.fromEntries(this.at(today).due.map((d) => [d.of ? `${d.kind} ${d.of}` : d.kind, d.on]));
  }
}

export function activity(policy: SchemePolicy, own: Partial<EventOf<'prescription'>['activities'][number]> = {}) {
  return {
    id: 'rx-walking',
    activityId: 'walking',
    area: policy.areas[0]!,
    offeredBy: policy.activities.from[0]!,
    perWeek: 1,
    sessions: null,
    group: true,
    ...own,
  };
}

/** Someone with whom a prescription from 2 February was agreed. */
export function agreed(policy: SchemePolicy): Journey {
  const journey = new Journey(policy);
  journey.add('referral', '2026-01-05');
  if (policy.firstAppointment.by === 'waiting-list') journey.add('waiting', '2026-01-05');
  journey.add('first-contact', '2026-01-14');
  journey.add('conversation', '2026-01-20', {
    measures: policy.measures.baseline.includes('ons4') ? [wellbeing(4)] : [],
  });
  if (policy.beforeGroup.length > 0) journey.add('preparation', '2026-01-20', { form: policy.beforeGroup[0]! });
  const activities = [activity(policy, { sessions: 12 })];
  journey.add('prescription', '2026-01-20', { start: '2026-02-02', activities });
  return journey;
}

/** Answers of all four ONS questions alike, but for anxiety, which is the opposite. */
export function wellbeing(value: number): MeasureResult {
  const anxious = 10 - value;
  return { measure: 'ons4', answers: { satisfied: value, worthwhile: value, happy: value, anxious } };
}

/** So many half hours of walking a week. */
export function walks(days: number): MeasureResult {
  const none = { days: 0, hours: null, minutes: null };
  const walking = { days, hours: null, minutes: 30 };
  return { measure: 'ipaq', answers: { age: 44, vigorous: none, moderate: none, walking, sitting: null } };
}

/** The same weekday for so many weeks. */
export function weekly(from: string, weeks: number): string[] {
  return Array.from({ length: weeks }, (_, i) =>
    new Date(Date.parse(from) + i * 7 * 86_400_000).toISOString().slice(0, 10),
  );
}

/** A UUIDv7 by number, so that a failing test says the same thing twice. */
function id(n: number): string {
  return `01890000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}
