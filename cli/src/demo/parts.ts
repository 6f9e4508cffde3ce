import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../bin/tapwell.js', import.meta.url));
const START_MS = 30_000;
const STOP_MS = 8_000;
const RESTART_MS = 1_000;

export interface PartSpec {
  name: string;
  /** Arguments of the `tapwell` command. */
  args: string[];
  env?: Record<string, string>;
  /** What it prints once it serves. */
  ready: RegExp;
}

/** One part of the demo as a process of its own, kept running until told to stop. */
export class Part {
  readonly spec: PartSpec;
  readonly #log: WriteStream;
  readonly #onChange: () => void;
  #child: ChildProcess | undefined;
  #wanted = false;
  #lastWords = '';

  constructor(spec: PartSpec, dataDir: string, onChange: () => void) {
    this.spec = spec;
    this.#log = createWriteStream(join(dataDir, `${spec.name}.log`), { flags: 'a' });
    this.#onChange = onChange;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Starts it and waits until it serves; from then on it is restarted when it dies.
   * @throws Error with its own last words when it does not come up
   */
  async start(): Promise<void> {
    this.#wanted = true;
    await this.#launch();
  }

  /** From now on it is not started again when it dies. */
  leaveStopped(): void {
    this.#wanted = false;
  }

  /** Ends it: `SIGTERM` in good order, `SIGKILL` as a pulled plug. It stays ended until started again. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.leaveStopped();
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await gone;
    clearTimeout(late);
  }

  async #launch(): Promise<void> {
    const { args, env, ready } = this.spec;
    const child = spawn(process.execPath, [CLI, ...args], {
      // Its standard input is our lifeline: it ends when we do, however we end.
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env, TAPWELL_STOP_WITH_STDIN: '1' },
      // A group of its own: Ctrl-C reaches us alone, and we stop the parts in order.
      detached: true,
    });
    this.#child = child;
    child.stdin!.on('error', () => {});
    child.stderr!.on('data', (chunk: Buffer) => {
      this.#log.write(chunk);
      this.#lastWords = (this.#lastWords + chunk.toString()).slice(-2000);
    });
    child.once('exit', () => void this.#afterExit(child));
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${this.spec.name} did not start in time.`)), START_MS);
      const settle = (act: () => void) => {
        clearTimeout(timer);
        act();
      };
      child.once('error', (error) => settle(() => reject(new Error(`${this.spec.name}: ${error.message}`))));
      child.once('exit', () => settle(() => reject(new Error(this.#reason()))));
      let said = '';
      child.stdout!.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-2000);
        if (ready.test(said)) settle(resolve);
      });
    });
    this.#onChange();
  }

  async #afterExit(child: ChildProcess): Promise<void> {
    if (!this.#wanted || this.#child !== child) return;
    await sleep(RESTART_MS);
    if (this.#wanted && this.#child === child) await this.#launch().catch(() => undefined);
  }

  /** What it said that was meant for a person: all that is no log entry. */
  #reason(): string {
    const lines = this.#lastWords.split('\n').filter((line) => line.trim() && !line.startsWith('{'));
    return lines.join('\n') || `${this.spec.name} stopped by itself.`;
  }
}
