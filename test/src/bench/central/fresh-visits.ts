import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { newId } from '@tapwell/shared/ids';
import { DAY_MS, dateOf, idOf, iso, type Plan, type PlannedRx } from './plan.ts';
import { providerId, venueId } from './rows.ts';

/** At each session so many of those who are expected come. */
const AT_A_SESSION = 15;
const APART_MS = 20_000;

/**
 * Visits that are not on record yet: after all that are, of people, to
 * activities that are prescribed to them, at sessions of their own, so that
 * each is the first of its patient there.
 */
export class FreshVisits {
  readonly #plan: Plan;
  readonly #rx = new Map<number, PlannedRx[]>();
  /** How many sessions of each venue there were. */
  readonly #sessions = new Map<number, number>();
  /** Higher than any card has counted, and it only goes up. */
  #counter = 1_000_000;

  constructor(plan: Plan) {
    this.#plan = plan;
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
    const nth = this.#sessions.get(venue) ?? 0;
    this.#sessions.set(venue, nth + 1);
    const startMs = this.#plan.today * DAY_MS + nth * APART_MS;
    if (startMs > Date.now() + DAY_MS - APART_MS) throw new Error('central would not believe visits that far ahead');
    // Others come each time, as far as there are others.
    const at = (nth * AT_A_SESSION) % rx.length;
    const { activity } = rx[at]!;
    const expected = [...rx.slice(at), ...rx.slice(0, at)].filter((one) => one.activity === activity).slice(0, most);
    const sessionId = `${activity.id}@${dateOf(this.#plan.today)}T${iso(startMs).slice(11, 19)}`;
    return expected.map((one) => this.#visit(one, sessionId, startMs));
  }

  #visit({ id, person, activity }: PlannedRx, sessionId: string, startMs: number): Attendance {
    this.#counter += 1;
    const arrived = iso(startMs);
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
      counter: this.#counter,
      kioskAt: arrived,
      hubAt: arrived,
    };
  }
}
