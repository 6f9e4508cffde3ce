import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '@tapwell/kiosk/reader/diagnose/diagnose';
import { SerialPort } from 'serialport';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOT_OURS, takePcscd } from '../readers/pcscd.ts';
import { CARDS, type SimulatorProcess, startSimulator } from '../readers/simulator-process.ts';
import { runTapwell, startTapwell } from './run-tapwell.ts';

const PASSPHRASE = { TAPWELL_KEYS_PASSPHRASE: 'correct horse battery' };

describe('tapwell readers, on a serial line', () => {
  let simulator: SimulatorProcess;
  beforeEach(async () => {
    simulator = await startSimulator('pn532');
  });
  afterEach(() => simulator.stop());

  const look = async (): Promise<{ code: number | null; finding: Finding | undefined }> => {
    const { code, out } = await runTapwell(['readers', '--json', '--serial', simulator.link]);
    return { code, finding: (JSON.parse(out) as Finding[]).find(({ name }) => name === simulator.link) };
  };

  it('lists a PN532 and how to name it', async () => {
    const { code, finding } = await look();
    expect(code).toBe(0);
    expect(finding).toMatchObject({ state: 'ready', kind: 'pn532', spec: `pn532:${simulator.link}` });
    expect(finding!.says).toMatch(/firmware 1\.6/);
    const { out } = await runTapwell(['readers', '--serial', simulator.link]);
    expect(out).toContain(`--reader "pn532:${simulator.link}"`);
  });
  it('says that a PN532 is silent', async () => {
    await simulator.faults({ line: 'dead' });
    const { finding } = await look();
    expect(finding).toMatchObject({ state: 'trouble' });
    expect(finding!.says).toMatch(/does not answer as a PN532.*cable.*HSU/);
  });
  it('says that another program has the device', async () => {
    const other = new SerialPort({ path: simulator.link, baudRate: 115_200 });
    await once(other, 'open');
    try {
      expect((await look()).finding!.says).toMatch(/Another program is using the card reader/);
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });
  it('says that a device is not plugged in', async () => {
    await simulator.faults({ unplugged: true });
    expect((await look()).finding!.says).toMatch(/not plugged in/);
  });
});

describe('tapwell readers, on PC/SC', () => {
  it("lists pcscd's readers, and says when pcscd hangs or does not run", async ({ skip }) => {
    const pcscd = await takePcscd();
    const look = async () => JSON.parse((await runTapwell(['readers', '--json'])).out) as Finding[];
    try {
      const readers = (await look()).filter(({ kind }) => kind === 'pcsc');
      expect(readers.map(({ name }) => name)).toContain('Virtual PCD 00 00');
      expect(readers.find(({ name }) => name === 'Virtual PCD 00 00')).toMatchObject({
        state: 'ready',
        spec: 'pcsc:Virtual PCD 00 00',
        says: expect.stringMatching(/"pcsc" alone means this one/),
      });
      if (!pcscd.ours) skip(NOT_OURS);
      pcscd.suspend();
      expect(await look()).toContainEqual(
        expect.objectContaining({ name: 'pcscd', state: 'trouble', says: expect.stringMatching(/does not answer/) }),
      );
      pcscd.resume();
      await pcscd.kill();
      expect(await look()).toContainEqual(
        expect.objectContaining({ name: 'pcscd', state: 'trouble', says: expect.stringMatching(/is not running/) }),
      );
    } finally {
      pcscd.resume();
      await pcscd.release();
    }
  });
});

describe('tapwell card read', () => {
  let simulator: SimulatorProcess;
  let data: string;
  beforeAll(async () => {
    simulator = await startSimulator('pn532');
    data = mkdtempSync(join(tmpdir(), 'tapwell-card-read-'));
  });
  afterAll(async () => {
    await simulator.stop();
    rmSync(data, { recursive: true });
  });
  afterEach(async () => {
    await simulator.faults({ pullAwayAfter: null, twoAtOnce: false });
    await simulator.remove();
  });

  const read = (more: string[] = [], env: Record<string, string> = {}, reader = `pn532:${simulator.link}`) =>
    runTapwell(['card', 'read', '--reader', reader, '--timeout', '20', ...more], env);

  it.each([
    ['ntag424', 'ntag424'],
    ['desfire', 'desfire'],
    ['ntag213', 'iso14443-3'],
    ['classic', 'iso14443-3'],
    ['foreign', 'iso14443-4'],
  ] as const)('knows a card: %s', async (card, kind) => {
    await simulator.place(card);
    const { out, code } = await read(['--json']);
    expect(code).toBe(0);
    const report = JSON.parse(out);
    expect(report).toMatchObject({ kind, uid: CARDS[card].uid.toUpperCase(), randomUid: false, verdict: null });
    expect(report.tapwell).toBe(card === 'ntag424');
  });

  it('says that a phone shows another number each time', async () => {
    await simulator.place('phone');
    expect((await read()).out).toMatch(/which is another each time: a phone/);
  });

  it('tells a genuine card from one of another scheme, with the keys of central', async () => {
    await runTapwell(['keys', 'new', '--data', data], PASSPHRASE);
    await simulator.place('ntag424');
    const other = await read(['--data', data], PASSPHRASE);
    expect(other.out).toMatch(/An NTAG 424 DNA\.\n.*\nIt carries a Tapwell address\.\nIt is not a card of this scheme/);
    // The test wallet's cards have keys of zeros; this one has what central would put on it.
    const keys = JSON.parse((await runTapwell(['keys', 'show', '--reveal', '--data', data], PASSPHRASE)).out);
    const { fileReadKey } = await import('@tapwell/central/main');
    const uid = '04A1B2C3D4E5F6';
    const wallet = join(data, 'wallet.json');
    const cardKeys = { metaRead: keys.metaRead[0].key, fileRead: fileReadKey(keys, uid, 1) };
    const card = { card: 'mary', name: 'Mary', kind: 'Tapwell card', profile: 'ntag424', uid, keys: cardKeys };
    writeFileSync(wallet, JSON.stringify({ cards: [{ ...card, url: 'https://tap.example/t', counter: 41 }] }));
    const link = join(data, 'ttyTAPWELL');
    const sim = startTapwell(['sim', 'wallet', '--config', wallet, '--link', link]);
    try {
      const [ready] = (await once(sim.stdout, 'data')) as [Buffer];
      const page = /http:\S+/.exec(String(ready))![0];
      await fetch(new URL('api/place', page), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ card: 'mary' }),
      });
      // Rotated meanwhile: the old card still is what it was.
      await runTapwell(['keys', 'rotate', '--card-master', '--data', data], PASSPHRASE);
      await runTapwell(['keys', 'rotate', '--meta-read', '--data', data], PASSPHRASE);
      const genuine = JSON.parse((await read(['--json', '--data', data], PASSPHRASE, `pn532:${link}`)).out);
      expect(genuine.verdict).toEqual({
        ...{ kind: 'genuine', uid, counter: 42 },
        ...{ cardMasterVersion: 1, metaReadVersion: 1 },
      });
    } finally {
      sim.kill('SIGTERM');
      await once(sim, 'close');
    }
  });

  it('asks for a card pulled away to be held longer, and for one of two to be taken off', async () => {
    const child = startTapwell(['card', 'read', '--reader', `pn532:${simulator.link}`, '--timeout', '30']);
    let said = '';
    let heard = () => {};
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
      heard();
    });
    const until = async (what: RegExp) => {
      while (!what.test(said)) {
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
      }
    };
    const closed = once(child, 'close') as Promise<[number | null]>;
    await until(/is ready: lay one card on it/);
    await simulator.faults({ twoAtOnce: true });
    await simulator.place('ntag424');
    await until(/more than one card/);
    await simulator.remove();
    await simulator.faults({ twoAtOnce: false, pullAwayAfter: 1 });
    await simulator.place('ntag424');
    await until(/hold the card on the reader a little longer/);
    await simulator.faults({ pullAwayAfter: null });
    await simulator.remove();
    await simulator.place('ntag424');
    expect((await closed)[0]).toBe(0);
  });

  it('ends in one sentence when no card comes, when the reader is away, and for a reader of no known kind', async () => {
    const args = (reader: string) => ['card', 'read', '--reader', reader, '--timeout', '2'];
    const none = await runTapwell(args(`pn532:${simulator.link}`));
    expect(none.code).toBe(1);
    expect(none.err).toMatch(/\nNo card was laid on the reader within 2 seconds\.\n$/);
    const away = await runTapwell(args('pn532:/dev/no-such-reader'));
    expect(away.code).toBe(1);
    expect(away.err).toMatch(/not plugged in \(there is no \/dev\/no-such-reader\)\.\n$/);
    expect((await runTapwell(args('abacus'))).err).toMatch(/^"abacus" names no card reader/);
  });
});
