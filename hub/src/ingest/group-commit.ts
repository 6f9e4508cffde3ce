/** What waits for the answer to one item. */
interface Waiting<In, Out> {
  item: In;
  resolve: (out: Out) => void;
  reject: (error: unknown) => void;
}

/**
 * Group commit: work that arrives while the disk is busy shares the next
 * durable transaction. What is in the sockets is read first, turn by turn of
 * the event loop, until a turn brings nothing more; then all is committed
 * together: one sync for many taps instead of one each. Nothing ever waits for
 * time to pass: a tap that comes alone is committed as soon as the loop has
 * been round once. While the disk syncs one lot the next is read, decided and
 * written; a sync answers for what was written before it began.
 */
export class GroupCommit<In, Out> {
  readonly #commit: (items: In[]) => Out[];
  readonly #settled: () => Promise<void>;
  readonly #limit: number;
  #waiting: Waiting<In, Out>[] = [];
  #scheduled = false;
  /** Answers for what is written, and not yet known to be on the disk. */
  #unsettled: { answer: () => void; fail: (error: unknown) => void }[] = [];
  #settling = false;

  /**
   * @param commit does all items in one transaction, all or nothing, and gives
   *   a result for each in order
   * @param settled resolves when what was committed before is durable; by itself when `commit` sees to that
   * @param limit most items in one transaction, so that one answer never waits for thousands
   */
  constructor(commit: (items: In[]) => Out[], settled: () => Promise<void> = async () => {}, limit = 256) {
    this.#commit = commit;
    this.#settled = settled;
    this.#limit = limit;
  }

  /** Resolves once the item is durable; rejects when the transaction failed (nothing was stored) or could not be synced. */
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
    const fail = (error: unknown) => {
      for (const w of batch) w.reject(error);
    };
    try {
      const results = this.#commit(batch.map((w) => w.item));
      const answer = () => {
        for (const [i, w] of batch.entries()) w.resolve(results[i]!);
      };
      this.#unsettled.push({ answer, fail });
    } catch (error) {
      fail(error);
    }
    this.#settle();
  }

  #settle(): void {
    if (this.#settling || this.#unsettled.length === 0) return;
    this.#settling = true;
    const lot = this.#unsettled;
    this.#unsettled = [];
    const then = (tell: (one: (typeof lot)[number]) => void) => {
      this.#settling = false;
      // Before the answers are written: the disk need not wait for them.
      this.#settle();
      lot.forEach(tell);
    };
    this.#settled().then(
      () => then((one) => one.answer()),
      (error: unknown) => then((one) => one.fail(error)),
    );
  }
}
