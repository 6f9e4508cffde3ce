// Brings a checkout to a state that runs: installed packages and a build that
// is up to date. Quick when there is nothing to do. Uses Node alone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const INSTALLED = join(root, 'node_modules/.tapwell-installed');
const BUILT = join(root, 'node_modules/.tapwell-built');

/** Ends with one clear sentence. */
export function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Tapwell needs Node 20.19 or newer; this is ${process.version}.`);
}

/** Installs exactly what package-lock.json says, unless that is what is there. */
export function ensureInstalled() {
  const wanted = hashOf(readFileSync(join(root, 'package-lock.json')), process.versions.modules);
  if (existsSync(INSTALLED) ? readFileSync(INSTALLED, 'utf8') === wanted : installedByHand()) return;
  process.stdout.write('Installing packages (a few minutes the first time)…\n');
  const log = join(root, 'npm-install.log');
  const npm = spawnSync('npm', ['ci'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (npm.status !== 0) {
    const said = `${npm.stdout ?? ''}${npm.stderr ?? ''}${npm.error ?? ''}`;
    writeFileSync(log, said);
    if (/gyp ERR|not found: make|better-sqlite3/.test(said)) {
      fail(
        `SQLite could not be built. Install a compiler with "sudo apt-get install build-essential python3" and try again. (Details: ${log})`,
      );
    }
    fail(`The packages could not be installed; is there a connection to the npm registry? (Details: ${log})`);
  }
  writeFileSync(INSTALLED, wanted);
}

/** Whether somebody's own `npm ci` has put there what package-lock.json says; what is optional may be left out. */
function installedByHand() {
  const there = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(there)) return false;
  const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const found = packages(there);
  return Object.entries(packages(join(root, 'package-lock.json'))).every(
    ([path, { version, link, optional, devOptional }]) =>
      !path.startsWith('node_modules/') || link || optional || devOptional || found[path]?.version === version,
  );
}

/**
 * The PC/SC binding is optional: where libpcsclite-dev was missing when npm
 * installed, it was left out. Once the Debian package is there it is added.
 */
export function ensurePcsc() {
  const load = spawnSync(process.execPath, ['-e', 'require("@pokusew/pcsclite")'], { cwd: join(root, 'kiosk') });
  if (load.status === 0) return;
  if (!existsSync('/usr/include/PCSC/winscard.h')) {
    fail('The PC/SC reader needs a Debian package: sudo apt-get install libpcsclite-dev');
  }
  process.stdout.write('Building the PC/SC binding…\n');
  const npm = spawnSync('npm', ['ci'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (npm.status !== 0) fail(`The PC/SC binding could not be built.\n${npm.stderr}`);
}

/** Builds unless nothing has changed since the last build. */
export function ensureBuilt() {
  const outputs = ['cli/dist/main.js', 'kiosk/dist/screen-page/index.html', 'firmware-sim/dist/wallet-page/index.html'];
  const complete = outputs.every((file) => existsSync(join(root, file)));
  if (complete && existsSync(BUILT) && readFileSync(BUILT, 'utf8') === hashOfSources()) return;
  process.stdout.write('Building…\n');
  const build = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, stdio: 'inherit' });
  if (build.status !== 0) fail('The build failed; what went wrong is above.');
}

/** The build notes what it was made from, also where somebody ran it by hand. */
export function markBuilt(from) {
  writeFileSync(BUILT, from);
}

/** What a build is made from: another value, another build. */
export function hashOfSources() {
  return hashOf(
    ...sources().map((file) => `${relative(root, file)} ${statSync(file).size} ${hashOf(readFileSync(file))}\n`),
  );
}

function sources() {
  const found = [];
  const walk = (dir) => {
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      if (entry.name === 'node_modules' || entry.name === 'dist') continue;
      const path = join(dir, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (/\.(ts|tsx|css|scss|html|json)$/.test(entry.name)) found.push(path);
    }
  };
  for (const part of ['shared', 'firmware-sim', 'kiosk', 'hub', 'central', 'cli', 'test']) walk(join(root, part));
  for (const file of [
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.base.json',
    'tsconfig.pages.json',
    'scripts/build.mjs',
  ]) {
    found.push(join(root, file));
  }
  return found.sort();
}

function hashOf(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
