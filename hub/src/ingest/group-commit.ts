/**
 * Group commit: work that arrives while the disk is busy shares the next
 * durable transaction. A synchronous commit blocks the event loop, so what
 * piled up in the sockets meanwhile is read first, turn by turn of the loop,
 * until a turn brings nothing more; then all is committed together: one sync
 * for many taps instead of one each. Nothing ever waits for time to pass: a tap
 * that comes alone is committed as soon as the loop has been round once.
 */
export class GroupCommit<In, Out> {
  readonly #commit: (items: In[]) => Out[];
  readonly #limit: number;
  #waiting: { item: In; resolve: (out: Out) => void; reject: (error: unknown) => void }[] = [];
  #scheduled = false;

  /**
   * @param commit does all items in one durable transaction, all or nothing,
   *   and gives a result for each in order
   * @param limit most items in one transaction, so that one answer never waits for thousands
   */
  constructor(commit: (items: In[]) => Out[], limit = 256) {
    this.#commit = commit;
    this.#limit = limit;
  }

  /** Resolves once the item is durable; rejects when the transaction failed (nothing was stored). */
  add(item: In): Promise<Out> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0) return;
    this.#scheduled = true;
    this.#gather();
  }

  #gather(): void {
    const before = this.#waiting.length;
    setImmediate(() => {
      const after = this.#waiting.length;
      if (after > before && after < this.#limit) return this.#gather();
      this.#scheduled = false;
      this.#commitWaiting();
      this.#schedule();
    });
  }

  #commitWaiting(): void {
    const batch = this.#waiting.splice(0, this.#limit);
    try {
      const results = this.#commit(batch.map((w) => w.item));
      batch.forEach((w, i) => {
        w.resolve(results[i]!);
      });
    } catch (error) {
      for (const w of batch) w.reject(error);
    }
  }
}
