import type { CentralDb } from '../store/schema.ts';

/** Another process of central may have changed something: we look this often while hubs wait. */
const LOOK_EVERY_MS = 1_000;

interface Waiting {
  hubId: string;
  cursor: number;
  done: () => void;
}

/**
 * Hubs whose question is held back until there is something to tell, so that a
 * blocked card reaches its venues at once and an idle hub asks twice a minute.
 */
export class WaitingHubs {
  readonly #db: CentralDb;
  readonly #log: (error: unknown) => void;
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #lookAgain = false;
  #closed = false;

  constructor(db: CentralDb, log: (error: unknown) => void) {
    this.#db = db;
    this.#log = log;
  }

  /** Something of a roster changed here just now. */
  wake(): void {
    void this.#look();
  }

  /**
   * Holds a hub back until there is something urgent to tell it, the time is
   * over, it goes away, or we stop.
   * @returns false when we stop: there is nothing to tell it from any more
   */
  async wait(hubId: string, cursor: number, ms: number, gone: AbortSignal): Promise<boolean> {
    if (this.#closed) return false;
    if (gone.aborted) return true;
    await new Promise<void>((resolve) => {
      const over = setTimeout(() => one.done(), ms);
      const one: Waiting = {
        hubId,
        cursor,
        done: () => {
          clearTimeout(over);
          this.#waiting.delete(one);
          if (this.#waiting.size === 0) this.#stopTimer();
          resolve();
        },
      };
      this.#waiting.add(one);
      gone.addEventListener('abort', one.done, { once: true });
      this.#timer ??= setInterval(() => void this.#look(), LOOK_EVERY_MS);
      // What changed between its question and now.
      void this.#look();
    });
    return !this.#closed;
  }

  /** Lets all go. */
  close(): void {
    this.#closed = true;
    this.#stopTimer();
    for (const { done } of this.#waiting) done();
  }

  #stopTimer(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** One look at a time, however many wake us; what comes meanwhile is looked for again. */
  async #look(): Promise<void> {
    if (this.#looking) {
      this.#lookAgain = true;
      return;
    }
    this.#looking = true;
    try {
      do {
        this.#lookAgain = false;
        if (this.#closed || this.#waiting.size === 0) return;
        const news = await this.#news();
        for (const { hubId, cursor, done } of this.#waiting) if ((news.get(hubId) ?? 0) > cursor) done();
      } while (this.#lookAgain);
    } catch (error) {
      if (!this.#closed) this.#log(error);
    } finally {
      this.#looking = false;
    }
  }

  /** For each hub that waits, the newest number it can be told; beyond all numbers when some are to be worked out. */
  async #news(): Promise<Map<string, number>> {
    const hubs = [...new Set([...this.#waiting].map((one) => one.hubId))];
    const numbered = await this.#db
      .selectFrom('roster_entry')
      .select(['hub_id', (q) => q.fn.max('seq').as('seq')])
      .where('hub_id', 'in', hubs)
      .groupBy('hub_id')
      .execute();
    const marked = await this.#db
      .selectFrom('hub')
      .select('id')
      .where('id', 'in', hubs)
      .where(({ or, eb, exists, selectFrom }) =>
        or([
          eb('roster_stale', '=', 1),
          exists(
            selectFrom('roster_touched')
              .select('patient_id')
              .whereRef('roster_touched.hub_id', '=', 'hub.id')
              .where('urgent', '=', 1),
          ),
        ]),
      )
      .execute();
    return new Map([
      ...numbered.map((row) => [row.hub_id, row.seq] as const),
      ...marked.map((row) => [row.id, Number.POSITIVE_INFINITY] as const),
    ]);
  }
}
