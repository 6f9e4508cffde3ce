import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceClient } from '@tapwell/shared/device/client';
import { rosterPage } from '@tapwell/shared/roster/roster';
import type { RosterStore } from '../roster/roster-store.ts';

const ASK_EVERY_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;

/** Asks central for roster changes after our cursor, and applies each answer whole. */
export class RosterSync {
  readonly #central: DeviceClient;
  readonly #roster: RosterStore;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(central: DeviceClient, roster: RosterStore) {
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
      } catch {
        // Central is away or answers nonsense: keep what we have, ask again later.
        failures++;
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
    const page = rosterPage.parse(await answer.json());
    if (page.cursor !== this.#roster.cursor) this.#roster.apply(page.changes, page.cursor);
    return page.more;
  }
}
