// Builds everything that runs: TypeScript to dist/ in each workspace, and the four pages with vite.
// TypeScript on one core, the pages on the other: they read the sources, not each other.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { hashOfSources, markBuilt, root } from './setup.mjs';

const sources = hashOfSources();
const pages = [
  { root: 'kiosk/src/screen/page', out: 'kiosk/dist/screen-page' },
  { root: 'hub/src/register/page', out: 'hub/dist/register-page' },
  { root: 'central/src/workspace/page', out: 'central/dist/workspace-page' },
  { root: 'firmware-sim/src/wallet/page', out: 'firmware-sim/dist/wallet-page' },
];

const tsc = spawn(process.execPath, ['node_modules/typescript/bin/tsc', '-b'], { cwd: root, stdio: 'inherit' });
const compiled = once(tsc, 'close');

// Wherever npm has put it for the workspace that uses it.
const nhsuk = dirname(createRequire(join(root, 'shared/package.json')).resolve('nhsuk-frontend/package.json'));

const { build } = await import('vite');
const { default: preact } = await import('@preact/preset-vite');
for (const page of pages) {
  await build({
    configFile: false,
    root: join(root, page.root),
    base: './',
    logLevel: 'error',
    plugins: [preact()],
    resolve: {
      // Where staff.scss finds the icons its components use.
      alias: { '@nhsuk': `${nhsuk}/dist/nhsuk` },
      conditions: ['tapwell-source', 'browser', 'module', 'import', 'default'],
    },
    css: { preprocessorOptions: { scss: { loadPaths: [dirname(nhsuk)], quietDeps: true } } },
    build: { outDir: join(root, page.out), emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
  });
}

const [status] = await compiled;
if (status !== 0) process.exit(status ?? 1);
markBuilt(sources);
