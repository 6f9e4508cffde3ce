import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { newId } from '@tapwell/shared/ids';
import { dateOf, idOf, iso, type Plan, type PlannedRx } from './plan.ts';
import { providerId, venueId } from './rows.ts';

/** At each session so many of those who are expected come. */
const AT_A_SESSION = 15;
const DAY_MS = 86_400_000;

/**
 * Visits that are not on record yet: of people, to activities that are
 * prescribed to them, at sessions of their own, so that each is the first of
 * its patient there. Runs on a record that is kept do not meet each other's.
 */
export class FreshVisits {
  readonly #plan: Plan;
  /** Minutes before the record's last day, at which the next session is held; one for all venues. */
  #minute: number;
  readonly #rx = new Map<number, PlannedRx[]>();
  #nth = Math.floor(Date.now() / 1000) % 100_000_000;

  constructor(plan: Plan, now = Date.now()) {
    this.#plan = plan;
    this.#minute = Math.floor(now / 60_000) % (180 * 24 * 60);
  }

  /** The next visits at a venue. */
  next(venue: number, count: number): Attendance[] {
    const found: Attendance[] = [];
    while (found.length < count) found.push(...this.#session(venue, Math.min(AT_A_SESSION, count - found.length)));
    return found;
  }

  #session(venue: number, most: number): Attendance[] {
    const rx = this.#rx.get(venue) ?? this.#plan.rxAt(venue);
    this.#rx.set(venue, rx);
    if (rx.length === 0) throw new Error(`nothing is prescribed at venue ${venue}`);
    this.#minute += 1;
    const { activity } = rx[this.#minute % rx.length]!;
    const expected = rx.filter((one) => one.activity === activity).slice(0, most);
    const startMs = Math.floor((this.#plan.today * DAY_MS) / 60_000 - this.#minute) * 60_000;
    const at = iso(startMs);
    const sessionId = `${activity.id}@${dateOf(Math.floor(startMs / DAY_MS))}T${at.slice(11, 16)}`;
    return expected.map((one) => this.#visit(one, sessionId, startMs));
  }

  #visit({ id, person, activity }: PlannedRx, sessionId: string, startMs: number): Attendance {
    this.#nth += 1;
    const arrived = iso(startMs - 60_000);
    const path = idOf('path', person);
    return {
      id: newId(),
      version: 0,
      status: 'finished',
      personId: idOf('patient', person),
      prescriptionId: path,
      prescribedActivityId: id,
      activityId: activity.id,
      sessionId,
      sessionStart: iso(startMs),
      sessionEnd: iso(startMs + activity.minutes * 60_000),
      venueId: venueId(activity.venue),
      providerId: providerId(activity.venue),
      arrivedAt: arrived,
      leftAt: null,
      late: false,
      method: 'card',
      assurance: 'authenticated',
      flags: [],
      by: null,
      reason: null,
      cardId: idOf('card', person),
      counter: this.#nth,
      kioskAt: arrived,
      hubAt: arrived,
    };
  }
}
