import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeCard } from '../card/make-card.ts';
import { Field } from '../field/field.ts';
import type { SimReader } from '../reader.ts';
import { openVpcd, VPCD_PORT, vpcdListens } from './vpcd.ts';

/** Debian's pcscd with its own clients, written by others, as the judge of the vpcd cards. */
const run = promisify(execFile);
/** pcscd is one for the machine: tests that use it take turns by making this folder. */
const LOCK = join(tmpdir(), 'tapwell-pcscd.lock');
let pcscd: ChildProcess | undefined;
let reader: SimReader;
const field = new Field();

async function words(program: string, args: string[], timeout = 10_000): Promise<string> {
  const { stdout, stderr } = await run(program, args, { timeout }).catch((error) => {
    if (error.code === 'ENOENT') throw new Error(`${program} is missing: install Debian's package for it`);
    return error as { stdout: string; stderr: string };
  });
  return `${stdout}${stderr}`;
}

async function until(what: () => Promise<boolean> | boolean, tries = 100): Promise<void> {
  for (let i = 0; i < tries; i++) {
    if (await what()) return;
    await sleep(100);
  }
  throw new Error('waited in vain');
}

/** Makes the folder, with this process's number in it; takes over that of a process that died. */
function takeLock(): boolean {
  try {
    mkdirSync(LOCK);
    writeFileSync(join(LOCK, 'pid'), String(process.pid));
    return true;
  } catch {
    if (isAbandoned()) rmSync(LOCK, { recursive: true, force: true });
    return false;
  }
}

function isAbandoned(): boolean {
  try {
    process.kill(Number(readFileSync(join(LOCK, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

async function startPcscd(): Promise<void> {
  pcscd = spawn('pcscd', ['-f'], { stdio: 'ignore' });
  await until(() => vpcdListens(VPCD_PORT));
}

async function stopPcscd(): Promise<void> {
  if (!pcscd) return;
  const ended = new Promise((resolve) => pcscd?.once('exit', resolve));
  pcscd.kill();
  await ended;
  pcscd = undefined;
}

beforeAll(async () => {
  await until(takeLock, 1000);
  if (!(await vpcdListens(VPCD_PORT))) await startPcscd();
  reader = openVpcd(field);
}, 110_000);
afterAll(async () => {
  await reader?.close();
  await stopPcscd();
  rmSync(LOCK, { recursive: true, force: true });
});
beforeEach(async () => {
  field.remove();
  await sleep(600);
});

async function place(plan: Parameters<typeof makeCard>[0]): Promise<void> {
  const card = makeCard(plan);
  field.place(card);
  await reader.noticed(card);
}

describe('PC/SC clients', () => {
  it('pcsc_scan shows the card and recognises its ATR', async () => {
    await place({ profile: 'ntag424', uid: '04A1B2C3D4E5F6' });
    const seen = await words('pcsc_scan', ['-t', '1']);
    expect(seen).toContain('Virtual PCD 00 00');
    expect(seen).toContain('ATR: 3B 81 80 01 80 80');
  });

  it('opensc-tool reads a live SUN message', async () => {
    await place({ profile: 'ntag424', uid: '04A1B2C3D4E5F6', url: 'https://tapwell.example/c' });
    const send = (apdu: string) => ['--send-apdu', apdu];
    const seen = await words('opensc-tool', [
      ...send('00A4040007D276000085010100'),
      ...send('00A4000C02E104'),
      ...send('00B0000000'),
      ...send('FFCA000000'),
    ]);
    const text = seen.replace(/^(?:[0-9A-F]{2} )+/gm, '').replace(/\n/g, '');
    expect(text).toMatch(/tapwell\.example\/c\?p=[0-9A-F]{32}&c=[0-9A-F]{16}/);
    expect(seen).toContain('04 A1 B2 C3 D4 E5 F6');
  });

  it('opensc-tool sees a storage card and its UID', async () => {
    await place({ profile: 'ntag215', uid: '04112233445566' });
    const seen = await words('opensc-tool', ['--atr', '--send-apdu', 'FFCA000000', '--send-apdu', 'FFB0000310']);
    expect(seen.toLowerCase()).toContain('3b:8f:80:01:80:4f:0c:a0:00:00:03:06:03:00:03:00:00:00:00:68');
    expect(seen).toContain('04 11 22 33 44 55 66');
    expect(seen).toContain('E1 10 3E 00');
  });

  it('a card that lies there is found again when pcscd was restarted', async () => {
    // Only where this test owns pcscd: elsewhere another test's readers would be torn away.
    if (!pcscd) return;
    await place({ profile: 'ntag215', uid: '04112233445566' });
    await stopPcscd();
    await startPcscd();
    await until(async () => (await words('pcsc_scan', ['-t', '1'])).includes('3B 8F 80 01'), 8);
  });

  it('pcsc_scan sees no card after it was lifted', async () => {
    await place({ profile: 'ntag215', uid: '04112233445566' });
    field.remove();
    await sleep(reader.gapMs);
    expect(await words('pcsc_scan', ['-t', '1'])).not.toContain('ATR');
  });
});
