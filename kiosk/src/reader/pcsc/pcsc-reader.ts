import { noLog, type ReaderLog } from '../log.ts';
import { pause } from '../pause.ts';
import type { Reader, ReaderListener } from '../reader.ts';
import { StateReport } from '../state-report.ts';
import { loadNfc, type NfcConstructor } from './library.ts';
import { askService, type ServiceState } from './service.ts';
import { runSession, SERVICE_HANGS } from './session.ts';

/** Between two tries to reach pcscd, in milliseconds: back within 3 s of its return. */
const RETRY_MS = 300;

const NOT_INSTALLED =
  'The PC/SC library is not installed: install the Debian packages "pcscd" and "libpcsclite-dev", run "npm rebuild @pokusew/pcsclite", and start again.';
const NOT_RUNNING =
  'The card reader service (pcscd) is not running: install the Debian package "pcscd" or start it with "systemctl start pcscd".';

/** What the driver needs from the outside; tests give their own. */
export interface PcscParts {
  load(): Promise<NfcConstructor | undefined>;
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
  constructor(part: string, log: ReaderLog = noLog, parts: PcscParts = { load: loadNfc, askService }) {
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
    const NFC = await this.#parts.load();
    if (signal.aborted) return;
    if (NFC === undefined) return report.notReady(NOT_INSTALLED);
    while (!signal.aborted) {
      const service = await this.#parts.askService();
      if (signal.aborted) break;
      if (service === 'up') await this.#serve(NFC, listener, report);
      else report.notReady(service === 'hangs' ? SERVICE_HANGS : NOT_RUNNING);
      await pause(RETRY_MS, signal);
    }
  }

  async #serve(NFC: NfcConstructor, listener: ReaderListener, report: StateReport): Promise<void> {
    try {
      await runSession({
        nfc: new NFC(),
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
    } catch (error) {
      // The binding throws when it finds no service, or one of another version.
      this.#log('PC/SC did not open', { error: String(error) });
      report.notReady(NOT_RUNNING);
    }
  }
}
