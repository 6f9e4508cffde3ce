import { connect } from 'node:net';

/** Debian's place for it; libpcsclite honours the same variable. */
function socketPath(): string {
  return process.env.PCSCLITE_CSOCK_NAME ?? '/run/pcscd/pcscd.comm';
}

/**
 * Whether pcscd accepts clients. Asked before the native binding is made: its
 * constructor spins in a loop, with the whole process in it, until a pcscd
 * appears. Resolves in the same turn as the connection, so that as little as
 * possible can change in between.
 */
export function isServiceUp(): Promise<boolean> {
  // Windows and macOS run the service themselves, elsewhere.
  if (process.platform !== 'linux') return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = connect(socketPath());
    const settle = (up: boolean): void => {
      socket.destroy();
      resolve(up);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
