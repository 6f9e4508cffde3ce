import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export interface PostgresServer {
  /** Makes an empty database, or a copy of `template`. @returns its address */
  create(database: string, template?: string): Promise<string>;
  /** Address of the server's own database, from which others are made. */
  url: string;
  stop(): Promise<void>;
}

const DEBIAN = '/usr/lib/postgresql';
const START_MS = 30_000;
const STOP_MS = 10_000;
/** A large record that is kept is written out in peace, and one that was not is put in order first. */
const KEPT_MS = 600_000;
const OBJECT_IN_USE = '55006';

/**
 * Starts a real PostgreSQL server from Debian's package on a socket in a
 * temporary folder. Tests kill our processes and never the machine, so it need
 * not wait for the disk.
 * @param keep a folder to keep its data in, and use what is there
 * @param settings in place of not waiting for the disk
 */
export async function startPostgres({
  keep,
  settings: own = ['fsync=off'],
}: {
  keep?: string;
  settings?: string[];
} = {}): Promise<PostgresServer> {
  const bin = newestBin();
  if (keep !== undefined) mkdirSync(keep, { recursive: true });
  const folder = keep ?? mkdtempSync(join(tmpdir(), 'tapwell-pg-'));
  // It refuses to run as root.
  const account = process.getuid?.() === 0 ? idsOf('postgres') : undefined;
  if (account) chownSync(folder, account.uid, account.gid);
  const data = join(folder, 'data');
  // Sorts as people do, as a council's own server may: nothing of ours may depend on it.
  const sorting = ['--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en-GB'];
  if (!existsSync(data)) {
    execFileSync(
      join(bin, 'initdb'),
      ['-D', data, '-U', 'tapwell', '-A', 'trust', '-E', 'UTF8', ...sorting, '--no-sync'],
      {
        ...account,
        cwd: folder,
        stdio: 'ignore',
      },
    );
  }
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'max_connections=600', ...own];
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...settings.flatMap((one) => ['-c', one])], {
    ...account,
    cwd: folder,
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  // A test run that is killed does not leave it behind.
  const kill = () => void server.kill('SIGKILL');
  process.once('exit', kill);

  const url = `postgres:///postgres?host=${encodeURIComponent(folder)}&user=tapwell`;
  const deadline = Date.now() + (keep === undefined ? START_MS : KEPT_MS);
  for (;;) {
    try {
      await query(url, 'select 1');
      break;
    } catch (error) {
      if (server.exitCode !== null || Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
  return {
    url,
    create: (database, template) => createDatabase(url, database, template),
    stop: async () => {
      // At once: whoever is still connected is of no interest any more.
      server.kill('SIGINT');
      const late = setTimeout(kill, keep === undefined ? STOP_MS : KEPT_MS);
      await ended;
      clearTimeout(late);
      process.off('exit', kill);
      if (keep === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** @param server address of the server's own database */
export async function createDatabase(server: string, database: string, template = 'template0'): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      await query(server, `create database "${database}" template "${template}"`);
      break;
    } catch (error) {
      // Another test file copies the template at this moment, which the server lets nobody else do meanwhile.
      if ((error as { code?: unknown }).code !== OBJECT_IN_USE || attempt === 100) throw error;
      await sleep(50);
    }
  }
  return server.replace('/postgres?', `/${database}?`);
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

function newestBin(): string {
  const versions = existsSync(DEBIAN)
    ? readdirSync(DEBIAN).filter((v) => existsSync(join(DEBIAN, v, 'bin/initdb')))
    : [];
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  if (!newest) throw new Error('PostgreSQL is missing: sudo apt-get install postgresql');
  return join(DEBIAN, newest, 'bin');
}

function idsOf(account: string): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, account], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
