import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReader } from '@tapwell/kiosk/reader/open';
import { afterEach, expect, it } from 'vitest';
import { CARDS, type SimulatorProcess, startSimulator } from './simulator-process.ts';
import { Watcher } from './watcher.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function plugIn(path?: string): Promise<SimulatorProcess> {
  const simulator = await startSimulator('pn532', path);
  cleanUps.push(simulator.stop);
  return simulator;
}

function watch(spec: string): Watcher {
  const reader = openReader(spec);
  const watcher = new Watcher();
  reader.start(watcher);
  cleanUps.push(() => reader.stop());
  return watcher;
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tapwell-tty-'));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

it('a PN532 whose power is cut under a card serves again when it returns at the same place', async () => {
  const path = join(await newFolder(), 'ttyUSB0');
  const first = await plugIn(path);
  const watcher = watch(`pn532:${path}`);
  await watcher.next('ready');
  await first.place('ntag424');
  await watcher.next('card');
  await first.stop();
  expect((await watcher.next(['removed', 'not-ready'])).what).toBe('removed');
  await watcher.next('not-ready', 2_000);
  const second = await plugIn(path);
  await watcher.next('ready', 3_000);
  await second.place('other424');
  expect((await watcher.next('card')).text).toBe(`iso14443-4 ${CARDS.other424.uid}`);
});

it('a PN532 that returns under another name is found', async () => {
  const folder = await newFolder();
  const first = await plugIn(join(folder, 'ttyUSB0'));
  const watcher = watch(`pn532:${join(folder, 'ttyUSB*')}`);
  await watcher.next('ready');
  await first.stop();
  expect((await watcher.next('not-ready', 2_000)).text).toMatch(/unplugged|not plugged in/);
  const second = await plugIn(join(folder, 'ttyUSB1'));
  await watcher.next('ready', 3_000);
  await second.place('ntag424');
  expect((await watcher.next('card')).text).toBe(`iso14443-4 ${CARDS.ntag424.uid}`);
});

it('a kiosk that starts before its reader is plugged in waits for it', async () => {
  const path = join(await newFolder(), 'ttyUSB0');
  const watcher = watch(`pn532:${path}`);
  expect((await watcher.next('not-ready')).text).toBe(`The card reader is not plugged in (there is no ${path}).`);
  await plugIn(path);
  await watcher.next('ready', 3_000);
});

it('a second program that wants the same reader is told so in words', async () => {
  const { link } = await plugIn();
  await watch(`pn532:${link}`).next('ready');
  expect((await watch(`pn532:${link}`).next('not-ready')).text).toMatch(/^Another program is using the card reader/);
});

it('twenty cards in quick succession are all told, in order', async () => {
  const simulator = await plugIn();
  const watcher = watch(`pn532:${simulator.link}`);
  await watcher.next('ready');
  for (let i = 0; i < 20; i++) {
    const card = i % 2 === 0 ? 'ntag424' : 'other424';
    await simulator.place(card);
    expect((await watcher.next('card')).text).toBe(`iso14443-4 ${CARDS[card].uid}`);
    await simulator.remove();
  }
});

it.each(['babble', 'late', 'bad-checksum'] as const)(
  'on a line with the fault "%s" cards are read, or it is said that they cannot be',
  async (line) => {
    const simulator = await plugIn();
    const watcher = watch(`pn532:${simulator.link}`);
    await watcher.next('ready');
    await simulator.faults({ line });
    await simulator.place('ntag424');
    const told = await watcher.next(['card', 'not-ready']);
    if (told.what === 'card') expect(told.text).toBe(`iso14443-4 ${CARDS.ntag424.uid}`);
    await simulator.remove();
    await simulator.faults({ line: 'clean' });
    if (told.what === 'not-ready') await watcher.next('ready', 3_000);
    watcher.skip();
    await simulator.place('other424');
    expect((await watcher.next('card')).text).toBe(`iso14443-4 ${CARDS.other424.uid}`);
  },
);

it('a dead line is told within 1.5 s, and its return is noticed within 3 s', async () => {
  const simulator = await plugIn();
  const watcher = watch(`pn532:${simulator.link}`);
  await watcher.next('ready');
  await simulator.faults({ line: 'dead' });
  await watcher.next('not-ready', 1_500);
  await simulator.faults({ line: 'clean' });
  await watcher.next('ready', 3_000);
});

it('a chip that lost its power for a moment reads cards again within 3 s', async () => {
  const simulator = await plugIn();
  const watcher = watch(`pn532:${simulator.link}`);
  await watcher.next('ready');
  await simulator.faults({ powerCycle: true });
  await simulator.place('ntag424');
  expect((await watcher.next('card', 3_000)).text).toBe(`iso14443-4 ${CARDS.ntag424.uid}`);
});
