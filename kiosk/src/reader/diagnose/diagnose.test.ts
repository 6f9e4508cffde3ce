import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { CardGone, type PresentedCard } from '../reader.ts';
import { FakePcsc, FakeReader } from '../testing/fake-pcsc.ts';
import { answer, scriptedLink, setUpAnswer } from '../testing/scripted-pn532.ts';
import { describeCard } from './describe-card.ts';
import { describeReaders, diagnosePcsc, plainPcscError } from './pcsc.ts';
import { diagnoseSerial } from './serial.ts';
import { unlistedUsbReaders } from './usb.ts';

describe('a serial device', () => {
  const probe = async (respond: Parameters<typeof scriptedLink>[0]) => {
    const { link, peer } = scriptedLink(respond);
    const findings = await diagnoseSerial('/dev/ttyTEST', async () => link);
    return { findings, peer };
  };

  it('that answers as a PN532 is ready, with its firmware', async () => {
    const { findings } = await probe((command) => setUpAnswer(command) ?? []);
    expect(findings).toEqual([
      {
        ...{ kind: 'pn532', name: '/dev/ttyTEST', spec: 'pn532:/dev/ttyTEST', state: 'ready' },
        says: 'A PN532 card reader, firmware 1.6: ready to use.',
      },
    ]);
  });
  it('that answers as another chip of the family cannot be named as a reader', async () => {
    const other = (command: string) => (command === 'd402' ? answer('d50333010607') : (setUpAnswer(command) ?? []));
    const { findings } = await probe(other);
    expect(findings[0]).toMatchObject({ state: 'other', says: expect.stringMatching(/kind Tapwell knows/) });
    expect(findings[0]).not.toHaveProperty('spec');
  });
  it('that is silent says what to look at, and is asked no more than its set-up', async () => {
    const { findings, peer } = await probe(() => []);
    expect(findings[0]).toMatchObject({ state: 'trouble', says: expect.stringMatching(/HSU/) });
    expect(peer.heard.every((command) => command === 'd41401' || command === 'abort')).toBe(true);
  });
  it('that may not be opened says whose group to change', async () => {
    const findings = await diagnoseSerial('/dev/ttyTEST', async () => {
      throw new Error('Error: Permission denied, cannot open /dev/ttyTEST');
    });
    expect(findings[0]).toMatchObject({ state: 'trouble', says: expect.stringMatching(/group "dialout"/) });
  });
  it('that babbles whatever bytes is described and let go', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (noise) => {
        let closed = false;
        const findings = await diagnoseSerial('/dev/ttyTEST', async () => {
          let receive: (bytes: Uint8Array) => void = () => {};
          let tell = () => {};
          return {
            // Answers each write with noise, and hangs up after it, so that no wait runs its length.
            write: () =>
              void setImmediate(() => {
                receive(noise);
                tell();
              }),
            onBytes: (listener) => {
              receive = listener;
            },
            onClosed: (listener) => {
              tell = listener;
            },
            close: async () => {
              closed = true;
            },
          };
        });
        expect(findings).toHaveLength(1);
        expect(closed).toBe(true);
      }),
    );
  });
});

describe('PC/SC', () => {
  it('lists its readers, which of them is taken, and which is for no card', () => {
    const names = ['ACS ACR1252 1S CL Reader SAM 01 00', 'ACS ACR1252 1S CL Reader PICC 00 00', 'Desk contact 02 00'];
    const found = describeReaders(names);
    expect(found.map(({ state }) => state)).toEqual(['other', 'ready', 'ready']);
    expect(found.map(({ says }) => says.includes('"pcsc" alone'))).toEqual([false, true, false]);
  });
  it('gives its readers and lets the service go', async () => {
    const pcsc = new FakePcsc(new FakeReader('ACS ACR1252 00 00'));
    expect(await diagnosePcsc(pcsc)).toMatchObject([{ name: 'ACS ACR1252 00 00', state: 'ready' }]);
    expect(pcsc.opened.map(({ closed }) => closed)).toEqual([true]);
  });
  it('names the packages when the library is missing', async () => {
    const pcsc = new FakePcsc();
    pcsc.installed = false;
    expect((await diagnosePcsc(pcsc))[0]!.says).toMatch(/"pcscd" and "libpcsclite-dev"/);
  });
  it('never opens the library while the service is away or hangs', async () => {
    const pcsc = new FakePcsc(new FakeReader('any'));
    for (const [service, says] of [
      ['away', /not running/],
      ['hangs', /does not answer/],
    ] as const) {
      pcsc.service = service;
      expect((await diagnosePcsc(pcsc))[0]!.says).toMatch(says);
    }
    expect(pcsc.opened).toEqual([]);
  });
  it('says who must be let in when the service refuses', () => {
    expect(plainPcscError('SCardEstablishContext error: Access denied.(0x8010006A)')).toMatch(/polkit/);
    expect(plainPcscError('RPC transport error.(0x80100013)')).toMatch(/restart it/);
  });
});

