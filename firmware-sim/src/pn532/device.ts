import { hex } from '../bytes.ts';
import type { Field } from '../field/field.ts';
import { openPty, type Pty } from '../pty/pty.ts';
import type { SimReader } from '../reader.ts';
import { now, type Trace } from '../trace.ts';
import { Pn532 } from './pn532.ts';

/**
 * A PN532 board on a pseudo-terminal linked at `link`. Unplugging closes the
 * terminal and removes the link; plugging in makes a new one, with a chip just powered up.
 * @throws Error in one plain sentence when the pseudo-terminal cannot be made
 */
export function openPn532(link: string, field: Field, trace: Trace = () => {}): SimReader {
  let board = powerUp();

  function powerUp(): { pty: Pty; chip: Pn532 } {
    const pty = openPty(link, (chunk) => chip.receive(chunk));
    const chip: Pn532 = new Pn532(field, {
      send: (bytes) => pty.write(bytes),
      trace: (direction, bytes, text) => {
        const way = direction === 'from-host' ? 'in' : direction === 'to-host' ? 'out' : 'none';
        trace({ at: now(), layer: 'frame', direction: way, hex: hex(bytes), text });
      },
    });
    trace({ at: now(), layer: 'reader', direction: 'none', hex: '', text: `reader on ${pty.path}` });
    return { pty, chip };
  }

  let plugged = true;
  const unplug = async () => {
    if (!plugged) return;
    plugged = false;
    board.chip.stop();
    board.pty.close();
    trace({ at: now(), layer: 'reader', direction: 'none', hex: '', text: 'reader unplugged' });
  };
  return {
    describe: () => (plugged ? `PN532 on ${link}` : 'PN532, unplugged'),
    // A host looks a few times a second whether a card still lies there, and tries once more
    // before it believes that it went: a card back sooner than this was never away.
    gapMs: 400,
    noticed: async () => {},
    unplug,
    plug: async () => {
      if (plugged) return;
      board = powerUp();
      plugged = true;
    },
    close: unplug,
  };
}
