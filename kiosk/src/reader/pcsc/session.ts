import type { ReaderLog } from '../log.ts';
import type { ReaderListener } from '../reader.ts';
import type { StateReport } from '../state-report.ts';
import { chooseReader } from './choose.ts';
import type { Pcsc } from './pcsc.ts';
import { NOT_INSTALLED, noReader, READER_STUCK, SERVICE_HANGS, SERVICE_LOST } from './sentences.ts';
import type { ServiceState } from './service.ts';
import type { Status } from './slot.ts';
import { SlotReader } from './slot-reader.ts';

/** pcscd tells its readers at once; when it told none by then, there are none. In milliseconds. */
const SETTLE_MS = 500;
/** How often pcscd is asked whether it still answers: one that hangs tells nobody. In milliseconds. */
const CHECK_MS = 3_000;
/** And while it hangs. */
const CHECK_AGAIN_MS = 300;

export interface SessionOptions {
  readonly pcsc: Pcsc;
  /** A part of the wanted reader's name, or empty. */
  readonly part: string;
  readonly listener: ReaderListener;
  readonly report: StateReport;
  readonly log: ReaderLog;
  readonly signal: AbortSignal;
  askService(): Promise<ServiceState>;
  /** The reader that is used from now on. */
  chosen(name: string): void;
}

/**
 * Uses one PC/SC connection until it is worth nothing any more: after any error,
 * and after its reader was unplugged (the binding may miss a quick return). Gives
 * the reason in words for staff.
 */
export function runSession(options: SessionOptions): Promise<string> {
  return new Promise((resolve) => new Session(options, resolve).begin());
}

class Session {
  readonly #options: SessionOptions;
  readonly #resolve: (reason: string) => void;
  readonly #lastStatus = new Map<string, Status | undefined>();
  #current: { name: string; slot: SlotReader } | undefined;
  #settle: NodeJS.Timeout | undefined;
  #check: NodeJS.Timeout | undefined;
  #hangs = false;
  #over = false;

  constructor(options: SessionOptions, resolve: (reason: string) => void) {
    this.#options = options;
    this.#resolve = resolve;
  }

  begin(): void {
    const { pcsc, signal } = this.#options;
    pcsc.listen({
      reader: (name) => {
        this.#lastStatus.set(name, undefined);
        this.#choose();
      },
      status: (name, status) => this.#status(name, status),
      end: (name) => this.#lose(name),
      failed: (error) => {
        this.#options.log('PC/SC trouble', { error });
        void this.#finish(SERVICE_LOST);
      },
      missing: () => void this.#finish(NOT_INSTALLED),
    });
    signal.addEventListener('abort', this.#stop);
    this.#settle = setTimeout(() => this.#choose(), SETTLE_MS);
    this.#check = setTimeout(() => void this.#checkService(), CHECK_MS);
    if (signal.aborted) this.#stop();
  }

  #status(name: string, status: Status): void {
    if (this.#over) return;
    this.#lastStatus.set(name, status);
    if (this.#current?.name === name) this.#current.slot.status(status);
  }

  #choose(): void {
    const { pcsc, part, report, listener, log, chosen } = this.#options;
    if (this.#over || this.#current !== undefined) return;
    const name = chooseReader([...this.#lastStatus.keys()], part);
    if (name === undefined) {
      report.notReady(noReader(part));
      return;
    }
    clearTimeout(this.#settle);
    const stuck = (): void => void this.#finish(READER_STUCK);
    this.#current = { name, slot: new SlotReader({ pcsc, reader: name, listener, log, stuck }) };
    chosen(name);
    log('card reader ready', { reader: name });
    report.ready();
    const status = this.#lastStatus.get(name);
    if (status !== undefined) this.#current.slot.status(status);
  }

  async #checkService(): Promise<void> {
    const { askService, report } = this.#options;
    const hangs = (await askService()) === 'hangs';
    if (this.#over) return;
    if (hangs) report.notReady(SERVICE_HANGS);
    else if (this.#hangs && this.#current !== undefined) report.ready();
    this.#hangs = hangs;
    this.#check = setTimeout(() => void this.#checkService(), hangs ? CHECK_AGAIN_MS : CHECK_MS);
  }

  #lose(name: string): void {
    this.#lastStatus.delete(name);
    if (this.#current?.name === name) void this.#finish(`The card reader ${name} was unplugged.`);
  }

  readonly #stop = (): void => void this.#finish('stopped');

  async #finish(reason: string): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    const { pcsc, report, signal } = this.#options;
    clearTimeout(this.#settle);
    clearTimeout(this.#check);
    signal.removeEventListener('abort', this.#stop);
    if (!signal.aborted) report.notReady(reason);
    pcsc.close();
    await this.#current?.slot.end({ quietly: signal.aborted });
    this.#resolve(reason);
  }
}
