import { EVENT_KINDS, type PathEvent } from './events.ts';

/** An event that another one corrected or took back: still on record, and no longer so. */
export interface Corrected {
  event: PathEvent;
  by: PathEvent;
}

export interface Standing {
  /** What holds, in the order it happened. */
  events: PathEvent[];
  corrected: Corrected[];
}

/**
 * What holds of all that was recorded, in whatever order and however often it
 * arrives. Of several corrections the latest holds; a correction that was
 * itself taken back counts for nothing, so what it corrected holds again.
 * One made before what it claims to correct is no correction. Pure.
 */
export function standingOf(recorded: PathEvent[]): Standing {
  const all = withoutRepeats(recorded).sort(byRecorded);
  const byId = new Map(all.map((event) => [event.id, event]));
  const corrections = new Map<string, PathEvent[]>();
  const roots: PathEvent[] = [];
  for (const event of all) {
    const target = event.corrects === null ? undefined : byId.get(event.corrects);
    if (target && isLater(event, target)) {
      corrections.set(target.id, [event, ...(corrections.get(target.id) ?? [])]);
    } else roots.push(event);
  }
  const standing: Standing = { events: [], corrected: [] };
  for (const root of roots) {
    const holds = resolve(root, corrections, standing.corrected);
    // A taking back that arrived before what it takes back says nothing yet.
    if (holds && holds.kind !== 'taken-back') standing.events.push(holds);
  }
  standing.events.sort(byHappened);
  standing.corrected.sort((a, b) => byHappened(a.event, b.event));
  return standing;
}

/** What holds in this event's place: itself, what replaced it, or nothing. */
function resolve(event: PathEvent, corrections: Map<string, PathEvent[]>, corrected: Corrected[]): PathEvent | null {
  const latestFirst = corrections.get(event.id) ?? [];
  for (const [i, correction] of latestFirst.entries()) {
    const instead = resolve(correction, corrections, corrected);
    if (instead === null) continue;
    corrected.push({ event, by: correction });
    for (const older of latestFirst.slice(i + 1)) supersede(older, correction, corrections, corrected);
    return instead.kind === 'taken-back' ? null : instead;
  }
  return event;
}

/** An older correction of the same event, and all that corrected it in turn. */
function supersede(
  event: PathEvent,
  by: PathEvent,
  corrections: Map<string, PathEvent[]>,
  corrected: Corrected[],
): void {
  corrected.push({ event, by });
  for (const own of corrections.get(event.id) ?? []) supersede(own, by, corrections, corrected);
}

/** Once for each id. Should one id ever come with two contents, all who read them settle on the same one. */
function withoutRepeats(events: PathEvent[]): PathEvent[] {
  const byId = new Map<string, PathEvent>();
  for (const event of events) {
    const other = byId.get(event.id);
    if (!other || JSON.stringify(event) < JSON.stringify(other)) byId.set(event.id, event);
  }
  return [...byId.values()];
}

/** Recorded after it: only then can it be its correction. */
export function isLater(event: PathEvent, than: PathEvent): boolean {
  return byRecorded(event, than) > 0;
}

function byRecorded(a: PathEvent, b: PathEvent): number {
  return order(a.recordedAt, b.recordedAt) || order(a.id, b.id);
}

function byHappened(a: PathEvent, b: PathEvent): number {
  return order(a.on, b.on) || rank(a) - rank(b) || byRecorded(a, b);
}

/** On one day things come in the order of the path; someone may pause and resume in any order. */
const RANKS = new Map(EVENT_KINDS.map((kind) => [kind, EVENT_KINDS.indexOf(kind === 'resumed' ? 'paused' : kind)]));
const rank = ({ kind }: PathEvent) => RANKS.get(kind)!;

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
