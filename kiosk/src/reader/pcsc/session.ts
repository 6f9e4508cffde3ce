import type { ReaderLog } from '../log.ts';
import type { ReaderListener } from '../reader.ts';
import type { StateReport } from '../state-report.ts';
import { chooseReader } from './choose.ts';
import type { Nfc, NfcReader } from './library.ts';
import type { ServiceState } from './service.ts';
import type { Status } from './slot.ts';
import { SlotReader } from './slot-reader.ts';

/** pcscd tells its readers at once; when it told none by then, there are none. In milliseconds. */
const SETTLE_MS = 300;
/** How often pcscd is asked whether it still answers: one that hangs tells nobody. In milliseconds. */
const CHECK_MS = 3_000;

export interface SessionOptions {
  readonly nfc: Nfc;
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
 * Uses one NFC object until it is worth nothing any more: after any error, and
 * after its reader was unplugged (the binding may miss a quick return). Gives
 * the reason in words for staff.
 *
 * Every event of the binding is handled in a later turn: it holds a lock while
 * it calls, and closing from within a call would wait for that lock for ever.
 */
export function runSession(options: SessionOptions): Promise<string> {
  return new Promise((resolve) => new Session(options, resolve).begin());
}

class Session {
  readonly #options: SessionOptions;
  readonly #resolve: (reason: string) => void;
  readonly #readers = new Map<string, NfcReader>();
  readonly #lastStatus = new Map<string, Status>();
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
    const { nfc, signal } = this.#options;
    nfc.on('reader', (reader: NfcReader) => this.#meet(reader));
    nfc.on('error', (error: unknown) => this.#fail(error));
    signal.addEventListener('abort', this.#stop);
    this.#settle = setTimeout(() => this.#choose(), SETTLE_MS);
    this.#check = setTimeout(() => void this.#checkService(), CHECK_MS);
    if (signal.aborted) this.#stop();
  }

  #meet(reader: NfcReader): void {
    const { name } = reader;
    // nfc-pcsc would connect to every card in every reader, a staff member's own among them,
    // and swallow what goes wrong. The slot machine decides instead.
    reader.autoProcessing = false;
    reader.reader.removeAllListeners('status');
    reader.reader.on('status', (status: { state: number; atr?: Uint8Array }) => {
      const copy = { state: status.state, atr: Uint8Array.from(status.atr ?? []) };
      setImmediate(() => this.#status(name, copy));
    });
    reader.on('error', (error: unknown) => this.#fail(error));
    reader.on('end', () => setImmediate(() => this.#lose(name)));
    this.#readers.set(name, reader);
    setImmediate(() => this.#choose());
  }

  #status(name: string, status: Status): void {
    if (this.#over) return;
    this.#lastStatus.set(name, status);
    if (this.#current?.name === name) this.#current.slot.status(status);
  }

  #choose(): void {
    if (this.#over) return;
    const { part, report, listener, log, chosen } = this.#options;
    const name = chooseReader([...this.#readers.keys()], part);
    if (name === undefined) report.notReady(noReader(part));
    if (name === undefined || this.#current !== undefined) return;
    clearTimeout(this.#settle);
    this.#current = { name, slot: new SlotReader(this.#readers.get(name)!, listener, log) };
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
    this.#check = setTimeout(() => void this.#checkService(), hangs ? SETTLE_MS : CHECK_MS);
  }

  #lose(name: string): void {
    this.#readers.delete(name);
    this.#lastStatus.delete(name);
    if (this.#current?.name === name) void this.#finish(`The card reader ${name} was unplugged.`, false);
  }

  #fail(error: unknown): void {
    // Closing cancels what the native threads wait for, which they call an error.
    if (this.#over) return;
    this.#options.log('PC/SC trouble', { error: String(error) });
    setImmediate(() => void this.#finish(SERVICE_STOPPED, false));
  }

  readonly #stop = (): void => void setImmediate(() => this.#finish('stopped', true));

  async #finish(reason: string, quietly: boolean): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#settle);
    clearTimeout(this.#check);
    this.#options.signal.removeEventListener('abort', this.#stop);
    if (!quietly) this.#options.report.notReady(reason);
    await this.#current?.slot.end({ quietly });
    this.#close();
    this.#resolve(reason);
  }

  #close(): void {
    const { nfc, log } = this.#options;
    // Closing talks to pcscd and waits for its answer. Left alone, the threads end with the process.
    if (this.#hangs) return log('PC/SC is not closed because pcscd hangs');
    // Closing joins the native threads; one that still waits for a card would hold up the whole process.
    const stuck = this.#current?.slot.isStuck ? this.#current.name : undefined;
    if (stuck !== undefined) log('a call to the card reader never came back', { reader: stuck });
    for (const closable of [...[...this.#readers.values()].filter(({ name }) => name !== stuck), nfc]) {
      try {
        closable.close();
      } catch (error) {
        log('closing PC/SC failed', { error: String(error) });
      }
    }
  }
}

export const SERVICE_HANGS =
  'The card reader service (pcscd) does not answer: restart it with "systemctl restart pcscd".';
const SERVICE_STOPPED = 'The card reader service (pcscd) has stopped.';

function noReader(part: string): string {
  return part === '' ? 'No card reader is connected.' : `No card reader with "${part}" in its name is connected.`;
}
