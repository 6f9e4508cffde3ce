import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceClient } from '@tapwell/shared/device/client';
import { type HubReport, hubFactResults } from '@tapwell/shared/facts/hub-report';
import { toBatchEntry } from '@tapwell/shared/fhir/encounter';
import type { Bundle } from '@tapwell/shared/fhir/resources';
import type { Outbox, OutboxEntry } from '../store/outbox.ts';
import { type Answer, nextPace, startPace } from './pace.ts';
import { reasonOf } from './reason.ts';
import { type Settlement, settle, settleBatch } from './settle.ts';

export interface UploaderDeps {
  outbox: Outbox;
  central: Pick<DeviceClient, 'post'>;
  report: () => HubReport;
  /** Told after each exchange how it went, for the register and the log. */
  onSync: (ok: boolean, why?: string) => void;
}

const REPORT_EVERY_MS = 30_000;
const REQUEST_MS = 20_000;

/** Sends the outbox to central: one batch at a time, in order, until each entry is acknowledged. */
export class Uploader {
  readonly #deps: UploaderDeps;
  readonly #stopping = new AbortController();
  #wake = new AbortController();
  #running: Promise<void> | undefined;

  constructor(deps: UploaderDeps) {
    this.#deps = deps;
    deps.outbox.onAdd(() => this.#wake.abort());
  }

  start(): void {
    this.#running = this.#run().catch((error: unknown) => this.#deps.onSync(false, reasonOf(error)));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    let pace = startPace;
    let nextReport = 0;
    while (!signal.aborted) {
      // A new controller before looking, so that an entry added meanwhile wakes us.
      this.#wake = new AbortController();
      const entries = this.#deps.outbox.next(pace.size);
      const due = entries.length === 0 && performance.now() >= nextReport;
      if (entries.length === 0 && !due) {
        await pause(nextReport - performance.now(), AbortSignal.any([signal, this.#wake.signal]));
        continue;
      }
      const answer = entries.length > 0 ? await this.#send(entries) : await this.#report();
      const next = nextPace(pace, answer, Math.random());
      pace = next.pace;
      if (answer.kind === 'settled') nextReport = entries.length > 0 ? 0 : performance.now() + REPORT_EVERY_MS;
      // A wait after failure is kept even if new taps come in: central asked for room.
      if (next.waitMs > 0) await pause(next.waitMs, signal);
    }
  }

  async #send(entries: OutboxEntry[]): Promise<Answer> {
    const attendances = entries.flatMap((e) => (e.kind === 'attendance' ? [e.body] : []));
    const fhir = attendances.length > 0;
    const bundle: Bundle = { resourceType: 'Bundle', type: 'batch', entry: attendances.map(toBatchEntry) };
    const body = fhir ? bundle : { facts: entries.map((e) => e.body) };
    return this.#exchange(fhir ? '/fhir' : '/hub/facts', body, fhir, entries, (json) => {
      const settlement: Settlement = fhir
        ? settleBatch(entries, json)
        : settle(entries, hubFactResults.safeParse(json).data?.results ?? []);
      this.#deps.outbox.settle(settlement.stored, settlement.refused, new Date());
      return settlement.stored.length + settlement.refused.length > 0;
    });
  }

  #report(): Promise<Answer> {
    return this.#exchange('/hub/report', this.#deps.report(), false, [], () => true);
  }

  async #exchange(
    path: string,
    body: unknown,
    fhir: boolean,
    entries: OutboxEntry[],
    read: (json: unknown) => boolean,
  ): Promise<Answer> {
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(REQUEST_MS)]);
    const headers = { 'content-type': fhir ? 'application/fhir+json' : 'application/json' };
    try {
      const answer = await this.#deps.central.post(path, body, { signal, headers });
      if (answer.ok) {
        const progress = read(answer.status === 204 ? undefined : await answer.json());
        this.#deps.onSync(progress, progress ? undefined : 'central could not store anything of a batch');
        return { kind: 'settled', progress };
      }
      await answer.body?.cancel();
      if (answer.status === 413 && entries.length > 1) return { kind: 'too-large', sent: entries.length };
      if (answer.status === 413 && entries[0]) {
        // It cannot be made smaller: set it aside, and let the rest go on.
        this.#deps.outbox.settle([], [{ seq: entries[0].seq, reason: '413: too large for central' }], new Date());
        return { kind: 'settled', progress: true };
      }
      this.#deps.onSync(false, `central answered ${answer.status}`);
      return { kind: 'failed', retryAfterMs: retryAfter(answer.headers.get('retry-after')) };
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#deps.onSync(false, reasonOf(error));
      return { kind: 'failed' };
    }
  }
}

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3); at most an hour is believed. */
function retryAfter(header: string | null): number | undefined {
  if (!header) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 3_600_000) : undefined;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.max(0, ms), undefined, { signal }).catch(() => undefined);
}
