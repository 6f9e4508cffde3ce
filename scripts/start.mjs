// npm start: installs, builds and runs the demo. Arguments go on to `tapwell demo`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, ensurePcsc, requireNode, root } from './setup.mjs';

requireNode();
ensureInstalled();
if (process.argv.includes('pcsc') || process.argv.includes('--reader=pcsc')) ensurePcsc();
ensureBuilt();
const demo = spawn(process.execPath, [join(root, 'cli/bin/tapwell.js'), 'demo', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
// The terminal sends Ctrl-C to both of us; anything else reaches only this process.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => demo.kill('SIGTERM'));
demo.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 0)));