describe('a PC/SC reader on USB that pcscd does not list', () => {
  let sys: string;
  const plug = async (device: string, vendor: string, product: string) => {
    const folder = join(sys, 'bus/usb/devices', device);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'idVendor'), `${vendor}\n`);
    await writeFile(join(folder, 'idProduct'), `${product}\n`);
  };
  afterEach(() => rm(sys, { recursive: true, force: true }));

  it('is found, unless it is listed after all or is no reader', async () => {
    sys = await mkdtemp(join(tmpdir(), 'tapwell-sys-'));
    await plug('1-1', '1d6b', '0002');
    await mkdir(join(sys, 'bus/usb/devices/1-1:1.0'));
    expect(await unlistedUsbReaders([], sys)).toEqual([]);
    await plug('1-2', '072f', '223b');
    expect(await unlistedUsbReaders([], sys)).toMatchObject([{ name: 'ACS ACR1252U', state: 'trouble' }]);
    expect(await unlistedUsbReaders(['ACS ACR1252 1S CL Reader PICC 00 00'], sys)).toEqual([]);
  });
  it("tells of the kernel's own driver when that is loaded", async () => {
    sys = await mkdtemp(join(tmpdir(), 'tapwell-sys-'));
    await plug('1-2', '072f', '2200');
    await mkdir(join(sys, 'module/pn533_usb'), { recursive: true });
    expect((await unlistedUsbReaders([], sys))[0]!.says).toMatch(/blacklist pn533_usb/);
  });
  it('is no error where the kernel shows no devices', async () => {
    sys = join(tmpdir(), 'tapwell-no-such-sys');
    expect(await unlistedUsbReaders([], sys)).toEqual([]);
  });
});

describe('describing a card', () => {
  /** A card that answers by turns, the last answer for ever. */
  function card(answers: Uint8Array[], kind: PresentedCard['kind'] = 'iso14443-4') {
    let sent = 0;
    return {
      ...{ kind, uid: Uint8Array.of(4, 1, 2, 3, 4, 5, 6) },
      transceive: async () => answers[Math.min(sent++, answers.length - 1)]!,
      sent: () => sent,
    };
  }

  it('takes any answers, in a bounded number of exchanges', async () => {
    const status = fc.constantFrom([0x90, 0], [0x91, 0xaf], [0x91, 0], [0x6a, 0x82]);
    const wellFormed = fc.tuple(fc.uint8Array({ maxLength: 260 }), status).map(([d, s]) => Uint8Array.of(...d, ...s));
    const answers = fc.array(fc.oneof(fc.uint8Array({ maxLength: 300 }), wellFormed), { minLength: 1, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(answers, async (given) => {
        const it = card(given);
        const described = await describeCard(it);
        expect(['ntag424', 'desfire', 'iso14443-4']).toContain(described.kind);
        expect(it.sent()).toBeLessThanOrEqual(7);
      }),
    );
  });
  it('sends nothing to a card that takes no commands', async () => {
    const simple = card([Uint8Array.of(0x90, 0)], 'iso14443-3');
    expect(await describeCard(simple)).toEqual({
      ...{ kind: 'iso14443-3', uid: '04010203040506', randomUid: false, url: null },
    });
    expect(simple.sent()).toBe(0);
  });
  it('lets a card that left be told to its caller', async () => {
    const gone = { ...card([]), transceive: () => Promise.reject(new CardGone('away')) };
    await expect(describeCard(gone)).rejects.toThrow(CardGone);
  });
});
