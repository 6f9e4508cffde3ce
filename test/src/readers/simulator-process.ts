import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The fault switches of `POST /api/faults`. */
export interface Faults {
  pullAwayAfter?: number | null;
  twoAtOnce?: boolean;
  slowMs?: number;
  mute?: boolean;
  unplugged?: boolean;
  /** PN532 only: what its line does to bytes for the host. */
  line?: 'clean' | 'babble' | 'late' | 'bad-checksum' | 'dead';
  /** PN532 only, once: the chip loses its power for a moment and sleeps; the line stays. */
  powerCycle?: boolean;
}

/** Cards of the test wallet. */
export const CARDS = {
  ntag424: { uid: '04a1b2c3d4e5f6', profile: 'ntag424' },
  other424: { uid: '04998877665544', profile: 'ntag424' },
  ntag213: { uid: '04112233445566', profile: 'ntag213' },
  desfire: { uid: '04aabbccddeeff', profile: 'desfire' },
  classic: { uid: 'deadbeef', profile: 'classic1k' },
  foreign: { uid: '04010203040506070809', profile: 'iso14443_4' },
  // It shows another UID each time.
  phone: { uid: '08000000', profile: 'phone' },
} as const;
export type CardName = keyof typeof CARDS;

/** The simulator as other programs see it: a command, a serial device or vpcd, and HTTP. */
export interface SimulatorProcess {
  /** Where the serial device appears, when it is a PN532. */
  readonly link: string;
  place(card: CardName): Promise<void>;
  remove(): Promise<void>;
  faults(faults: Faults): Promise<void>;
  /** Ends it as a power cut would. */
  stop(): Promise<void>;
}

const COMMAND = fileURLToPath(new URL('../../../firmware-sim/dist/command.js', import.meta.url));

export async function startSimulator(reader: 'pn532' | 'pcsc', at?: string): Promise<SimulatorProcess> {
  if (!existsSync(COMMAND)) throw new Error('the simulator is not built: run "npm run build"');
  const folder = await mkdtemp(join(tmpdir(), 'tapwell-reader-'));
  const link = at ?? join(folder, 'ttyTAPWELL');
  const config = join(folder, 'wallet.json');
  const cards = Object.entries(CARDS).map(([card, { uid, profile }]) => ({
    card,
    name: card,
    kind: 'test card',
    profile,
    uid,
  }));
  await writeFile(config, JSON.stringify({ urlBase: 'https://tap.example/t', cards }));
  const options = ['wallet', '--config', config, '--reader', reader, '--port', '0'];
  if (reader === 'pn532') options.push('--link', link);
  const program =
    'const { simCommand } = await import(process.argv[1]); await simCommand().parseAsync(process.argv.slice(2), { from: "user" });';
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, COMMAND, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  const url = await readyUrl(child).catch(async (error) => {
    await stop();
    throw error;
  });
  const post = async (path: string, body: object): Promise<void> => {
    const response = await fetch(new URL(path, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  };
  return {
    link,
    place: (card) => post('api/place', { card }),
    remove: () => post('api/remove', {}),
    faults: (faults) => post('api/faults', faults),
    stop,
  };
}

async function readyUrl(child: ChildProcess): Promise<string> {
  let said = '';
  for await (const chunk of child.stdout!) {
    said += String(chunk);
    const url = /^ready .*(http:\S+)/m.exec(said)?.[1];
    if (url !== undefined) {
      child.stdout!.resume();
      return url;
    }
  }
  throw new Error(`the simulator ended before it was ready: ${said}`);
}
