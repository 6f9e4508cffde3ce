import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { simCommand } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'tapwell-sim-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  process.exitCode = 0;
  vi.restoreAllMocks();
});

/** Runs `tapwell sim …` in this process until it is ready, does `meanwhile`, and ends it as a terminal would. */
async function sim(args: string[], meanwhile: () => Promise<void> = async () => {}) {
  const lines: string[] = [];
  const errors: string[] = [];
  const ready = new Promise<void>((resolve) => {
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      lines.push(String(text));
      resolve();
      return true;
    });
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    errors.push(String(text));
    return true;
  });
  const running = simCommand().parseAsync(args, { from: 'user' });
  await Promise.race([ready, running]);
  if (lines.length) {
    await meanwhile();
    process.emit('SIGTERM');
  }
  await running;
  return { lines, errors, exitCode: process.exitCode };
}

describe('tapwell sim', () => {
  it('pn532 serves a card until it is ended, and removes its link', async () => {
    const link = join(folder, 'pn532');
    const { lines } = await sim(['pn532', '--link', link, '--card', 'ntag424', '--uid', '04a1b2c3d4e5f6'], async () => {
      const env = { ...process.env, LIBNFC_DEVICE: `pn532_uart:${link}`, LIBNFC_AUTO_SCAN: 'false' };
      const { stdout } = await promisify(execFile)('nfc-list', { env });
      expect(stdout).toContain('04  a1  b2  c3  d4  e5  f6');
    });
    expect(lines).toEqual([`ready PN532 on ${link} with ntag424 04A1B2C3D4E5F6\n`]);
    expect(existsSync(link)).toBe(false);
  });

  it('pn532 sets a DESFire up with the master key it is given', async () => {
    const link = join(folder, 'desfire');
    const card = ['--card', 'desfire', '--uid', '04a1b2c3d4e5f6', '--picc-key', `aes:${'01'.repeat(16)}`];
    await sim(['pn532', '--link', link, ...card], async () => {
      const env = { ...process.env, LIBNFC_DEVICE: `pn532_uart:${link}`, LIBNFC_AUTO_SCAN: 'false' };
      const { stdout } = await promisify(execFile)('mifare-desfire-info', { env });
      expect(stdout).toContain('Free memory: 4864 bytes');
    });
  });

  it('wallet serves the page of the cards in its file', async () => {
    const config = join(folder, 'wallet.json');
    const card = { card: 'mary', name: 'Mary', kind: 'Tapwell card', profile: 'ntag424', uid: '04A1B2C3D4E5F6' };
    writeFileSync(config, JSON.stringify({ urlBase: 'https://tapwell.example/c', cards: [card] }));
    const { lines } = await sim(['wallet', '--config', config, '--link', join(folder, 'wallet')]);
    expect(lines[0]).toMatch(/^ready PN532 on .*, virtual cards at http:\/\/127\.0\.0\.1:\d+\/\n$/);
  });

  it.each([
    ['a card profile it does not know', ['pn532', '--link', 'x', '--card', 'oyster', '--uid', '04'], 'no card profile'],
    [
      'a missing wallet',
      ['wallet', '--config', '/nowhere.json', '--link', 'x'],
      'The wallet /nowhere.json cannot be read',
    ],
    [
      'pcscd that is not running',
      ['pcsc', '--card', 'ntag213', '--uid', '04112233445566', '--port', '1'],
      'Nothing answers on port 1: start pcscd',
    ],
  ])('says in one sentence: %s', async (_, args, words) => {
    const { errors, lines, exitCode } = await sim(args);
    expect(errors.join('')).toContain(words);
    expect(errors.join('')).not.toContain('    at ');
    expect(lines).toEqual([]);
    expect(exitCode).toBe(1);
  });
});
