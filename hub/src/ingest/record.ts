import type { HubFact } from '@tapwell/shared/facts/hub-report';
import { newId } from '@tapwell/shared/ids';
import type { RosterCompanion, RosterPerson } from '@tapwell/shared/roster/roster';
import type { Outcome } from '@tapwell/shared/tap/outcome';
import type { Evidence } from '@tapwell/shared/tap/tap';
import type { Accompanied, Decision } from '../decide/decide.ts';
import { afterTap, newAttendance } from '../decide/new-attendance.ts';
import { wordFor } from '../decide/offered.ts';
import type { RosterStore } from '../roster/roster-store.ts';
import type { Attendances } from '../store/attendances.ts';
import type { Outbox } from '../store/outbox.ts';
import { isUnplaced, type ReceivedTap, type StoredTap, type Taps } from '../store/taps.ts';
import type { VenueDay } from '../store/venue-day.ts';
import { SettleSitting } from './settle-sitting.ts';

interface Deps {
  roster: Pick<RosterStore, 'view'>;
  attendances: Attendances;
  outbox: Outbox;
  day: VenueDay;
  taps: Taps;
}

/** Records what was decided of a tap. Call within the tap's transaction. */
export class Recorder {
  readonly #deps: Deps;
  readonly #sitting: SettleSitting;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#sitting = new SettleSitting(deps);
  }

  /**
   * The visit a tap is, to whichever session was decided or chosen.
   * @param anew decides again of a tap
   */
  visit(
    { attend: open, stay }: Decision,
    person: RosterPerson,
    by: ReceivedTap,
    anew: (tap: StoredTap) => Decision | undefined = () => undefined,
  ): void {
    const { attendances, roster, day } = this.#deps;
    if (stay) this.#stay(stay, person, by);
    if (!open) return;
    const { session, prescribed } = open;
    const how = {
      arrivedAt: by.happenedAt,
      method: 'card' as const,
      // Never more than was proved: a tap without an accepted card records nothing.
      assurance: by.assurance ?? ('uid-only' as const),
      by: null,
      reason: null,
      cardId: by.cardId,
      counter: by.counter,
      kioskAt: by.kioskAt,
      hubAt: by.hubAt,
    };
    const where = {
      session,
      venueId: roster.view.venue?.id ?? 'unknown',
      present:
        session.activity.capacity === null
          ? 0
          : attendances.countAt(session.id) + (day.session(session.id)?.guests ?? 0),
    };
    const visit = newAttendance(person, prescribed, where, how, by.sure);
    attendances.record(visit, by.id);
    for (const tap of this.#sitting.toldTooSoon(visit)) {
      const decision = anew(tap);
      if (!decision || !('sessionId' in decision.outcome)) continue;
      this.visit(decision, person, tap);
      const at = attendances.find(person.id, decision.outcome.sessionId);
      if (!at) continue;
      if (!isUnplaced(decision.outcome)) this.#sitting.place(tap.id, at.id, null, by.hubAt);
      this.#deps.taps.setOutcome(tap.id, decision.outcome);
    }
    this.#sitting.ofVisit(visit, null, by.hubAt);
  }

  #stay({ session, tap }: NonNullable<Decision['stay']>, person: RosterPerson, by: ReceivedTap): void {
    const known = this.#deps.attendances.find(person.id, session.id);
    const next = known && afterTap(known, tap, session, by);
    // Staff vouch for a visit they entered, whoever's card says later that it ended.
    if (next) this.#deps.attendances.change({ ...next, by: next.method === 'card' ? null : next.by }, by.happenedAt);
  }

  /** Who came along, once for each they came along with. */
  companion(who: RosterCompanion, accompanied: Accompanied[], by: ReceivedTap): void {
    for (const { person, session } of accompanied) {
      this.#deps.day.save({
        kind: 'companion',
        id: newId(),
        at: by.happenedAt,
        sessionId: session.id,
        activityId: session.activityId,
        sessionStart: session.startsAt,
        sessionEnd: session.endsAt,
        version: 0,
        visitId: newId(),
        status: 'finished',
        personId: person.id,
        companionId: who.id,
        companionName: who.displayName,
        cardId: by.cardId,
        by: null,
      });
    }
  }

  /** A tap without an attendance goes up too: central may know the card, and looks for the same read from two hubs. */
  tap(by: ReceivedTap, evidence: Evidence, outcome: Outcome): void {
    const { id, kioskAt, hubAt, happenedAt: at, cardId, counter, personId } = by;
    const fact: HubFact = {
      kind: 'tap',
      id,
      at,
      outcome: wordFor(outcome),
      evidence,
      kioskAt,
      hubAt,
      cardId,
      counter,
      personId,
    };
    this.#deps.outbox.add('fact', at, fact);
    if (isUnplaced(outcome)) this.#sitting.ofTap(by);
  }

  /** The patient chose a session for a tap that was told without one. */
  chosen(tap: StoredTap, personId: string, sessionId: string, now: Date): void {
    const { attendances, day } = this.#deps;
    const visit = attendances.find(personId, sessionId);
    if (!visit) return;
    const at = now.toISOString();
    if (day.placed(tap.id)?.attendanceId !== visit.id) this.#sitting.place(tap.id, visit.id, null, at);
    this.#sitting.ofAnswer(tap, visit, at);
  }
}
