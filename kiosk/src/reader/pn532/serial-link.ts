import { SerialPort } from 'serialport';
import { BAUD_RATE } from './constants.ts';
import type { ByteLink } from './conversation.ts';

/**
 * Opens a serial device for a PN532.
 * @throws {Error} as serialport gives it; `plainOpenError` puts it into words
 */
export function openSerial(path: string): Promise<ByteLink> {
  return new Promise((resolve, reject) => {
    const port = new SerialPort({ path, baudRate: BAUD_RATE, autoOpen: false });
    port.open((error) => (error ? reject(error) : resolve(linkOf(port))));
  });
}

function linkOf(port: SerialPort): ByteLink {
  let tell: () => void = () => {};
  let gone = false;
  const closed = (): void => {
    if (gone) return;
    gone = true;
    tell();
  };
  port.on('close', closed);
  // An error on an open line (EIO after unplugging) is not always followed by `close`.
  port.on('error', () => {
    closed();
    if (port.isOpen) port.close(() => {});
  });
  return {
    write(bytes) {
      if (gone || !port.isOpen) return;
      port.write(Buffer.from(bytes), (error) => {
        if (error) port.emit('error', error);
      });
    },
    onBytes: (receive) => void port.on('data', receive),
    onClosed(listener) {
      tell = listener;
      if (gone) listener();
    },
    close: () =>
      new Promise((resolve) => {
        if (!port.isOpen) return resolve();
        // An unplugged device may never drain: closing does not wait for that.
        port.close(() => resolve());
      }),
  };
}

/** What an opening error means for the person who can do something about it. */
export function plainOpenError(error: unknown, path: string): string {
  const text = String(error);
  if (/permission denied|EACCES/i.test(text)) {
    return `This computer's user may not open the card reader at ${path}: add it to the group "dialout".`;
  }
  if (/cannot lock|busy|EBUSY/i.test(text)) {
    return `Another program is using the card reader at ${path}: close it, and the reader comes back by itself.`;
  }
  if (/no such file|ENOENT|ENXIO|ENODEV/i.test(text)) {
    return `The card reader is not plugged in (there is no ${path}).`;
  }
  return `The card reader at ${path} cannot be opened: unplug it and plug it in again.`;
}
