import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceClient } from '@tapwell/shared/device/client';
import { looseRosterPage, type RosterChange, rosterChange } from '@tapwell/shared/roster/roster';
import type { RosterStore } from '../roster/roster-store.ts';
import { reasonOf } from './reason.ts';

const ASK_EVERY_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;

/** Asks central for roster changes after our cursor, and applies each answer whole. */
export class RosterSync {
  readonly #central: Pick<DeviceClient, 'fetch'>;
  readonly #roster: RosterStore;
  readonly #onProblem: (why: string) => void;
  readonly #onFresh: () => void;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  /**
   * @param onProblem hears why the roster, or an entry of it, could not be taken
   * @param onFresh hears each time that our roster is what central has
   */
  constructor(
    central: Pick<DeviceClient, 'fetch'>,
    roster: RosterStore,
    onProblem: (why: string) => void,
    onFresh: () => void = () => {},
  ) {
    this.#onProblem = onProblem;
    this.#onFresh = onFresh;
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

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    let failures = 0;
    while (!signal.aborted) {
      let more = false;
      try {
        more = await this.#askOnce(signal);
        failures = 0;
      } catch (error) {
        // Central is away or answers nonsense: keep what we have, ask again later. Said once, not every time.
        if (failures++ === 0 && !signal.aborted) this.#onProblem(reasonOf(error));
      }
      const wait = Math.min(LONGEST_WAIT_MS, ASK_EVERY_MS * 2 ** failures * (failures ? Math.random() : 1));
      if (!more) await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  async #askOnce(signal: AbortSignal): Promise<boolean> {
    const answer = await this.#central.fetch(`/hub/roster?cursor=${this.#roster.cursor}`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(20_000)]),
    });
    if (!answer.ok) {
      await answer.body?.cancel();
      throw new Error(`roster: central answered ${answer.status}`);
    }
    const page = looseRosterPage.parse(await answer.json());
    const moved = page.cursor !== this.#roster.cursor;
    if (moved || page.reset) this.#roster.apply(this.#readable(page.changes), page.cursor, page.reset);
    if (!page.more) this.#onFresh();
    return page.more && moved;
  }

  /** One entry we cannot read must not keep a lost card from being blocked. */
  #readable(changes: unknown[]): RosterChange[] {
    return changes.flatMap((change) => {
      const read = rosterChange.safeParse(change);
      if (!read.success) this.#onProblem(`a roster entry is left out: ${read.error.issues[0]!.message}`);
      return read.success ? [read.data] : [];
    });
  }
}
