import type { HubSession } from '../roster/roster-view.ts';
import type { OpenSession, Situation } from './decide.ts';
import { GOING_MS } from './sitting.ts';
import { furtherTap, SAME_TAP_MS } from './stay.ts';

export type Times = Pick<Situation, 'open' | 'ended' | 'at' | 'sure'>;

/** Around the end of a session everybody taps to leave it or to go on to the next, no sooner and no later than this. */
const CHANGEOVER_MS = 10 * 60_000;
/** Sessions that share no more than this follow each other; with more they run beside each other. */
const OVERLAP_MS = 5 * 60_000;

/** Where they are on record in the order of start, whether that is going on or just over. */
export function onRecord({ ended, open }: Times): OpenSession[] {
  return [...ended, ...open].filter((o) => o.present);
}

/** The session whose tap this is once more: a second read within two minutes is the same tap. */
export function sameTap(times: Times): OpenSession | undefined {
  const near = (instant: string | null) =>
    instant !== null && Math.abs(times.at.getTime() - Date.parse(instant)) < SAME_TAP_MS;
  return onRecord(times)
    .filter(({ present }) => near(present!.since) || near(present!.leftAt))
    .at(-1);
}

/**
 * Where they were when they tapped: the session they had come to last. A tap
 * told late may be from before what is on record by now, and then says more of
 * the first of those. Who taps after what does not count hours is on the way out.
 */
export function whereabouts(times: Times): OpenSession | undefined {
  const { before, after } = byThen(times);
  return before.at(-1) ?? after[0];
}

/**
 * The sessions this tap may be the arrival for; with two or more the patient
 * says which, and one of them may be where they are already. Pure.
 *
 * A tap too many must never become a visit that did not take place: whoever is
 * here is not asked by us to remember whether they have tapped. So, while they are
 * at one session, another is their next only
 * - once theirs is all but over, for one that follows it. Sooner than that they
 *   would wait in two places at once, and "You are already here" is true.
 * - where hours count, once they have left: the tap that may end a stay ends it,
 *   else the hours of one would run into the other, and whoever goes home at the
 *   end would be welcomed to the next. Who stays on taps again.
 * - by their own word, for another activity that began meanwhile beside it, and
 *   where they never left and it has been over for a while: we cannot know
 *   whether they went over. Of what began with theirs they had the choice.
 * And one that runs beside theirs of the same activity is no other place at all.
 */
export function arrivalsAt(times: Times): OpenSession[] {
  const { open, at } = times;
  const free = freeAt(times);
  const { before, after } = byThen(times);
  const last = before.at(-1);
  // What they came to only afterwards they might have come to with this tap.
  if (!last) return free.length === 0 ? [] : open.filter((o) => free.includes(o) || after.includes(o));

  const mayLeave = furtherTap(last.present!, stayOf(last.session), times).kind === 'leaves';
  const over = overFor(last.session, at);
  const later = free.filter((o) => o.session.startsAt > last.session.startsAt);
  if (over >= GOING_MS) return later;
  const isBeside = (o: OpenSession) => besides(last.session, o.session);
  const asked = later.filter((o) => isBeside(o) || (mayLeave && over >= CHANGEOVER_MS));
  const following = later.filter((o) => !isBeside(o) && !mayLeave && over >= -CHANGEOVER_MS);
  return asked.length === 0 ? following : [last, ...later.filter((o) => asked.includes(o) || following.includes(o))];
}

/**
 * Where they may have stayed on who leaves a session whose hours count as it
 * ends, or just after: those that follow it. The tap is the leaving and no visit
 * to these, but that they were not there nobody knows. Pure.
 */
export function mayHaveStayedFor({ session }: OpenSession, times: Times): string[] {
  if (overFor(session, times.at) < -CHANGEOVER_MS) return [];
  return freeAt(times)
    .filter((o) => o.session.startsAt > session.startsAt && !besides(session, o.session))
    .map((o) => o.session.id);
}

/** What they may come to yet: one that runs beside theirs of the same activity is no other place. */
function freeAt(times: Times): OpenSession[] {
  const known = onRecord(times);
  return times.open.filter(
    (o) =>
      !o.present && !o.session.cancelled && !known.some((k) => isSameActivity(k, o) && besides(k.session, o.session)),
  );
}

/** How long a session has been over, ms; below 0 while it is not. */
export function overFor({ endsAt }: HubSession, at: Date): number {
  return at.getTime() - Date.parse(endsAt);
}

export function stayOf({ activity, endsAt }: HubSession) {
  return { timed: activity.timed, endsAt };
}

/** Where they are on record, by whether they had come there before this tap. */
function byThen(times: Times): { before: OpenSession[]; after: OpenSession[] } {
  const iso = times.at.toISOString();
  const known = onRecord(times).filter(({ session }) => session.activity.timed || iso < session.endsAt);
  const isBefore = ({ present }: OpenSession) => present!.since === null || present!.since <= iso;
  return { before: known.filter(isBefore), after: known.filter((o) => !isBefore(o)) };
}

function isSameActivity(a: OpenSession, b: OpenSession): boolean {
  return a.session.activityId === b.session.activityId;
}

function besides(a: HubSession, b: HubSession): boolean {
  const until = Math.min(Date.parse(a.endsAt), Date.parse(b.endsAt));
  return until - Math.max(Date.parse(a.startsAt), Date.parse(b.startsAt)) > OVERLAP_MS;
}
