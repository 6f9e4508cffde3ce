import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type { DeviceClient } from '@tapwell/shared/device/client';
import type { HubReport } from '@tapwell/shared/facts/hub-report';
import type { Outbox } from '../store/outbox.ts';
import { type Batch, prepare } from './batch.ts';
import { type Exchanged, exchange, type Packed, pack } from './exchange.ts';
import { ALARM_AFTER, type Answer, nextPace, startPace, toBlame } from './pace.ts';
import { reasonOf } from './reason.ts';
import type { Settlement } from './settle.ts';

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
/** Between two tries of entries that central fails at. */
const SET_BACK_EVERY_MS = 10 * 60_000;
/** Where batches follow each other many times a second, one report in a second says enough. */
const REPORT_APART_MS = 1_000;

/**
 * Sends the outbox to central: one batch at a time, in order, until each entry
 * is acknowledged. While central works on one batch we end the one before it
 * here and make the next one ready, so that neither waits for the other.
 * Behind the batches go reports of how far that was; while there is nothing to
 * send one goes every half a minute.
 */
export class Uploader {
  readonly #deps: UploaderDeps;
  readonly #stopping = new AbortController();
  #wake = new AbortController();
  #again = new AbortController();
  #pace = startPace;
  #nextReport = 0;
  /** The entry under way, where it is one that was set back before. */
  #trying: number | undefined;
  /** The entry that central failed at alone, and was well after. */
  #suspect: number | undefined;
  /** When an entry that was set back may be tried again. */
  #nextSetBack = 0;
  #reportedAt = Number.NEGATIVE_INFINITY;
  /** What follows on the batch answered last, where all of that is settled. */
  #ready: Batch | undefined;
  /** What central has answered and we have still to note. Were it lost, it would be sent again and known there. */
  #owed: Settlement | undefined;
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
    this.#nextSetBack = 0;
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
    try {
      this.#settleOwed();
    } catch (error) {
      this.#deps.onSync(false, reasonOf(error));
    }
  }

  /** One batch, or while there is none one report, or a pause. */
  async #step(signal: AbortSignal): Promise<void> {
    const batch = await this.#nextBatch();
    // What a report under way says may be from before the last batch was noted: the next one is to say it.
    if (!batch && this.#reporting) return void (await this.#reporting);
    const now = performance.now();
    if (!batch && now < this.#nextReport) {
      return pause(this.#nextReport - now, signal, this.#wake.signal, this.#again.signal);
    }
    const answer = batch ? await this.#send(batch) : await this.#report();
    if (answer.kind === 'settled' && !batch) this.#nextReport = performance.now() + REPORT_EVERY_MS;
    if (answer.kind === 'settled' && answer.progress && batch) {
      this.#nextReport = 0;
      // Beside the next batch: what it says was true when it was written, and the backlog need not wait for it.
      if (this.#ready && now - this.#reportedAt >= REPORT_APART_MS) void this.#report();
    }
    await this.#next(answer, signal);
    if (batch) await this.#setBack(batch, answer);
  }

  /**
   * One entry that central fails at never holds up the rest: it goes behind
   * them, and is tried again now and then. Only if central is well otherwise,
   * and still fails at this one after it said so: in an outage it would be
   * every entry's turn.
   */
  async #setBack({ entries }: Batch, answer: Answer): Promise<void> {
    const { seq } = entries[0]!;
    const again = this.#trying === seq;
    this.#trying = undefined;
    if (this.#stopping.signal.aborted) return;
    if (again ? answer.kind !== 'stumbled' : !toBlame(this.#pace, answer)) return;
    if (!again && this.#suspect !== seq) {
      this.#suspect = (await this.#report()).kind === 'settled' ? seq : undefined;
      return;
    }
    this.#deps.outbox.setBack(seq);
    this.#nextSetBack = performance.now() + SET_BACK_EVERY_MS;
    // So that whoever looks hears that all is well but for this.
    this.#nextReport = 0;
  }

  async #nextBatch(): Promise<Batch | undefined> {
    const ready = this.#ready;
    this.#ready = undefined;
    if (ready) return ready;
    this.#settleOwed();
    const entries = this.#deps.outbox.next(this.#pace.size);
    if (entries.length > 0) return prepare(entries, this.#pace.gzip);
    // Once all others have gone.
    const setBack = performance.now() < this.#nextSetBack ? undefined : this.#deps.outbox.nextSetBack();
    this.#trying = setBack?.seq;
    return setBack && prepare([setBack], this.#pace.gzip);
  }

  /** Takes the next pace. A wait after failure is kept even if new taps come in: central asked for room. */
  async #next(answer: Answer, signal: AbortSignal): Promise<void> {
    const { pace, waitMs } = nextPace(this.#pace, answer, Math.random());
    this.#pace = pace;
    if (waitMs > 0) await pause(waitMs, signal, this.#again.signal);
  }

  async #send(batch: Batch): Promise<Answer> {
    let settled: Settlement = { stored: [], refused: [] };
    const underWay = this.#exchange(batch.packed, (json) => {
      settled = batch.read(json);
      return settled.stored.length + settled.refused.length > 0;
    });
    const [sent, meanwhile] = await Promise.allSettled([underWay, this.#meanwhile(batch)]);
    if (meanwhile.status === 'rejected') throw meanwhile.reason;
    if (sent.status === 'rejected') throw sent.reason;
    const { answer, refused } = sent.value;
    // It cannot be made smaller: set it aside, and let the rest go on.
    this.#owed =
      refused === undefined ? settled : { stored: [], refused: [{ seq: batch.entries[0]!.seq, reason: refused }] };
    const all = settled.stored.length + settled.refused.length === batch.entries.length;
    this.#ready = all ? meanwhile.value : undefined;
    // Said of each entry by itself, it is the same: all of them would be in the way of what comes behind.
    return answer.kind === 'settled' && !answer.progress ? { kind: 'stumbled', sent: batch.entries.length } : answer;
  }

  /** While a batch is at central: ends the one before it, and makes the one after it ready. */
  async #meanwhile({ entries }: Batch): Promise<Batch | undefined> {
    // Its bytes go first.
    await turn();
    this.#settleOwed();
    const then = nextPace(this.#pace, { kind: 'settled', progress: true }, 0).pace;
    const after = this.#deps.outbox.next(then.size, entries.at(-1)!.seq);
    return after.length === 0 ? undefined : prepare(after, then.gzip);
  }

  #settleOwed(): void {
    if (!this.#owed) return;
    const { stored, refused } = this.#owed;
    if (stored.length + refused.length > 0) this.#deps.outbox.settle(stored, refused, new Date());
    this.#owed = undefined;
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
      this.#reportedAt = performance.now();
      const body = this.#deps.report();
      const report = await pack({ path: '/hub/report', body, type: 'application/json', entries: 0 }, this.#pace.gzip);
      return (await this.#exchange(report, () => true)).answer;
    } catch (error) {
      this.#deps.onSync(false, reasonOf(error));
      return { kind: 'failed' };
    }
  }

  async #exchange(packed: Packed, read: (json: unknown) => boolean): Promise<Exchanged> {
    const { central, onSync } = this.#deps;
    const { signal } = this.#stopping;
    const exchanged = await exchange(central, packed, signal, read);
    const { answer, why } = exchanged;
    if (signal.aborted || answer.kind === 'too-large' || answer.kind === 'plain-please') return exchanged;
    const alarm = answer.kind === 'unwelcome' && this.#pace.refusals + 1 >= ALARM_AFTER;
    onSync(why === undefined, why, alarm);
    return exchanged;
  }
}

async function pause(ms: number, ...signals: AbortSignal[]): Promise<void> {
  await sleep(Math.max(0, ms), undefined, { signal: AbortSignal.any(signals) }).catch(() => undefined);
}
