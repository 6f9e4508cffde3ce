// npm run bench -- [name …] [--json FILE]: measures the budgets of the design.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, requireNode, root } from './setup.mjs';

requireNode();
ensureInstalled();
ensureBuilt();
const bench = spawnSync(process.execPath, [join(root, 'test/dist/bench/main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(bench.status ?? 1);
