import type { Attendance, RecordedBy } from '@tapwell/shared/attendance/attendance';
import { newId } from '@tapwell/shared/ids';
import { isWithin, sittingOf } from '../decide/sitting.ts';
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
 * whole day open. Call within a transaction.
 */
export class SettleSitting {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Somebody is on a list now. */
  ofVisit(visit: Attendance, by: RecordedBy | null, now: string): void {
    const { taps, day } = this.#deps;
    for (const { id: tapId } of taps.unplacedOf(visit.personId, this.#sitting(visit))) {
      day.save({ kind: 'placed', id: newId(), at: now, tapId, attendanceId: visit.id, reason: null, by });
    }
  }

  /**
   * Taps from after somebody came, told before it by another kiosk and so late
   * that nobody could be asked which session they meant: by now we may know.
   */
  toldTooSoon(visit: Attendance): StoredTap[] {
    return this.#deps.taps
      .unplacedOf(visit.personId, this.#sitting(visit))
      .filter(
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
    const visit = this.#deps.attendances
      .recent(tap.personId, since)
      .find((a) => isWithin(tap.happenedAt, this.#sitting(a)));
    if (visit) this.ofVisit(visit, null, tap.hubAt);
  }

  #sitting({ activityId, sessionStart: startsAt, sessionEnd: endsAt }: Attendance) {
    const early = this.#deps.roster.view.activities.get(activityId)?.earlyMinutes ?? 0;
    return sittingOf({ startsAt, endsAt }, early);
  }
}
