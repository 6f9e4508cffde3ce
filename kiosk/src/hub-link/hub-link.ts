import { setTimeout as sleep } from 'node:timers/promises';
import { type DeviceClient, DeviceRefused } from '@tapwell/shared/device/client';
import { type KioskStatus, type VenueStatus, venueStatus } from '@tapwell/shared/tap/kiosk-wire';
import { type Outcome, outcome, tapResults } from '@tapwell/shared/tap/outcome';
import type { Tap } from '@tapwell/shared/tap/tap';
import type { z } from 'zod';
import { isDiskTrouble, type Journal } from '../journal/journal.ts';
import { estimateOffset, type OffsetEstimate, offsetNow, wasSet } from './clock-offset.ts';
import { Refusals } from './refusals.ts';

const REQUEST_MS = 5_000;
/** A person stands and waits. */
const CHOICE_MS = 1_500;
const STATUS_EVERY_MS = 5_000;
const RETRY_MS = 500;
const LONGEST_RETRY_MS = 5_000;

interface Deps {
  hub: Pick<DeviceClient, 'post'>;
  journal: Journal;
  status: () => Pick<KioskStatus, 'reader' | 'why'>;
  /** The hub answered a tap, now or after a replay. */
  onOutcome: (tapId: string, outcome: Outcome) => void;
  /** What the hub says of the venue; null when it cannot be reached or takes nothing from us, and why. */
  onVenue: (venue: VenueStatus | null, why?: string) => void;
  /** Why the hub does not take what we send, for staff; null when it does. */
  onRefused: (why: string | null) => void;
  /** Something of ours failed: the agent cannot go on. */
  onFault: (error: unknown) => void;
}

/** Carries taps from the journal to the hub, in order, one request at a time, until each is acknowledged. */
export class HubLink {
  readonly #deps: Deps;
  readonly #stopping = new AbortController();
  #wake = new AbortController();
  #running: Promise<unknown> | undefined;
  readonly #started = { clock: Date.now(), at: performance.now() };
  #clock: OffsetEstimate | undefined;
  readonly #refusals = new Refusals();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Hub clock − kiosk clock in ms, as best we know; null before the first meeting. */
  get offsetMs(): number | null {
    return this.#clock ? Math.round(offsetNow(this.#clock, Date.now(), performance.now())) : null;
  }

  start(): void {
    const failed = (error: unknown) => this.#deps.onFault(error);
    this.#running = Promise.all([this.#sendTaps().catch(failed), this.#sendStatus().catch(failed)]);
  }

  /** A tap was journalled. */
  wake(): void {
    this.#wake.abort();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /**
   * The patient chose a session.
   * @returns the new outcome, or undefined when the hub is away or no longer offers it
   */
  async choose(tapId: string, sessionId: string): Promise<Outcome | undefined> {
    const path = `/kiosk/taps/${encodeURIComponent(tapId)}/choice`;
    try {
      const answer = await this.#post(path, { sessionId }, CHOICE_MS);
      if (answer.ok) return outcome.parse(await answer.json());
      await answer.body?.cancel();
    } catch {
      // Away, cut off in the middle or answering nonsense: the tap itself is safe.
    }
    return undefined;
  }

  async #sendTaps(): Promise<void> {
    const { signal } = this.#stopping;
    let retryMs = RETRY_MS;
    while (!signal.aborted) {
      // A new controller before looking, so that a tap journalled meanwhile wakes us.
      this.#wake = new AbortController();
      const taps = this.#next();
      if (taps.length === 0) {
        await pause(60_000, AbortSignal.any([signal, this.#wake.signal]));
        continue;
      }
      if (await this.#sendBatch(taps)) {
        retryMs = RETRY_MS;
      } else {
        await pause(retryMs, signal);
        retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2);
      }
    }
  }

  /**
   * A tap read before the hub was first met carries no offset; the clock has
   * run on since, so today's estimate is as good for it. One from before our
   * last start does not get it, nor one from before the clock was set: a small
   * computer wakes with the time at which it went to sleep.
   */
  #withOffset(tap: Tap): Tap {
    if (tap.offsetMs !== null) return tap;
    const sinceStart = Date.parse(tap.kioskAt) >= this.#started.clock;
    const clockRanOn = !wasSet(this.#started, { clock: Date.now(), at: performance.now() });
    return sinceStart && clockRanOn ? { ...tap, offsetMs: this.offsetMs } : tap;
  }

  #next(): Tap[] {
    const aside = this.#refusals.aside(performance.now());
    return this.#deps.journal.oldest(this.#refusals.size, aside).map((tap) => this.#withOffset(tap));
  }

  /** @returns whether to go on at once */
  async #sendBatch(taps: Tap[]): Promise<boolean> {
    const goOn = await this.#trySending(taps);
    this.#deps.onRefused(this.#refusals.why);
    return goOn;
  }

