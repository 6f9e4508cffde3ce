import { type ByteLink, Conversation } from '../pn532/conversation.ts';
import { findPorts } from '../pn532/find-ports.ts';
import { openSerial, plainOpenError } from '../pn532/serial-link.ts';
import { NotAPn532, setUp } from '../pn532/set-up.ts';
import type { Finding } from './finding.ts';

/**
 * Asks each serial device whether it is a PN532, in the way the driver does:
 * to any other device that is a few bytes it may not expect.
 * @param spec a path, `auto`, or a path with `*` in its last part
 */
export async function diagnoseSerial(
  spec = 'auto',
  open: (path: string) => Promise<ByteLink> = openSerial,
): Promise<Finding[]> {
  const paths = await findPorts(spec);
  // Devices do not disturb each other, and each takes a while to be found silent.
  return await Promise.all(paths.map((path) => probe(path, open)));
}

async function probe(path: string, open: (path: string) => Promise<ByteLink>): Promise<Finding> {
  const about = { kind: 'pn532', name: path, spec: `pn532:${path}` } as const;
  let link: ByteLink;
  try {
    link = await open(path);
  } catch (error) {
    return { ...about, state: 'trouble', says: plainOpenError(error, path) };
  }
  try {
    const pn532 = new Conversation(link);
    link.onClosed(() => pn532.closed());
    await setUp(pn532);
    const { version, revision } = await pn532.send('getFirmwareVersion', {});
    return { ...about, state: 'ready', says: `A PN532 card reader, firmware ${version}.${revision}: ready to use.` };
  } catch (error) {
    if (error instanceof NotAPn532) {
      const says = `The device at ${path} is not a card reader of a kind Tapwell knows.`;
      return { kind: 'pn532', name: path, state: 'other', says };
    }
    return { ...about, state: 'trouble', says: silent(path) };
  } finally {
    await link.close();
  }
}

function silent(path: string): string {
  return `The device at ${path} does not answer as a PN532 card reader: if it is one, check its cable, its power and that its switches are set to HSU (serial).`;
}
