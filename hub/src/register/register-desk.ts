import { isDeepStrictEqual } from 'node:util';
import type { RecordedBy } from '@tapwell/shared/attendance/attendance';
import { Problem } from '@tapwell/shared/http/problem';
import { dayBounds, localDate } from '@tapwell/shared/schedule/sessions';
import type { ExpectedNow } from '@tapwell/shared/tap/staff-wire';
import { isWithin, mayBeFor } from '../decide/sitting.ts';
import { SettleSitting } from '../ingest/settle-sitting.ts';
import type { RosterStore } from '../roster/roster-store.ts';
import { type DaySession, Sessions } from '../roster/sessions.ts';
import { Attendances } from '../store/attendances.ts';
import type { Db } from '../store/open.ts';
import type { Outbox } from '../store/outbox.ts';
import { type ActionOutcome, RegisterLog } from '../store/register-log.ts';
import type { Taps, UnplacedTap } from '../store/taps.ts';
import { VenueDay } from '../store/venue-day.ts';
import { act } from './act.ts';
import type { Book, Change } from './book.ts';
import { dayRegister, isThere } from './register.ts';
import { concernedBy, holderOf, unplacedOn } from './unplaced.ts';
import type { DayRegister, RegisterAction, SessionRegister } from './wire.ts';

interface Deps {
  db: Db;
  roster: RosterStore;
  outbox: Outbox;
  taps: Taps;
  /** Days for which a purge leaves everything here. */
  keepDays: number;
}

const DAY_MS = 86_400_000;
/** As long before midnight may a session have ended for which somebody taps after it. */
const LATE_NIGHT_MS = DAY_MS / 4;
/** A tap and those around it. */
const AROUND_MS = DAY_MS / 2;

/** A member of a provider's staff. */
export interface DeskStaff extends RecordedBy {
  providerId: string;
}

/**
 * The provider's desk: what a register shows, and what staff do on it. Each
 * press is one durable transaction with its line in the log, its facts and
 * their way to central; the same press again changes nothing and is answered the same.
 */
export class RegisterDesk {
  readonly roster: RosterStore;
  readonly sessions: Sessions;
  readonly #taps: Taps;
  readonly #keepDays: number;
  readonly #attendances: Attendances;
  readonly #day: VenueDay;
  readonly #log: RegisterLog;
  readonly #sitting: SettleSitting;
  readonly #act;

