import { execFile } from 'node:child_process';

/** What systemd is told (sd_notify(3)). */
type State = 'READY=1' | 'STOPPING=1' | 'WATCHDOG=1';

/**
 * Tells systemd how this process is, where systemd started it with
 * `Type=notify`; elsewhere does nothing. Node has no datagram sockets, so
 * systemd's own `systemd-notify` speaks for us: a small process now and then,
 * by which systemd learns that the event loop still turns.
 */
export class ServiceManager {
  readonly #socket: string | undefined;
  readonly #watchdogMs: number;
  #beat: NodeJS.Timeout | undefined;

  constructor(env: NodeJS.ProcessEnv = process.env) {
    this.#socket = env.NOTIFY_SOCKET;
    // Meant for one process: a child of ours that inherits it must not answer for us.
    const ours = env.WATCHDOG_PID === undefined || env.WATCHDOG_PID === String(process.pid);
    this.#watchdogMs = ours ? Number(env.WATCHDOG_USEC ?? 0) / 1000 : 0;
  }

  ready(): void {
    this.#tell('READY=1');
    if (!(this.#watchdogMs > 0)) return;
    this.#beat = setInterval(() => this.#tell('WATCHDOG=1'), this.#watchdogMs / 2);
    this.#beat.unref();
  }

  stopping(): void {
    clearInterval(this.#beat);
    this.#tell('STOPPING=1');
  }

  #tell(state: State): void {
    if (!this.#socket) return;
    // If systemd cannot be told, it notices by the silence; there is nobody else to tell.
    execFile('systemd-notify', [state], { env: { ...process.env, NOTIFY_SOCKET: this.#socket } }, () => {}).unref();
  }
}
