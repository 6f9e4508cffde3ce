import { noLog, type ReaderLog } from '../log.ts';
import { pause } from '../pause.ts';
import type { Reader, ReaderListener } from '../reader.ts';
import { StateReport } from '../state-report.ts';
import { openPcsc, type Pcsc } from './pcsc.ts';
import { NOT_INSTALLED, NOT_RUNNING, SERVICE_HANGS } from './sentences.ts';
import { askService, type ServiceState } from './service.ts';
import { runSession } from './session.ts';

/** Between two tries to reach pcscd, in milliseconds: back within 3 s of its return. */
const RETRY_MS = 300;

/** And to see whether somebody installed the library meanwhile. */
const RETRY_INSTALL_MS = 10_000;

/** What the driver needs from the outside; tests give their own. */
export interface PcscParts {
  open(): Pcsc;
  askService(): Promise<ServiceState>;
}

/** The PC/SC reader, through pcscd. Comes back by itself when the service or the reader does. */
export class PcscReader implements Reader {
  readonly #part: string;
  readonly #log: ReaderLog;
  readonly #parts: PcscParts;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #chosen: string | undefined;

  /** @param part a part of the wanted reader's name, or empty for any */
  constructor(part: string, log: ReaderLog = noLog, parts: PcscParts = { open: openPcsc, askService }) {
    this.#part = part;
    this.#log = log;
    this.#parts = parts;
  }

  get name(): string {
    return this.#chosen ?? (this.#part === '' ? 'PC/SC reader' : `PC/SC reader "${this.#part}"`);
  }

  start(listener: ReaderListener): void {
    this.#running = this.#run(listener, new StateReport(listener)).catch((error) => {
      // A bug: nothing below lets an expected failure through.
      this.#log('the PC/SC driver broke', { error: String(error) });
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
      const service = await this.#parts.askService();
      if (signal.aborted) break;
      let reason = service === 'hangs' ? SERVICE_HANGS : NOT_RUNNING;
      if (service === 'up') reason = await this.#serve(listener, report);
      else report.notReady(reason);
      await pause(reason === NOT_INSTALLED ? RETRY_INSTALL_MS : RETRY_MS, signal);
    }
  }

  #serve(listener: ReaderListener, report: StateReport): Promise<string> {
    return runSession({
      pcsc: this.#parts.open(),
      part: this.#part,
      listener,
      report,
      log: this.#log,
      signal: this.#stopping.signal,
      askService: this.#parts.askService,
      chosen: (name) => {
        this.#chosen = name;
      },
    });
  }
}
