import type { ReadStream } from 'node:tty';

const VARIABLE = 'TAPWELL_KEYS_PASSPHRASE';
const SHORTEST = 8;

const ENTER = '\r\n';
/** Ctrl-C and Ctrl-D: while nothing is echoed they are ours to honour. */
const STOP = '\u0003\u0004';
const ERASE = '\u007f\b';

/** Where a passphrase can come from; tests give their own. */
export interface PassphraseSource {
  environment: Record<string, string | undefined>;
  terminal: Pick<ReadStream, 'isTTY' | 'setRawMode' | 'setEncoding' | 'on' | 'off' | 'resume' | 'pause'>;
  show(text: string): void;
}

const HERE: PassphraseSource = {
  environment: process.env,
  terminal: process.stdin,
  // Standard output may be a pipe that another program reads.
  show: (text) => void process.stderr.write(text),
};

/**
 * The passphrase of the key file: from the environment, or asked for on the
 * terminal without showing it. Never from the command line, which everyone on
 * the machine can see.
 * @param fresh it is being chosen: then it is asked for twice, and must be long enough
 * @throws Error in one sentence when there is neither
 */
export async function keysPassphrase({ fresh = false } = {}, source: PassphraseSource = HERE): Promise<string> {
  const given = source.environment[VARIABLE];
  if (given !== undefined) return checked(given);
  if (!source.terminal.isTTY) {
    throw new Error(`A passphrase for the card keys is needed: set ${VARIABLE}, or run this on a terminal.`);
  }
  const typed = checked(await ask('Passphrase of the card keys: ', source));
  if (fresh && (await ask('The same passphrase again: ', source)) !== typed) {
    throw new Error('The two passphrases differ. Nothing was changed.');
  }
  return typed;
}

function checked(passphrase: string): string {
  if (passphrase.length >= SHORTEST) return passphrase;
  throw new Error(`The passphrase of the card keys has at least ${SHORTEST} characters.`);
}

/** Reads one line from the terminal, which shows none of it. */
function ask(question: string, { terminal, show }: PassphraseSource): Promise<string> {
  return new Promise((resolve, reject) => {
    let line = '';
    const end = (act: () => void): void => {
      terminal.off('data', hear);
      terminal.setRawMode(false);
      terminal.pause();
      show('\n');
      act();
    };
    const hear = (typed: string): void => {
      for (const key of typed) {
        if (ENTER.includes(key)) {
          end(() => resolve(line));
          return;
        }
        if (STOP.includes(key)) {
          end(() => reject(new Error('Stopped. Nothing was changed.')));
          return;
        }
        line = ERASE.includes(key) ? line.slice(0, -1) : line + key;
      }
    };
    terminal.setRawMode(true);
    terminal.setEncoding('utf8');
    terminal.on('data', hear).resume();
    // Only now: what is typed before echo is off would be seen.
    show(question);
  });
}
