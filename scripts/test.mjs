// npm test: on a fresh Debian machine, as root or with sudo, does everything:
// Debian packages, npm packages, build, lint, types, then all tests.
// Where it may not install, it says exactly what is missing, and fails.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
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
const report = join(tmpdir(), `tapwell-tests-${process.pid}.json`);
let failed = 0;
const step = (name, args) => {
  const { status } = spawnSync(bin(name), args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) failed++;
  return status;
};
step('biome', ['check', '.']);
step('vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
]);

let counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
try {
  counts = JSON.parse(readFileSync(report, 'utf8'));
} catch {
  failed++;
}
rmSync(report, { force: true });
const failures = Math.max(counts.numFailedTests, failed > 0 ? 1 : 0);
// A test that is skipped says why where it stands; here at least that it was.
const skipped = counts.numPendingTests > 0 ? `, ${counts.numPendingTests} skipped` : '';
process.stdout.write(`\n${counts.numPassedTests} passed, ${failures} failed${skipped}\n`);
process.exit(failures > 0 || counts.numPassedTests === 0 ? 1 : 0);
