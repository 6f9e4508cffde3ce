import { connect } from 'node:net';
import { endianness } from 'node:os';

/** `hangs`: it accepts clients and answers none. */
export type ServiceState = 'up' | 'away' | 'hangs';

/** pcscd answers in under a millisecond; a busy machine may take longer. */
const ANSWER_MS = 1_000;

/**
 * What every client of pcsc-lite says first, in the machine's byte order: 12 bytes
 * follow, command 11 hex (version), protocol 4.4, no result yet. Which version it
 * answers with does not matter here.
 */
const HELLO = [12, 0x11, 4, 4, 0];

/** Debian's place for it; libpcsclite honours the same variable. */
function socketPath(): string {
  return process.env.PCSCLITE_CSOCK_NAME ?? '/run/pcscd/pcscd.comm';
}

/**
 * Whether pcscd answers. Asked before the native binding is made, whose
 * constructor waits for pcscd with the whole process in it: for ever when there
 * is none. Resolves in the same turn as the answer arrives, so that as little as
 * possible can change in between.
 */
export function askService(): Promise<ServiceState> {
  // Windows and macOS run the service themselves, elsewhere.
  if (process.platform !== 'linux') return Promise.resolve('up');
  return new Promise((resolve) => {
    const socket = connect(socketPath());
    let connected = false;
    const settle = (state: ServiceState): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(state);
    };
    const timer = setTimeout(() => settle(connected ? 'hangs' : 'away'), ANSWER_MS);
    socket.once('connect', () => {
      connected = true;
      socket.write(hello());
    });
    socket.once('data', () => settle('up'));
    // EAGAIN: it is there, but takes no more clients off its queue.
    socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code === 'EAGAIN' ? 'hangs' : 'away'));
    // It hung up before it answered: it is just going away.
    socket.once('close', () => settle('away'));
  });
}

function hello(): Buffer {
  const bytes = Buffer.alloc(4 * HELLO.length);
  HELLO.forEach((word, i) => {
    if (endianness() === 'LE') bytes.writeUInt32LE(word, 4 * i);
    else bytes.writeUInt32BE(word, 4 * i);
  });
  return bytes;
}