  constructor({ db, roster, outbox, taps, keepDays }: Deps) {
    this.roster = roster;
    this.#taps = taps;
    this.#keepDays = keepDays;
    this.#attendances = new Attendances(db, outbox);
    this.#day = new VenueDay(db, outbox);
    this.#log = new RegisterLog(db);
    this.#sitting = new SettleSitting({ roster, taps, attendances: this.#attendances, day: this.#day });
    this.sessions = new Sessions(roster, this.#day);
    const once = db.transaction((action: RegisterAction, staff: DeskStaff, now: Date) =>
      this.#once(action, staff, now),
    );
    this.#act = (action: RegisterAction, staff: DeskStaff, now: Date) => once.immediate(action, staff, now);
  }

  /**
   * Does what was pressed.
   * @throws Problem 404 for what is another provider's, 409 in one sentence when it cannot be done
   */
  act(action: RegisterAction, staff: DeskStaff, now: Date): ActionOutcome {
    return this.#act(action, staff, now);
  }

  /**
   * A provider's sessions of a local day, with everyone on them and whoever is
   * on none. Of a day that was purged nothing: who came would look absent.
   */
  day(day: string, providerId: string, now: Date): Pick<DayRegister, 'kept' | 'sessions' | 'unplaced'> {
    const { view } = this.roster;
    if (day < this.#keptFrom(now)) return { kept: false, sessions: [], unplaced: [] };
    const own = (session: DaySession) => session.activity.providerId === providerId;
    const sessions = this.#ofDay(day, now).filter(own);
    const registers = this.#registers(sessions, now);
    const bounds = dayBounds(day, view.zone);
    const known = new Set(sessions.map((session) => session.id));
    const lastNight = this.#endedBefore(bounds.from).filter((s) => own(s) && !known.has(s.id));
    const there = [...registers, ...this.#registers(lastNight, now)];
    // A session of the evening may have people come after midnight.
    const taps = this.#taps.unplaced(bounds.from, new Date(bounds.to.getTime() + DAY_MS), providerId);
    return {
      kept: true,
      sessions: registers,
      unplaced: unplacedOn({ view, providerId, bounds, sessions, lastNight, registers: there }, taps),
    };
  }

  /** Sessions for which somebody may still have tapped after an instant. */
  #endedBefore(at: Date): DaySession[] {
    const since = new Date(at.getTime() - LATE_NIGHT_MS);
    return this.sessions
      .between(since, at)
      .filter((s) => isWithin(at.toISOString(), mayBeFor(s, s.activity.earlyMinutes)));
  }

  #ofDay(day: string, now: Date): DaySession[] {
    return this.sessions.ofDay(day, now, this.#attendances.ofDay(day, this.roster.view.activities.keys()));
  }

  /** The day after the one in which a purge of now begins to keep. */
  #keptFrom(now: Date): string {
    const since = new Date(now.getTime() - this.#keepDays * DAY_MS);
    return localDate(since, this.roster.view.zone).add({ days: 1 }).toString();
  }

  /** A provider's sessions that take arrivals now, with who is expected and who is here. */
  openNow(providerId: string, now: Date): ExpectedNow['sessions'] {
    const open = this.sessions
      .openAt(now)
      .filter((session) => session.activity.providerId === providerId && !session.cancelled);
    return this.#registers(open, now).map(({ sessionId, activity, starts, people }) => ({
      sessionId,
      activity,
      time: starts,
      people: people
        .map((line) => ({ personId: line.personId, name: line.name, here: isThere(line) }))
        .sort((a, b) => a.name.localeCompare(b.name)),
    }));
  }

  #registers(sessions: DaySession[], now: Date): SessionRegister[] {
    return dayRegister(this.roster.view, sessions, now, (id) => ({
      present: this.#attendances.atSession(id),
      takenBack: this.#attendances.takenBackAt(id),
      expected: this.#day.expectedAt(id),
      companions: this.#day.companionsAt(id),
      log: this.#log.ofSession(id),
    }));
  }

  #once(action: RegisterAction, staff: DeskStaff, now: Date): ActionOutcome {
    const by = { id: staff.id, name: staff.name };
    const before = this.#log.find(action.id);
    if (before) {
      // The same press, come twice; an id is nobody else's to use.
      if (before.by.id === by.id && isDeepStrictEqual(before.action, plain(action))) return before.result;
      throw new Problem(409, 'Not possible', 'This press was made before, and was another one.');
    }
    const done = act(action, this.book(staff, now));
    for (const change of done.changes) this.#record(change, staff, now);
    const { said, history, sessionId, personId, outcome } = done;
    const result = { said, history, ...(outcome && { outcome }) };
    this.#log.add({ id: action.id, at: now.toISOString(), by, sessionId, personId, action, result });
    return result;
  }

  #record(change: Change, { providerId, id, name }: DeskStaff, now: Date): void {
    if (change.kind === 'record') {
      this.#attendances.record(change.attendance, change.tapId);
      // Of a tap that is placed, the press itself says which others go with it.
      if (change.tapId === null) this.#sitting.ofVisit(change.attendance, { id, name }, now.toISOString());
    } else if (change.kind === 'change') this.#attendances.change(change.attendance, now.toISOString());
    else if (change.kind === 'dismiss') this.#day.dismiss(change.tapId, providerId, now.toISOString());
    else this.#day.save(change.fact);
  }

  book(staff: DeskStaff, now: Date): Book {
    const { view } = this.roster;
    return {
      view,
      providerId: staff.providerId,
      by: { id: staff.id, name: staff.name },
      now,
      keptFrom: this.#keptFrom(now),
      session: (id) => this.sessions.session(id),
      sessionFact: (id) => this.#day.session(id),
      extra: (activityId, when) => {
        const activity = view.activities.get(activityId);
        return activity && this.sessions.extra(activity, when);
      },
      attendance: (personId, sessionId) => this.#attendances.find(personId, sessionId),
      countAt: (sessionId) => this.#attendances.countAt(sessionId),
      visitsOf: (prescribed) => this.#attendances.sessionsAttended(prescribed),
      expectation: (personId, sessionId) => this.#day.expectedAt(sessionId).find((e) => e.personId === personId),
      companionsAt: (sessionId) => this.#day.companionsAt(sessionId),
      companionVisit: (visitId) => this.#day.companionVisit(visitId),
      placed: (tapId) => this.#day.placed(tapId),
      dismissedBy: (tapId) => this.#day.dismissedBy(tapId),
      concernedBy: (tap) => {
        const at = new Date(tap.happenedAt);
        const day = localDate(at, view.zone).toString();
        const isOn = (person: string, session: string) => this.#attendances.find(person, session) !== undefined;
        return concernedBy(view, tap, [...this.#ofDay(day, now), ...this.#endedBefore(at)], isOn);
      },
      holderOf: (tap) => holderOf(view, tap)?.person?.id,
      unplaced: (tapId) => this.#unplacedLike(tapId),
    };
  }

  #unplacedLike(tapId: string): UnplacedTap[] {
    const tap = this.#taps.find(tapId);
    if (!tap) return [];
    const at = Date.parse(tap.happenedAt);
    const all = this.#taps.unplaced(new Date(at - AROUND_MS), new Date(at + AROUND_MS));
    const itself = all.find((one) => one.id === tapId);
    return itself ? [itself, ...all.filter((one) => one !== itself && one.who === itself.who)] : [];
  }
}

/** As it comes back from the log. */
function plain(action: RegisterAction): unknown {
  return JSON.parse(JSON.stringify(action));
}
