import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { withoutOurs } from '../commands/run-tapwell.ts';
import type { Figure } from './harness.ts';
import { redisVersion } from './hub/redis.ts';

const MAIN = fileURLToPath(new URL('../../dist/bench/main.js', import.meta.url));

/** What must be measured for each sync delay; every figure, and nothing of how large it is. */
const FOR_EACH_DELAY = [
  /^raw better-sqlite3 loop/,
  /^hub, \d+ kiosks, one tap a request$/,
  /^hub ÷ raw loop$/,
  /^hub, taps for each sync$/,
  /^hub, p99 of a tap$/,
  /^hub, \d+ kiosks replaying 50 taps a request$/,
  /^ingest alone/,
];
const REDIS = [/^Redis \S+ Streams, appendfsync always$/, /^Redis \S+ Streams, p99$/];
const OTHERS = [
  /^backlog: attendances$/,
  /^backlog: hub to central, FHIR batches$/,
  /^backlog: PouchDB \d+\.\d+\.\d+ to express-pouchdb/,
  /^backlog: ours ÷ PouchDB$/,
  /^memory: hub, idle$/,
  /^memory: hub, under/,
  /^memory: kiosk agent, idle$/,
  /^memory: kiosk agent, under/,
  /^memory: taps at the hub$/,
  /^memory: of these through/,
];

it('the hub bench in its short form runs and yields every figure', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tapwell-bench-test-'));
  try {
    const json = join(folder, 'figures.json');
    const bench = spawn(process.execPath, [MAIN, 'hub', '--quick', '--json', json], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: withoutOurs(process.env),
    });
    let said = '';
    bench.stderr.on('data', (chunk) => {
      said += String(chunk);
    });
    const [code] = await once(bench, 'close');
    expect({ code, said: code === 0 ? '' : said }).toEqual({ code: 0, said: '' });
    const figures = JSON.parse(await readFile(json, 'utf8')) as Figure[];
    for (const delay of [0, 2, 5]) {
      const names = figures.flatMap(({ name }) => (name.startsWith(`${delay} ms sync: `) ? [name.slice(11)] : []));
      const wanted = [...FOR_EACH_DELAY, ...(delay > 0 ? [/^hub, p99 ÷ sync delay$/] : [])];
      for (const name of [...wanted, ...(redisVersion() ? REDIS : [])]) {
        expect(names).toContainEqual(expect.stringMatching(name));
      }
    }
    const names = figures.map(({ name }) => name);
    for (const name of OTHERS) expect(names).toContainEqual(expect.stringMatching(name));
    // JSON has no NaN: what could not be measured is null.
    expect(figures.filter(({ value }) => typeof value !== 'number' || value < 0).map(({ name }) => name)).toEqual([]);
    // The design's three budgets are judged, whichever way.
    expect(figures.filter(({ holds }) => holds !== null).map(({ budget }) => budget)).toEqual([12, 5, 3]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 300_000);
