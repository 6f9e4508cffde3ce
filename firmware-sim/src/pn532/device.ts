import { hex } from '../bytes.ts';
import type { Field } from '../field/field.ts';
import { openPty, type Pty } from '../pty/pty.ts';
import type { SimReader } from '../reader.ts';
import { now, type Trace } from '../trace.ts';
import { FaultyLine, type LineFault } from './faulty-line.ts';
import { Pn532 } from './pn532.ts';

/**
 * A PN532 board on a pseudo-terminal linked at `link`. Unplugging closes the terminal and
 * removes the link; plugging in, perhaps under another name, makes a new one with a chip just
 * powered up. A power cycle restarts the chip while the serial adapter stays.
 * @throws Error in one plain sentence when the pseudo-terminal cannot be made
 */
export function openPn532(link: string, field: Field, trace: Trace = () => {}): SerialReader {
  let place = link;
  let fault: LineFault = 'clean';
  const event = (text: string) => trace({ at: now(), layer: 'reader', direction: 'none', hex: '', text });
  let board: Board | undefined = plugIn();

  function plugIn(): Board {
    const pty = openPty(place, (chunk) => mine.chip.receive(chunk));
    const line = new FaultyLine((bytes) => pty.write(bytes));
    line.set(fault);
    const mine: Board = { pty, line, chip: powerUp(line) };
    event(`reader on ${pty.path}`);
    return mine;
  }

  function powerUp(line: FaultyLine): Pn532 {
    return new Pn532(field, {
      send: (bytes) => line.send(bytes),
      trace: (direction, bytes, text) => {
        const way = direction === 'from-host' ? 'in' : direction === 'to-host' ? 'out' : 'none';
        trace({ at: now(), layer: 'frame', direction: way, hex: hex(bytes), text });
      },
    });
  }

  const unplug = async () => {
    if (!board) return;
    board.chip.stop();
    board.line.close();
    board.pty.close();
    board = undefined;
    event('reader unplugged');
  };
  return {
    describe: () => (board ? `PN532 on ${place}` : 'PN532, unplugged'),
    // A host looks a few times a second whether a card still lies there, and tries once more
    // before it believes that it went: a card back sooner than this was never away.
    gapMs: 400,
    noticed: async () => {},
    unplug,
    plug: async (at = place) => {
      if (board) return;
      place = at;
      board = plugIn();
    },
    setLine: (wanted) => {
      fault = wanted;
      board?.line.set(wanted);
    },
    powerCycle: () => {
      if (!board) return;
      board.chip.stop();
      board.chip = powerUp(board.line);
      event('reader lost its power and has it again');
    },
    close: unplug,
  };
}

/** A reader on a serial line, which has faults of its own. */
export interface SerialReader extends SimReader {
  /** Plugs it in again, where it was or under another name. */
  plug(at?: string): Promise<void>;
  /** What the line does to bytes for the host from now on. */
  setLine(fault: LineFault): void;
  /** The chip forgets everything and sleeps, while the line stays open. */
  powerCycle(): void;
}

interface Board {
  readonly pty: Pty;
  readonly line: FaultyLine;
  chip: Pn532;
}
