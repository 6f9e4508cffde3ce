import { setTimeout as sleep } from 'node:timers/promises';
import { type DeviceClient, DeviceRefused } from '@tapwell/shared/device/client';
import { looseRosterPage, type RosterCard, type RosterChange, rosterChange } from '@tapwell/shared/roster/roster';
import { instant } from '@tapwell/shared/tap/tap';
import { z } from 'zod';
import type { RosterStore } from '../roster/roster-store.ts';
import { ALARM_AFTER, ALARM_WAIT_MS } from './pace.ts';
import { reasonOf } from './reason.ts';
import type { Resend } from './resend.ts';

/** How long central may hold its answer back while there is nothing new. */
const WAIT_S = 25;
const REQUEST_MS = (WAIT_S + 20) * 1000;
/** Between two questions of which the first brought something: a busy hour is no reason to ask without pause. */
const BREATH_MS = 250;
/** A central that does not hold answers back is asked this often. */
const ASK_EVERY_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Asks central for roster changes after our cursor, again and again; central
 * answers when there are some. What comes in several pages is taken together
 * with the last, so that the roster is never half new.
 */
export class RosterSync {
  readonly #central: Pick<DeviceClient, 'fetch'>;
  readonly #roster: RosterStore;
  readonly #onProblem: (why: string) => void;
  readonly #onFresh: () => void;
  readonly #onResend: (resend: Resend) => void;
  readonly #stopping = new AbortController();
  #again = new AbortController();
  #running: Promise<void> | undefined;

  /**
   * @param onProblem hears why the roster, or an entry of it, could not be taken
   * @param onFresh hears each time that our roster is what central has
   * @param onResend hears what central asks for once more, each time it asks
   */
  constructor(
    central: Pick<DeviceClient, 'fetch'>,
    roster: RosterStore,
    onProblem: (why: string) => void,
    onFresh: () => void = () => {},
    onResend: (resend: Resend) => void = () => {},
  ) {
    this.#onProblem = onProblem;
    this.#onFresh = onFresh;
    this.#onResend = onResend;
    this.#central = central;
    this.#roster = roster;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Asks at once, however long there was to wait. */
  tryNow(): void {
    this.#again.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    let failures = 0;
    let refusals = 0;
    while (!signal.aborted) {
      this.#again = new AbortController();
      let wait: number;
      try {
        wait = await this.#askOnce(signal);
        failures = 0;
        refusals = 0;
      } catch (error) {
        // Central is away or answers nonsense: keep what we have, ask again later. Said once, not every time.
        if (failures++ === 0 && !signal.aborted) this.#onProblem(reasonOf(error));
        if (error instanceof DeviceRefused || error instanceof Unwelcome) refusals++;
        // A single refusal may be astray, and a lost card must not stay good for it.
        wait =
          refusals >= ALARM_AFTER
            ? ALARM_WAIT_MS
            : Math.min(LONGEST_PAUSE_MS, ASK_EVERY_MS * 2 ** Math.min(failures, 10)) * Math.random();
      }
      const either = AbortSignal.any([signal, this.#again.signal]);
      if (wait > 0) await sleep(wait, undefined, { signal: either }).catch(() => undefined);
    }
  }

  /** @returns how long to wait before the next question, in ms */
  async #askOnce(signal: AbortSignal): Promise<number> {
    const began = performance.now();
    const from = this.#roster.askFrom;
    const used = this.#roster.acknowledged;
    const path = `/hub/roster?cursor=${from}&wait=${WAIT_S}${used === from ? '' : `&used=${used}`}`;
    const answer = await this.#central.fetch(path, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)]),
    });
    if (!answer.ok) {
      await answer.body?.cancel();
      if (answer.status === 401 || answer.status === 403) throw new Unwelcome();
      throw new Error(`roster: central answered ${answer.status}`);
    }
    const page = looseRosterPage.parse(await answer.json());
    const moved = page.cursor !== from;
    // A page that promises more and does not move would be asked for without end.
    const more = page.more && moved;
    if (moved || page.reset) {
      const taken = { changes: this.#readable(page.changes), cursor: page.cursor, reset: page.reset };
      if (more) this.#roster.stage(taken);
      else this.#roster.apply(taken.changes, taken.cursor, taken.reset);
    }
    if (more) return 0;
    if (page.resend) this.#onResend(page.resend);
    this.#onFresh();
    if (moved) return BREATH_MS;
    return Math.max(0, ASK_EVERY_MS - (performance.now() - began));
  }

  /** One entry we cannot read must not keep a lost card from being blocked, be it that card's own. */
  #readable(changes: unknown[]): RosterChange[] {
    return changes.flatMap((change) => {
      const read = rosterChange.safeParse(change);
      if (!read.success) this.#onProblem(`a roster entry is left out: ${read.error.issues[0]!.message}`);
      if (read.success) return [read.data];
      const outOfUse = cardOutOfUse(change, this.#roster.view.cardsById);
      return outOfUse ? [{ op: 'put', entry: outOfUse }] : [];
    });
  }
}

const notInUse = z.object({
  op: z.literal('put'),
  entry: z.object({ kind: z.literal('card'), id: z.string(), state: z.string(), stateSince: instant.catch('') }),
});

/** Of a change we cannot read as a whole: the card we hold, out of use if it says so. */
function cardOutOfUse(change: unknown, held: ReadonlyMap<string, RosterCard>): RosterCard | undefined {
  const read = notInUse.safeParse(change);
  const card = read.success ? held.get(read.data.entry.id) : undefined;
  if (!read.success || !card || counts(read.data.entry.state) || !counts(card.state)) return undefined;
  return { ...card, state: 'blocked', stateSince: read.data.entry.stateSince || new Date().toISOString() };
}

/** Whether taps of a card in this state count; not in one that we have never heard of. */
function counts(state: string): boolean {
  return state === 'active' || state === 'issued';
}

/** 401 or 403. */
class Unwelcome extends Error {
  constructor() {
    super('central no longer knows this hub');
  }
}
