// npm run test:faults -- [--seed N] [--taps N] [--runs N] [--short] [--verbose]:
// people tap while everything goes wrong; at the end nothing may be lost, doubled or stuck.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureDebianPackages } from './debian-packages.mjs';
import { ensureBuilt, ensureInstalled, requireNode, root } from './setup.mjs';

requireNode();
ensureDebianPackages();
ensureInstalled();
ensureBuilt();
const faults = spawnSync(process.execPath, [join(root, 'test/dist/faults/main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(faults.status ?? 1);
