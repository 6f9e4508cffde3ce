import type { Attendance, RecordedBy } from '@tapwell/shared/attendance/attendance';
import { newId } from '@tapwell/shared/ids';
import { offeredBy } from '../decide/offered.ts';
import { isOneComing, isWithin, sittingOf } from '../decide/sitting.ts';
import type { RosterStore } from '../roster/roster-store.ts';
import type { Attendances } from '../store/attendances.ts';
import type { ReceivedTap, StoredTap, Taps } from '../store/taps.ts';
import type { VenueDay } from '../store/venue-day.ts';

interface Deps {
  roster: Pick<RosterStore, 'view'>;
  attendances: Attendances;
  taps: Taps;
  day: VenueDay;
}

/** Twenty seconds to choose and ten to undo, with room for a slow press. */
export const CHOICE_MS = 2 * 60_000;
const DAY_MS = 86_400_000;

/**
 * Settles the taps that led to nothing of somebody who is on the list of that
 * session: they came too early and tapped again, or staff marked them as here.
 * Nobody will ever place those, and until they are settled central calls the
 * whole day open. But a question that nobody answered is not explained by one of
 * the sessions it offered, nor is a leaving as the next session began: they may
 * have been at another of them, and only the patient or staff can say. Call within a transaction.
 */
export class SettleSitting {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Somebody is on a list now. */
  ofVisit(visit: Attendance, by: RecordedBy | null, now: string): void {
    for (const tap of this.#unplacedAt(visit)) {
      if (this.#isExplained(tap, visit, by)) this.place(tap.id, visit.id, by, now);
    }
  }

  /** The patient chose that session with this tap: it answers what the same coming was asked before, too. */
  ofAnswer({ happenedAt }: ReceivedTap, visit: Attendance, now: string): void {
    for (const tap of this.#unplacedAt(visit)) {
      if (offers(tap, visit) && isOneComing(tap.happenedAt, happenedAt)) this.place(tap.id, visit.id, null, now);
    }
  }

  place(tapId: string, attendanceId: string, by: RecordedBy | null, at: string): void {
    this.#deps.day.save({ kind: 'placed', id: newId(), at, tapId, attendanceId, reason: null, by });
  }

  /**
   * Taps from after somebody came, told before it by another kiosk and so late
   * that nobody could be asked which session they meant: by now we may know.
   */
  toldTooSoon(visit: Attendance): StoredTap[] {
    return this.#unplacedAt(visit).filter(
      ({ outcome, happenedAt, hubAt }) =>
        outcome.outcome === 'choose-session' &&
        happenedAt > visit.arrivedAt &&
        Date.parse(hubAt) - Date.parse(happenedAt) > CHOICE_MS,
    );
  }

  /** A tap led to nothing: it may have come late, from another kiosk, or be one more of somebody who is there. */
  ofTap(tap: ReceivedTap): void {
    if (tap.personId === null) return;
    const since = new Date(Date.parse(tap.happenedAt) - DAY_MS);
    const visits = this.#deps.attendances
      .recent(tap.personId, since)
      .filter((a) => isWithin(tap.happenedAt, this.#sitting(a)));
    for (const visit of visits) this.ofVisit(visit, null, tap.hubAt);
  }

  #unplacedAt(visit: Attendance): StoredTap[] {
    return this.#deps.taps.unplacedOf(visit.personId, this.#sitting(visit));
  }

  /** Staff know whom they saw where; without them each session that was offered must be on record. */
  #isExplained(tap: StoredTap, visit: Attendance, by: RecordedBy | null): boolean {
    const offered = offeredBy(tap.outcome);
    if (!offered) return true;
    const isOnRecord = (id: string) => this.#deps.attendances.find(visit.personId, id) !== undefined;
    return offers(tap, visit) && (by !== null || offered.every(isOnRecord));
  }

  #sitting({ activityId, sessionStart: startsAt, sessionEnd: endsAt }: Attendance) {
    const early = this.#deps.roster.view.activities.get(activityId)?.earlyMinutes ?? 0;
    return sittingOf({ startsAt, endsAt }, early);
  }
}

function offers({ outcome }: StoredTap, { sessionId }: Attendance): boolean {
  return offeredBy(outcome)?.includes(sessionId) ?? false;
}
