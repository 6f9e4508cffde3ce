// Every Debian package the tests use beyond Node itself, and how to get them.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fail } from './setup.mjs';

/** Package → what needs it. */
export const PACKAGES = {
  'build-essential': 'compiles better-sqlite3, the PC/SC binding and a libfreefare client',
  python3: 'node-gyp',
  'libpcsclite-dev': 'compiles the PC/SC binding',
  pcscd: 'the PC/SC service',
  'vsmartcard-vpcd': 'virtual PC/SC readers',
  'vsmartcard-vpicc': 'a card emulator by others',
  'pcsc-tools': 'pcsc_scan, an independent PC/SC client',
  opensc: 'opensc-tool, an independent PC/SC client',
  'libnfc-bin': 'nfc-list, an independent PN532 client',
  'libnfc-examples': 'nfc-poll',
  'libnfc-pn53x-examples': 'pn53x-diagnose',
  'libnfc-dev': 'compiles the libfreefare client',
  'libfreefare-bin': 'independent DESFire clients',
  'libfreefare-dev': 'compiles the libfreefare client',
  socat: 'pseudo-terminals for the reader tests',
  postgresql: "central's other database",
  systemd: 'checks the service files, and systemd-notify',
  chromium: 'end-to-end tests',
  'espeak-ng': "the kiosk's voice",
  'fonts-noto-core': 'the screens in every script',
};

/** Installs what is missing, with root or sudo; else says what to install, and fails. */
export function ensureDebianPackages() {
  const missing = Object.keys(PACKAGES).filter((name) => !installed(name));
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const run = (...args) => {
    const [program, ...rest] = [...sudo, ...args];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    return spawnSync(program, rest, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', env });
  };
  process.stdout.write(`Installing Debian packages: ${missing.join(' ')}…\n`);
  run('apt-get', 'update');
  const { status, stderr } = run(...command.split(' '));
  if (status !== 0) {
    fail(
      `These Debian packages are missing and could not be installed: ${missing.join(' ')}.\nRun: sudo ${command}\n${stderr ?? ''}`,
    );
  }
}

let status;
function installed(name) {
  status ??= readFileSync('/var/lib/dpkg/status', 'utf8').split('\n\n');
  return status.some(
    (entry) => entry.startsWith(`Package: ${name}\n`) && entry.includes('\nStatus: install ok installed'),
  );
}
