import type { SchemePolicy } from '../scheme/policy.ts';
import { agreementsOf } from './agreements.ts';
import { addDays, addWeeks } from './dates.ts';
import type { EventOf, PathEvent } from './events.ts';
import type { Corrected, Standing } from './standing.ts';

/** What is on record of someone's visits in one programme. */
export interface Visits {
  count: number;
  first: string | null;
  last: string | null;
  /** Visits with someone alongside on record. */
  accompanied: number;
  /** The first one with nobody alongside on record; null when there is none. */
  firstAlone: string | null;
  /** Minutes of those visits whose length is known. */
  minutes: number;
  /** Visits whose length is not known: they count for nothing, rather than for a guess. */
  withoutLength: number;
}

/** One programme of a path; only a scheme with a second programme has two. */
export interface Programme {
  number: 1 | 2;
  /** As last agreed. */
  prescription: EventOf<'prescription'> | null;
  /** The day on which any of it was first put on record: before, no venue could expect them. */
  onRecord: string | null;
  visits: Visits;
  /** Last planned day; null where nothing says when it ends. */
  until: string | null;
  /** All that was planned has been used: the last day is past, or the last visit made. */
  over: boolean;
}

/** The programmes of a path, the current one last. Pure. */
export function programmesOf(
  policy: SchemePolicy,
  { events, corrected }: Standing,
  today: string,
): [Programme, ...Programme[]] {
  const prescriptions = ofKind(events, 'prescription');
  const renewed = ofKind(events, 'outcome').find((e) => e.outcome === 'renewed');
  const second = renewed !== undefined || prescriptions.some((p) => p.programme === 2);
  const of = new Map(prescriptions.flatMap((p) => p.activities.map((a) => [a.id, p.programme] as const)));
  const visits = oncePerSession(ofKind(events, 'visit')).map(asAgreedThen(prescriptions));
  const numbers: (1 | 2)[] = second ? [1, 2] : [1];
  return numbers.map((number) => {
    const own = visits.filter((v) => {
      // A visit may arrive before the prescription it belongs to.
      const programme = of.get(v.prescribedActivityId) ?? (renewed && v.on > renewed.on ? 2 : 1);
      return programme === number;
    });
    const agreed = prescriptions.filter((p) => p.programme === number);
    const prescription = agreed.at(-1) ?? null;
    const onRecord =
      prescription &&
      agreed
        .map((p) => firstRecorded(p, corrected))
        .sort()[0]!
        .slice(0, 10);
    const until = prescription?.weeks ? addDays(addWeeks(prescription.start, prescription.weeks), -1) : null;
    const summary = visitsOf(own);
    const over = prescription !== null && isOver(policy, prescription, until, own, events, today);
    return { number, prescription, onRecord, visits: summary, until, over };
  }) as [Programme, ...Programme[]];
}

/** When what an event says in its present form was said first. Events from outside may correct each other in a ring. */
function firstRecorded(event: PathEvent, corrected: Corrected[]): string {
  const seen = new Set<string>();
  for (let said = event; ; ) {
    seen.add(said.id);
    const before = corrected.find((one) => one.event.id === said.corrects)?.event;
    if (before === undefined || seen.has(before.id)) return said.recordedAt;
    said = before;
  }
}

/**
 * Once the second programme has begun, a visit to something that was agreed in
 * both is one of it: a venue may still know the first one only.
 */
function asAgreedThen(prescriptions: EventOf<'prescription'>[]) {
  const [first, second] = [1, 2].map((number) => prescriptions.filter((p) => p.programme === number));
  if (second!.length === 0) return (visit: EventOf<'visit'>) => visit;
  const begins = agreementsOf(second!).startsOn;
  const before = new Map(first!.flatMap((p) => p.activities).map((a) => [a.id, a.activityId]));
  const now = new Map(second!.flatMap((p) => p.activities).map((a) => [a.activityId, a.id]));
  return (visit: EventOf<'visit'>) => {
    const same = now.get(before.get(visit.prescribedActivityId) ?? '');
    return same !== undefined && visit.on >= begins ? { ...visit, prescribedActivityId: same } : visit;
  };
}

/** The programme that someone is in, or was in last. */
export function current(path: { programmes: Programme[] }): Programme {
  return path.programmes.at(-1)!;
}

function isOver(
  policy: SchemePolicy,
  prescription: EventOf<'prescription'>,
  until: string | null,
  visits: EventOf<'visit'>[],
  events: PathEvent[],
  today: string,
): boolean {
  if (until !== null && until < today) return true;
  if (policy.length.is === 'coaching') return ofKind(events, 'coaching').length >= policy.length.sessions;
  const { activities, oneOffs } = prescription;
  if (activities.length === 0) {
    const done = ofKind(events, 'one-off-done').map((e) => e.oneOff);
    return oneOffs.length > 0 && oneOffs.every((one) => done.includes(one));
  }
  // Each by itself: twice as often to one is not the other as well.
  return activities.every(
    ({ id, sessions }) => sessions !== null && visits.filter((v) => v.prescribedActivityId === id).length >= sessions,
  );
}

/** Two hubs may have recorded one and the same visit; the one with a length says more. */
function oncePerSession(visits: EventOf<'visit'>[]): EventOf<'visit'>[] {
  const bySession = new Map<string, EventOf<'visit'>>();
  for (const visit of visits) {
    const other = bySession.get(visit.sessionId);
    if (!other || (other.minutes === null && visit.minutes !== null)) bySession.set(visit.sessionId, visit);
  }
  return [...bySession.values()].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}

function visitsOf(visits: EventOf<'visit'>[]): Visits {
  const alone = visits.filter((v) => v.companions.length === 0);
  return {
    count: visits.length,
    first: visits[0]?.on ?? null,
    last: visits.at(-1)?.on ?? null,
    accompanied: visits.length - alone.length,
    firstAlone: alone[0]?.on ?? null,
    minutes: visits.reduce((sum, v) => sum + (v.minutes ?? 0), 0),
    withoutLength: visits.filter((v) => v.minutes === null).length,
  };
}

export function ofKind<K extends PathEvent['kind']>(events: PathEvent[], kind: K): EventOf<K>[] {
  return events.filter((event): event is EventOf<K> => event.kind === kind);
}
