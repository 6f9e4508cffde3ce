import { newId } from '@tapwell/shared/ids';
import type { Outcome } from '@tapwell/shared/tap/outcome';
import { type Tap, tap as tapSchema } from '@tapwell/shared/tap/tap';
import { SqliteError } from 'better-sqlite3';
import { attend, decide, decideWhere, leavingFor, tapAgain } from '../decide/decide.ts';
import { happenedAt } from '../decide/happened-at.ts';
import { identify } from '../decide/identify.ts';
import type { RosterStore } from '../roster/roster-store.ts';
import { Sessions } from '../roster/sessions.ts';
import type { Attendances } from '../store/attendances.ts';
import type { Db } from '../store/open.ts';
import type { Outbox } from '../store/outbox.ts';
import type { Quarantine } from '../store/quarantine.ts';
import type { ReceivedTap, Taps } from '../store/taps.ts';
import { VenueDay } from '../store/venue-day.ts';
import { WalSync } from '../store/wal-sync.ts';
import { type Clocks, ClockWatch } from './clock-watch.ts';
import { GroupCommit } from './group-commit.ts';
import { Recorder } from './record.ts';
import { whenSetAside } from './set-aside.ts';
import { CHOICE_MS } from './settle-sitting.ts';
import { Situations } from './situation.ts';

/** A tap as it came over the wire: of its shape only the id is sure. */
export interface IncomingTap {
  tap: { id: string };
  kioskId: string;
  hubAt: Date;
}

export interface IngestDeps {
  db: Db;
  roster: RosterStore;
  taps: Taps;
  attendances: Attendances;
  outbox: Outbox;
  quarantine: Quarantine;
  /** Hears of a tap that could not be taken because of a fault of ours. */
  onFault: (error: unknown) => void;
  /** Hears how many shared a durable commit. */
  onCommit?: (jobs: number) => void;
  /** The machine's clocks, unless told otherwise. */
  clocks?: () => Clocks;
}

/** Tells staff that the hub kept a tap it could not understand. */
export const CODE_SET_ASIDE = 'E1';

/**
 * Receives taps: verifies, decides and commits tap and decision in one durable
 * transaction, and only then answers. The same tap id gives the same answer.
 */
export class TapIngest {
  readonly #deps: IngestDeps;
  readonly #clock: ClockWatch;
  /** Within the group's transaction a savepoint for each tap, so that one fault undoes one tap. */
  readonly #alone;
  readonly #group: GroupCommit<() => Outcome | undefined, Outcome | undefined>;
  readonly #disk: WalSync;
  /** The last entry of the outbox before what no sync has begun for. */
  #unsettledFrom: number | undefined;
  readonly #situations: Situations;
  readonly #recorder: Recorder;
  readonly #pairedAt;
  /** Until when a kiosk had handed over everything. */
  readonly #clear;

  constructor(deps: IngestDeps) {
    this.#deps = deps;
    this.#clock = new ClockWatch(deps.clocks);
    const day = new VenueDay(deps.db, deps.outbox);
    this.#situations = new Situations({ ...deps, day, sessions: new Sessions(deps.roster, day) });
    this.#recorder = new Recorder({ ...deps, day });
    this.#pairedAt = deps.db.prepare<[string], string>('SELECT paired_at FROM device WHERE id = ?').pluck();
    this.#clear = deps.db
      .prepare<[string], string>(
        'SELECT coalesce(clear_through, paired_at) FROM device LEFT JOIN kiosk USING (id) WHERE id = ?',
      )
      .pluck();
    const together = deps.db.transaction((jobs: (() => Outcome | undefined)[]) => jobs.map((job) => job()));
    this.#disk = new WalSync(deps.db);
    this.#group = new GroupCommit(
      (jobs) => {
        const before = deps.outbox.last();
        const results = this.#disk.commit(() => together.immediate(jobs));
        deps.outbox.holdBack(before);
        this.#unsettledFrom ??= before;
        deps.onCommit?.(jobs.length);
        return results;
      },
      async () => {
        this.#unsettledFrom = undefined;
        await this.#disk.settled();
        deps.outbox.release(this.#unsettledFrom);
      },
    );
    this.#alone = deps.db.transaction((tap: Tap, kioskId: string, hubAt: Date) => this.#decideOne(tap, kioskId, hubAt));
  }