  async #trySending(taps: Tap[]): Promise<boolean> {
    let results: z.infer<typeof tapResults>['results'];
    try {
      const answer = await this.#post('/kiosk/taps', { taps });
      if (!answer.ok) {
        await answer.body?.cancel();
        const ids = taps.map((tap) => tap.id);
        return this.#refusals.refused(ids, answer.status, performance.now());
      }
      ({ results } = tapResults.parse(await answer.json()));
    } catch (error) {
      // Away, cut off or answering nonsense: the journal has the taps, and they are sent again.
      if (error instanceof DeviceRefused) this.#refusals.unknownHere();
      return false;
    }
    const ids = results.map((result) => result.id);
    this.#refusals.taken(ids);
    for (const result of results) {
      // A newer hub may know outcomes we do not: it has the tap, and that is what counts.
      const known = outcome.safeParse(result.outcome);
      this.#deps.onOutcome(result.id, known.success ? known.data : { outcome: 'saved-offline' });
    }
    // On a full disk an entry cannot be ended; it is sent once more, and the hub knows it by its id.
    return unlessDiskTrouble(() => this.#deps.journal.end(ids)) && results.length === taps.length;
  }

  async #sendStatus(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      unlessDiskTrouble(() => this.#deps.journal.outages.alive());
      const hadMet = this.#clock !== undefined;
      await this.reportStatus();
      // What was unknown before the first answer is told at once.
      if (hadMet || !this.#clock) await pause(STATUS_EVERY_MS, signal);
    }
  }

  /** Tells the hub how we are and hears what the idle screen shows. */
  async reportStatus(): Promise<void> {
    const sent = Date.now();
    const began = performance.now();
    try {
      const status = this.#status();
      const answer = await this.#post('/kiosk/status', status);
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const venue = venueStatus.parse(await answer.json());
      const sample = { sentAt: sent, roundTripMs: performance.now() - began, hubNow: Date.parse(venue.now), at: began };
      this.#clock = estimateOffset(this.#clock, sample);
      const { outages } = this.#deps.journal;
      unlessDiskTrouble(() => outages.told(status.gaps.map((gap) => gap.id)));
      unlessDiskTrouble(() => outages.met(sample.hubNow, began + sample.roundTripMs / 2));
      this.#deps.onVenue(venue);
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#deps.onVenue(null, reasonOf(error));
    }
  }

  #status(): KioskStatus {
    const { journal, status } = this.#deps;
    const asOf = this.#clock && { asOf: new Date(Date.now() + (this.offsetMs ?? 0)).toISOString() };
    return { ...status(), ...asOf, waiting: journal.waiting, ...journal.outages.status() };
  }

  #post(path: string, body: unknown, timeoutMs = REQUEST_MS): Promise<Response> {
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(timeoutMs)]);
    return this.#deps.hub.post(path, body, { signal });
  }
}

/** @returns false when the disk would not have it */
function unlessDiskTrouble(write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (!isDiskTrouble(error)) throw error;
    return false;
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

function reasonOf(error: unknown): string {
  // `fetch` itself says only that it failed.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
