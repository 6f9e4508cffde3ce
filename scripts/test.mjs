// npm test: on a fresh Debian machine, as root or with sudo, does everything:
// Debian packages, npm packages, build, lint, types, then all tests.
// Where it may not install, it says exactly what is missing, and fails.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDebianPackages } from './debian-packages.mjs';
import { ensureBuilt, ensureInstalled, ensurePcsc, requireNode, root } from './setup.mjs';

requireNode();
ensureDebianPackages();
ensureInstalled();
ensurePcsc();
ensureBuilt();

const bin = (name) => join(root, 'node_modules/.bin', name);
const folder = mkdtempSync(join(tmpdir(), 'tapwell-tests-'));
let failed = 0;

/** One run of vitest; `quiet` keeps what it says until it ends. @returns its counts */
async function vitest(name, args, quiet) {
  const report = join(folder, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const child = spawn(bin('vitest'), ['run', ...reporters, ...args], {
    cwd: root,
    stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece) => said.push(piece));
  const [status] = await once(child, 'close');
  if (status !== 0 || !existsSync(report)) failed++;
  return {
    tell: () => process.stdout.write(Buffer.concat(said)),
    counts: existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {},
  };
}

const lint = spawnSync(bin('biome'), ['check', '.'], { cwd: root, stdio: 'inherit' });
if (lint.status !== 0) failed++;

const asked = process.argv.slice(2);
// What wants the machine's only pcscd waits for cards and readers more than it works: it runs beside all else.
const runs = asked.length
  ? [vitest('asked', asked, false)]
  : [
      vitest('beside', ['--project', 'unit', '--project', 'postgres', '--project', 'across'], false),
      vitest('pcscd', ['--project', 'alone'], true),
    ];
const results = await Promise.all(runs);
for (const { tell } of results) tell();
rmSync(folder, { recursive: true, force: true });

const sum = (key) => results.reduce((total, { counts }) => total + (counts[key] ?? 0), 0);
const passed = sum('numPassedTests');
const failures = Math.max(sum('numFailedTests'), failed > 0 ? 1 : 0);
// A test that is skipped says why where it stands; here at least that it was.
const pending = sum('numPendingTests');
const skipped = pending > 0 ? `, ${pending} skipped` : '';
process.stdout.write(`\n${passed} passed, ${failures} failed${skipped}\n`);
process.exit(failures > 0 || passed === 0 ? 1 : 0);
