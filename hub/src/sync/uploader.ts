import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceClient } from '@tapwell/shared/device/client';
import { type HubReport, hubFactResults } from '@tapwell/shared/facts/hub-report';
import { toBatchEntry } from '@tapwell/shared/fhir/encounter';
import type { Outbox, OutboxEntry } from '../store/outbox.ts';
import { type Exchanged, exchange, type Message } from './exchange.ts';
import { ALARM_AFTER, type Answer, nextPace, startPace } from './pace.ts';
import { reasonOf } from './reason.ts';
import { settle, settleBatch } from './settle.ts';

export interface UploaderDeps {
  outbox: Outbox;
  central: Pick<DeviceClient, 'fetch'>;
  report: () => HubReport;
  /**
   * Told after each exchange how it went, for the register and the log.
   * @param alarm central does not know this hub any more: people must help
   */
  onSync: (ok: boolean, why?: string, alarm?: boolean) => void;
}

const REPORT_EVERY_MS = 30_000;

/**
 * Sends the outbox to central: one batch at a time, in order, until each entry
 * is acknowledged. Behind each batch goes a report of how far that was; while
 * there is nothing to send one goes every half a minute.
 */
export class Uploader {
  readonly #deps: UploaderDeps;
  readonly #stopping = new AbortController();
  #wake = new AbortController();
  #again = new AbortController();
  #pace = startPace;
  #nextReport = 0;
  #running: Promise<void> | undefined;
  #reporting: Promise<Answer> | undefined;

  constructor(deps: UploaderDeps) {
    this.#deps = deps;
    deps.outbox.onAdd(() => this.#wake.abort());
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await this.#reporting;
  }

  /** Tries at once, however long there was to wait: something has changed, as after pairing anew. */
  tryNow(): void {
    this.#again.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      // New controllers before looking, so that what happens meanwhile wakes us.
      this.#wake = new AbortController();
      this.#again = new AbortController();
      try {
        await this.#step(signal);
      } catch (error) {
        // Our own store failed: nothing is lost, and it may be well again in a moment.
        this.#deps.onSync(false, reasonOf(error));
        await this.#next({ kind: 'failed' }, signal);
      }
    }
  }

  /** One batch, or while there is none one report, or a pause. */
  async #step(signal: AbortSignal): Promise<void> {
    const entries = this.#deps.outbox.next(this.#pace.size);
    const idle = entries.length === 0;
    const now = performance.now();
    if (idle && !this.#reporting && now < this.#nextReport) {
      return pause(this.#nextReport - now, signal, this.#wake.signal, this.#again.signal);
    }
    const answer = idle ? await this.#report() : await this.#send(entries);
    if (answer.kind === 'settled' && idle) this.#nextReport = performance.now() + REPORT_EVERY_MS;
    if (answer.kind === 'settled' && answer.progress && !idle) {
      this.#nextReport = 0;
      // Beside the next batch: what it says was true when it was written, and the backlog need not wait for it.
      void this.#report();
    }
    await this.#next(answer, signal);
  }

  /** Takes the next pace. A wait after failure is kept even if new taps come in: central asked for room. */
  async #next(answer: Answer, signal: AbortSignal): Promise<void> {
    const { pace, waitMs } = nextPace(this.#pace, answer, Math.random());
    this.#pace = pace;
    if (waitMs > 0) await pause(waitMs, signal, this.#again.signal);
  }

  async #send(entries: OutboxEntry[]): Promise<Answer> {
    const { outbox } = this.#deps;
    const { message, read } = entries[0]!.kind === 'attendance' ? asBundle(entries) : asFacts(entries);
    const exchanged = await this.#exchange(message, (json) => {
      const { stored, refused } = read(json);
      outbox.settle(stored, refused, new Date());
      return stored.length + refused.length > 0;
    });
    // It cannot be made smaller: set it aside, and let the rest go on.
    if (exchanged.refused) outbox.settle([], [{ seq: entries[0]!.seq, reason: exchanged.refused }], new Date());
    return exchanged.answer;
  }

  /** One at a time: whoever asks while one is under way hears how that one went. */
  #report(): Promise<Answer> {
    this.#reporting ??= this.#sendReport().finally(() => {
      this.#reporting = undefined;
    });
    return this.#reporting;
  }

  async #sendReport(): Promise<Answer> {
    try {
      const message: Message = {
        path: '/hub/report',
        body: this.#deps.report(),
        type: 'application/json',
        entries: 0,
      };
      return (await this.#exchange(message, () => true)).answer;
    } catch (error) {
      this.#deps.onSync(false, reasonOf(error));
      return { kind: 'failed' };
    }
  }

  async #exchange(message: Message, read: (json: unknown) => boolean): Promise<Exchanged> {
    const { central, onSync } = this.#deps;
    const { signal } = this.#stopping;
    const exchanged = await exchange(central, message, this.#pace.gzip, signal, read);
    const { answer, why } = exchanged;
    if (signal.aborted || answer.kind === 'too-large' || answer.kind === 'plain-please') return exchanged;
    const alarm = answer.kind === 'unwelcome' && this.#pace.refusals + 1 >= ALARM_AFTER;
    onSync(why === undefined, why, alarm);
    return exchanged;
  }
}

function asBundle(entries: OutboxEntry[]) {
  const visits = entries.flatMap((e) => (e.kind === 'attendance' ? [e.body] : []));
  const body = { resourceType: 'Bundle', type: 'batch', entry: visits.map(toBatchEntry) };
  const message: Message = { path: '/fhir', body, type: 'application/fhir+json', entries: entries.length };
  return { message, read: (json: unknown) => settleBatch(entries, json) };
}

function asFacts(entries: OutboxEntry[]) {
  const body = { facts: entries.map((e) => e.body) };
  const message: Message = { path: '/hub/facts', body, type: 'application/json', entries: entries.length };
  return { message, read: (json: unknown) => settle(entries, hubFactResults.safeParse(json).data?.results ?? []) };
}

async function pause(ms: number, ...signals: AbortSignal[]): Promise<void> {
  await sleep(Math.max(0, ms), undefined, { signal: AbortSignal.any(signals) }).catch(() => undefined);
}
