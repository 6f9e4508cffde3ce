import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { LibnfcBench } from '../../pn532/libnfc.testing.ts';
import { makeCard } from '../make-card.ts';

/** Debian's libfreefare, written by others, as the judge of the simulated DESFire, through the simulated PN532. */
const bench = new LibnfcBench();
const UID = '04A1B2C3D4E5F6';
const PICC_KEY = '00112233445566778899AABBCCDDEEFF';
/** What libfreefare's tools say when something went wrong. */
const TROUBLE = /fail|can't|not verified|error/i;

afterAll(() => bench.close());
beforeEach(() => bench.field.remove());

describe('libfreefare on a simulated DESFire EV1', () => {
  it('reads version, settings and free memory (mifare-desfire-info)', async () => {
    bench.field.place(makeCard({ profile: 'desfire', uid: UID }));
    const words = await bench.run('mifare-desfire-info');
    expect(words).toContain('UID: 0x04a1b2c3d4e5f6');
    expect(words).toContain('Master Key settings (0x0f)');
    expect(words).toContain('Free memory: 4864 bytes');
    expect(words).toContain('Use random UID: no');
  });

  it('finds the master key of another card locked to it, without harm (mifare-desfire-format)', async () => {
    bench.field.place(makeCard({ profile: 'desfire', uid: UID, piccKey: `aes:${PICC_KEY}` }));
    expect(await bench.run('mifare-desfire-format', ['-y'])).toContain("Can't authenticate");
    expect(await bench.run('mifare-desfire-info')).toContain('Free memory: 4864 bytes');
  });

  it('creates, enciphers, reads and formats (mifare-desfire-access)', async () => {
    const card = makeCard({ profile: 'desfire', uid: UID });
    const commands: string[] = [];
    bench.field.place(card);
    const stop = bench.field.listen({
      exchanged: (_, command, answer) =>
        commands.push(`${command[1]?.toString(16)}:${Buffer.from(answer?.slice(-2) ?? []).toString('hex')}`),
    });
    const words = await bench.run('mifare-desfire-access');
    stop();
    expect(words).not.toMatch(TROUBLE);
    expect(commands).toContain('bd:9100');
    expect(commands.at(-1)).toBe('fc:9100');
  });

  it('keeps an NDEF message byte for byte (mifare-desfire-create-ndef, -write-ndef, -read-ndef)', async () => {
    bench.field.place(makeCard({ profile: 'desfire', uid: UID }));
    const sent = join(bench.folder, 'sent.ndef');
    const got = join(bench.folder, 'got.ndef');
    writeFileSync(
      sent,
      Uint8Array.from({ length: 300 }, (_, i) => (i * 37) & 0xff),
    );
    expect(await bench.run('mifare-desfire-create-ndef', ['-y'])).not.toMatch(TROUBLE);
    expect(await bench.run('mifare-desfire-write-ndef', ['-y', '-i', sent])).not.toMatch(TROUBLE);
    expect(await bench.run('mifare-desfire-read-ndef', ['-y', '-o', got])).toContain('NDEF size: 300 bytes');
    expect(readFileSync(got).equals(readFileSync(sent))).toBe(true);
    expect(await bench.run('mifare-desfire-format', ['-y'])).not.toMatch(TROUBLE);
    expect(await bench.run('mifare-desfire-info')).toContain('Free memory: 4864 bytes');
  });

  it('runs AES and legacy sessions, key changes and files in all modes (a program of ours on its calls)', async () => {
    const source = fileURLToPath(new URL('libfreefare-session.c', import.meta.url));
    const program = join(bench.folder, 'session');
    await promisify(execFile)('cc', ['-Wall', '-Werror', '-o', program, source, '-lfreefare', '-lnfc']);
    bench.field.place(makeCard({ profile: 'desfire', uid: UID, piccKey: `aes:${PICC_KEY}` }));
    const words = await bench.run(program, [PICC_KEY]);
    expect(words).toContain('uid 04a1b2c3d4e5f6');
    expect(words).not.toContain('FAILED');
    expect(words).toMatch(/\ndone\n$/);
  });
});
