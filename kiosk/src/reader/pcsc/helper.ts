/**
 * The PC/SC helper: a process of its own that has nfc-pcsc inside. Its native part
 * waits without end when pcscd goes away at the wrong moment (libpcsclite holds one
 * lock for the whole process while it waits), and cannot be renewed in a process that
 * has seen a restart of pcscd. In here that stops no kiosk: the driver ends this
 * process and starts another.
 *
 * Speaks `helper-messages.ts` over Node's IPC channel.
 */
import type { FromHelper, ToHelper } from './helper-messages.ts';
import { type LibraryReader, loadLibrary } from './library.ts';

const NOTHING = new Uint8Array(0);
const readers = new Map<string, LibraryReader>();

function tell(message: FromHelper): void {
  // The driver may be gone; `disconnect` then ends this process.
  if (process.connected) process.send?.(message, () => {});
}

function meet(reader: LibraryReader): void {
  const { name } = reader;
  readers.set(name, reader);
  // nfc-pcsc would connect to every card in every reader, a staff member's own among
  // them, and swallow what goes wrong. The driver decides instead.
  reader.autoProcessing = false;
  reader.reader.removeAllListeners('status');
  reader.reader.on('status', ({ state, atr }: { state: number; atr?: Uint8Array }) =>
    tell({ tell: 'status', reader: name, state, atr: Uint8Array.from(atr ?? NOTHING) }),
  );
  reader.on('error', (error) => tell({ tell: 'error', error: String(error) }));
  reader.on('end', () => {
    readers.delete(name);
    tell({ tell: 'end', reader: name });
  });
  tell({ tell: 'reader', reader: name });
}

async function obey(message: ToHelper): Promise<Uint8Array> {
  if (message.do === 'ping') return NOTHING;
  const reader = readers.get(message.reader);
  if (reader === undefined) throw new Error('there is no such reader');
  switch (message.do) {
    case 'connect':
      await letGo(reader);
      await reader.connect();
      reader.card = {};
      return NOTHING;
    case 'disconnect':
      await letGo(reader);
      return NOTHING;
    case 'transmit':
      return Uint8Array.from(await reader.transmit(Buffer.from(message.apdu), message.room));
  }
}

async function letGo(reader: LibraryReader): Promise<void> {
  reader.card = null;
  if (!reader.reader.connected) return;
  try {
    reader.connection ??= {};
    await reader.disconnect();
  } catch {
    // The handle is dead either way; left set, the next `connect` would do nothing.
    reader.connection = null;
    reader.reader.connected = false;
  }
}

process.on('message', (message: ToHelper) => {
  obey(message).then(
    (answer) => tell({ tell: 'done', id: message.id, answer }),
    (error) => tell({ tell: 'failed', id: message.id, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
// Ctrl-C reaches the whole process group; the driver ends this process when it is done with it.
process.on('SIGINT', () => {});

const library = await loadLibrary();
if (library === undefined) {
  tell({ tell: 'missing' });
} else {
  const nfc = new library.NFC();
  nfc.on('reader', meet);
  nfc.on('error', (error) => tell({ tell: 'error', error: String(error) }));
}
