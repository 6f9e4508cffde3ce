import { noLog, type ReaderLog } from '../log.ts';
import { pause } from '../pause.ts';
import type { Reader, ReaderListener } from '../reader.ts';
import { StateReport } from '../state-report.ts';
import { type ByteLink, Conversation } from './conversation.ts';
import { findPorts, isPattern } from './find-ports.ts';
import { poll } from './poll.ts';
import { openSerial, plainOpenError } from './serial-link.ts';
import { NotAPn532, setUp } from './set-up.ts';

/** Between two tries to get the reader back, in milliseconds: back within 3 s of its return. */
const RETRY_MS = 400;
/** A silent chip is asked this often on the open line; then the line is opened anew. */
const TRIES_PER_LINE = 4;

/** A PN532 on a serial line. Comes back by itself from anything short of a broken wire. */
export class Pn532Reader implements Reader {
  readonly #spec: string;
  readonly #log: ReaderLog;
  readonly #open: (path: string) => Promise<ByteLink>;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #path: string | undefined;

  /** @param spec a device path, `auto`, or a path with `*` in its last part */
  constructor(spec: string, log: ReaderLog = noLog, open: (path: string) => Promise<ByteLink> = openSerial) {
    this.#spec = spec;
    this.#log = log;
    this.#open = open;
  }

  get name(): string {
    const path = this.#path ?? (isPattern(this.#spec) ? undefined : this.#spec);
    return path === undefined ? 'PN532' : `PN532 on ${path}`;
  }

  start(listener: ReaderListener): void {
    this.#running = this.#run(listener, new StateReport(listener)).catch((error) => {
      // A bug: nothing below lets an expected failure through.
      this.#log('the PN532 driver broke', { error: String(error) });
      listener.state({ state: 'not-ready', why: 'The card reader program has failed: restart the kiosk.' });
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(listener: ReaderListener, report: StateReport): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const why = await this.#tryPorts(listener, report);
      if (signal.aborted) break;
      report.notReady(why);
      await pause(RETRY_MS, signal);
    }
  }

  /** Serves the first port with a PN532 for as long as it lasts; says in words why none serves. */
  async #tryPorts(listener: ReaderListener, report: StateReport): Promise<string> {
    const ports = await findPorts(this.#spec);
    let why = 'The card reader is not plugged in.';
    for (const path of ports) {
      if (this.#stopping.signal.aborted) break;
      let link: ByteLink;
      try {
        link = await this.#open(path);
      } catch (error) {
        why = plainOpenError(error, path);
        continue;
      }
      try {
        const { served, reason } = await this.#serve(link, path, listener, report);
        why = reason;
        // It was the one: look for it anew, it may have come back under another name.
        if (served) break;
      } finally {
        await link.close();
      }
    }
    return why;
  }

  async #serve(
    link: ByteLink,
    path: string,
    listener: ReaderListener,
    report: StateReport,
  ): Promise<{ served: boolean; reason: string }> {
    const { signal } = this.#stopping;
    const pn532 = new Conversation(link);
    let closed = false;
    link.onClosed(() => {
      closed = true;
      pn532.closed();
    });
    const abort = (): void => pn532.abort();
    signal.addEventListener('abort', abort);
    let served = false;
    let reason = `The card reader at ${path} does not answer: check its cable and its power.`;
    try {
      // Among many devices a silent one is asked once: the next may be it.
      const tries = isPattern(this.#spec) ? 1 : TRIES_PER_LINE;
      for (let silent = 0; silent < (served ? TRIES_PER_LINE : tries) && !closed && !signal.aborted; ) {
        try {
          await setUp(pn532);
          silent = 0;
          served = true;
          this.#path = path;
          report.ready();
          this.#log('card reader ready', { path });
          await poll({ pn532, listener, log: this.#log, signal });
        } catch (error) {
          if (signal.aborted || closed) break;
          this.#log('card reader trouble', { path, error: String(error) });
          if (error instanceof NotAPn532)
            reason = `The device at ${path} is not a card reader of a kind Tapwell knows.`;
          // Once is no reason to alarm anybody: a short power dip is over with the next set-up.
          if (++silent > 1 || !served) report.notReady(reason);
          if (silent > 1) await pause(RETRY_MS, signal);
        }
      }
    } finally {
      signal.removeEventListener('abort', abort);
    }
    if (closed) reason = `The card reader at ${path} was unplugged.`;
    return { served, reason };
  }
}
