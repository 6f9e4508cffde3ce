// Builds everything that runs: TypeScript to dist/ in each workspace, and the four pages with vite.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = [
  { root: 'kiosk/src/screen/page', out: 'kiosk/dist/screen-page' },
  { root: 'hub/src/register/page', out: 'hub/dist/register-page' },
  { root: 'central/src/workspace/page', out: 'central/dist/workspace-page' },
  { root: 'firmware-sim/src/wallet/page', out: 'firmware-sim/dist/wallet-page' },
];

const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b'], { cwd: root, stdio: 'inherit' });
if (tsc.status !== 0) process.exit(tsc.status ?? 1);

// Wherever npm has put it for the workspace that uses it.
const nhsuk = dirname(createRequire(`${root}shared/package.json`).resolve('nhsuk-frontend/package.json'));

const { build } = await import('vite');
const { default: preact } = await import('@preact/preset-vite');
for (const page of pages) {
  await build({
    configFile: false,
    root: root + page.root,
    base: './',
    logLevel: 'error',
    plugins: [preact()],
    resolve: {
      // Where staff.scss finds the icons its components use.
      alias: { '@nhsuk': `${nhsuk}/dist/nhsuk` },
      conditions: ['tapwell-source', 'browser', 'module', 'import', 'default'],
    },
    css: { preprocessorOptions: { scss: { loadPaths: [dirname(nhsuk)], quietDeps: true } } },
    build: { outDir: root + page.out, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
  });
}
