import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

const VARIABLE = 'TAPWELL_PASSWORD';

/**
 * The password of a member of staff: from the environment, or asked for on the
 * terminal without showing it. Never from the command line, which everyone on
 * the machine can see.
 * @throws Error in one sentence when there is neither
 */
export async function staffPassword(username: string): Promise<string> {
  const given = process.env[VARIABLE];
  if (given !== undefined) return given;
  if (!process.stdin.isTTY) {
    throw new Error(`The password of ${username} is needed: set ${VARIABLE}, or run this on a terminal.`);
  }
  process.stderr.write(`Password of ${username}: `);
  // What readline would echo goes nowhere.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await new Promise((resolve, reject) => {
      terminal.once('line', resolve).once('close', () => reject(new Error('Stopped. Nothing was changed.')));
      terminal.once('SIGINT', () => terminal.close());
    });
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