  /** Takes one tap, whatever it is like: what cannot be decided is set aside whole, and never holds up the next. */
  async receive(received: IncomingTap): Promise<Outcome> {
    this.#clock.look((from) => this.#deps.taps.doubtReads(from));
    return (await this.#group.add(() => this.#receiveOne(received)))!;
  }

  /** Before the store is closed. */
  close(): void {
    this.#disk.close();
  }

  /**
   * The patient's choice among sessions, or a different one within the time to
   * undo: then the first attendance is taken back and a new one recorded.
   * @returns undefined when this tap does not offer that session (any more)
   */
  choose(tapId: string, sessionId: string, now: Date): Promise<Outcome | undefined> {
    return this.#group.add(() => this.#chooseOne(tapId, sessionId, now));
  }

  #receiveOne({ tap, kioskId, hubAt }: IncomingTap): Outcome {
    const read = tapSchema.safeParse(tap);
    if (!read.success) {
      const { path, message } = read.error.issues[0]!;
      return this.#setAside(tap, kioskId, `${path.join('.')}: ${message}`, hubAt);
    }
    try {
      return this.#alone(read.data, kioskId, hubAt);
    } catch (error) {
      // The disk or the database itself: nobody's tap is to blame, and nothing may be answered.
      if (error instanceof SqliteError && !error.code.startsWith('SQLITE_CONSTRAINT')) throw error;
      this.#deps.onFault(error);
      return this.#setAside(tap, kioskId, String(error), hubAt);
    }
  }

  #setAside(tap: { id: string }, kioskId: string, reason: string, now: Date): Outcome {
    const isNew = this.#deps.quarantine.add(
      { key: `tap ${tap.id}`, kind: 'tap', body: JSON.stringify(tap), reason, kioskId },
      now,
    );
    // Someone came, and we cannot say who: nobody may be called absent from what ran then.
    if (isNew) {
      const gap = whenSetAside(tap, this.#clear.get(kioskId), now);
      const fact = { kind: 'kiosk-gap' as const, id: newId(), at: now.toISOString(), kioskId, ...gap };
      this.#deps.outbox.add('fact', gap.from, fact);
    }
    return { outcome: 'card-not-recognised', code: CODE_SET_ASIDE };
  }

  #decideOne(tap: Tap, kioskId: string, hubAt: Date): Outcome {
    const { roster, taps } = this.#deps;
    const known = taps.find(tap.id);
    if (known) return known.outcome;

    const { view } = roster;
    const { at, sure } = happenedAt(tap, hubAt, () => this.#pairedAt.get(kioskId));
    const identified = identify(tap.evidence, {
      metaReadKeys: view.scheme?.metaReadKeys ?? [],
      byUid: (uid) => view.cardOf(uid, at, sure),
    });
    const situation = this.#situations.of(identified, at, sure, hubAt);
    const decision = decide(situation);

    const accepted = identified.kind === 'card' && situation.identified.kind === 'card' ? identified : null;
    const received: ReceivedTap = {
      id: tap.id,
      kioskAt: tap.kioskAt,
      hubAt: hubAt.toISOString(),
      happenedAt: at.toISOString(),
      sure,
      cardId: identified.kind === 'unknown' ? null : identified.card.id,
      counter: accepted?.counter ?? null,
      personId: situation.person?.id ?? null,
      assurance: accepted?.assurance ?? null,
    };
    const { outcome } = decision;
    taps.insert(tap, kioskId, received, outcome);
    if (accepted && accepted.counter !== null) {
      taps.saveRead(accepted.card.id, accepted.counter, received.happenedAt, sure);
    }
    const { person, companion } = situation;
    if (person && (decision.attend || decision.stay)) {
      this.#recorder.visit(decision, person, received, (told) =>
        decideWhere(person, this.#situations.times(person, new Date(told.happenedAt), told.sure)),
      );
    }
    if (companion && decision.accompanied) {
      this.#recorder.companion(companion.who, decision.accompanied, received);
    }
    if (!decision.attend) this.#recorder.tap(received, tap.evidence, outcome);
    return outcome;
  }

  #chooseOne(tapId: string, sessionId: string, now: Date): Outcome | undefined {
    const { taps, attendances, roster } = this.#deps;
    const stored = taps.find(tapId);
    const person = stored?.personId ? roster.view.people.get(stored.personId) : undefined;
    if (!stored?.assurance || !person || now.getTime() - Date.parse(stored.hubAt) > CHOICE_MS) return undefined;
    const { outcome: had } = stored;
    if (had.outcome !== 'choose-session' && !(had.outcome === 'checked-in' && had.chosen)) return undefined;

    const at = new Date(stored.happenedAt);
    const before = attendances.ofTap(tapId);
    if (before?.sessionId === sessionId) return had;
    const times = this.#situations.times(person, at, stored.sure);
    const picked = [...times.ended.filter((o) => o.session.activity.timed), ...times.open].find(
      (o) => o.session.id === sessionId && !o.session.cancelled,
    );
    if (!picked) return undefined;

    if (before) attendances.retract(before, stored.happenedAt, now);
    const others = { ...times, open: times.open.filter((o) => o.session.startsAt < picked.session.startsAt) };
    // Where they are on record already it is one more tap there: they stay, or leave.
    const decision = picked.present
      ? tapAgain(person, picked, times)
      : { ...attend(person, picked, true), ...(before ? {} : leavingFor(others)) };
    const { outcome } = decision;
    this.#recorder.visit(decision, person, stored);
    this.#recorder.chosen(stored, person.id, sessionId, now);
    taps.setOutcome(tapId, outcome);
    return outcome;
  }
}
