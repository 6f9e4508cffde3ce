import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { withoutOurs } from '../commands/run-tapwell.ts';
import type { Figure } from './harness.ts';

const MAIN = fileURLToPath(new URL('../../dist/bench/main.js', import.meta.url));

/** What must be measured on each database; every figure, and nothing of how large it is. */
const READ = [
  'one prescription',
  'a caseload of 200 × 12 weeks',
  'a caseload of 200 volunteers who came for years',
  'a venue’s day, everybody who was there',
].flatMap((what) => ['p50', 'p95', 'p50 ÷ plain statements', 'p95 ÷ plain statements'].map((of) => `${what}, ${of}`));
const OTHERS = [
  /^a venue’s day, its roster worked out anew, p95$/,
  /^a venue’s day, nothing new on its roster, p95$/,
  /^ingest, 1 hub at once: FHIR batches of 50$/,
  /^ingest, 1 hub at once: ÷ plain inserts of the same rows$/,
  /^ingest, 3 hubs at once: ÷ plain inserts of the same rows$/,
  /^4 hubs back with 60 taps each: until drained$/,
  /^4 hubs back with 60 taps each: until each has its roster$/,
  /^4 hubs back with 60 taps each: largest memory of central$/,
];

it('the bench of central in its short form runs on both databases and yields every figure', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tapwell-bench-test-'));
  try {
    const json = join(folder, 'figures.json');
    const bench = spawn(process.execPath, [MAIN, 'central', '--quick', '--json', json], {
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
    for (const database of ['SQLite', 'PostgreSQL']) {
      const names = figures
        .filter(({ name }) => name.startsWith(`${database}: `))
        .map(({ name }) => name.slice(database.length + 2));
      for (const name of READ) expect(names).toContain(name);
      for (const name of OTHERS) expect(names).toContainEqual(expect.stringMatching(name));
    }
    // JSON has no NaN: what could not be measured is null.
    expect(figures.filter(({ value }) => typeof value !== 'number' || value < 0).map(({ name }) => name)).toEqual([]);
    // A caseload's budget is judged on each, whichever way: read again, and for the first time.
    expect(figures.filter(({ holds }) => holds !== null).map(({ budget }) => budget)).toEqual([25, 25, 25, 25]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 300_000);
