import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openReader } from '@tapwell/kiosk/reader/open';
import { CardGone } from '@tapwell/kiosk/reader/reader';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { NOT_OURS, type Pcscd, takePcscd } from './pcscd.ts';
import { NDEF_READ } from './reader.contract.ts';
import { CARDS, type SimulatorProcess, startSimulator } from './simulator-process.ts';
import { insertVicc } from './vicc.ts';
import { Watcher } from './watcher.ts';

let pcscd: Pcscd;
let simulator: SimulatorProcess;
let watcher: Watcher;
let stopReader: () => Promise<void>;

beforeAll(async () => {
  pcscd = await takePcscd();
  simulator = await startSimulator('pcsc');
});
afterAll(async () => {
  await simulator?.stop();
  await pcscd?.release();
});
beforeEach(async () => {
  const reader = openReader('pcsc:Virtual PCD 00 00');
  watcher = new Watcher();
  reader.start(watcher);
  stopReader = () => reader.stop();
  await watcher.next('ready');
});
afterEach(async () => {
  await stopReader();
  await simulator.faults({ slowMs: 0 });
  await simulator.remove();
});

it('pcscd killed in the middle of an exchange gives CardGone, and the card is read once pcscd is back', async ({
  skip,
}) => {
  if (!pcscd.ours) skip(NOT_OURS);
  await simulator.faults({ slowMs: 400 });
  const first = new Promise<unknown>((resolve) => {
    watcher.handle = async (card) => {
      const broken = card.transceive(NDEF_READ[0]!).catch((error) => error);
      await pcscd.kill();
      resolve(await broken);
      watcher.handle = async () => {};
    };
  });
  await simulator.place('ntag424');
  expect(await first).toBeInstanceOf(CardGone);
  await watcher.next('not-ready');
  await simulator.faults({ slowMs: 0 });
  await pcscd.start();
  await watcher.next('ready', 3_000);
  // It still lies there, and nobody has seen it since.
  expect((await watcher.next('card')).text).toBe(`iso14443-4 ${CARDS.ntag424.uid}`);
});

it('pcscd killed and started five times over is followed each time', async ({ skip }) => {
  if (!pcscd.ours) skip(NOT_OURS);
  for (let i = 0; i < 5; i++) {
    await pcscd.kill();
    await watcher.next('not-ready');
    await pcscd.start();
    await watcher.next('ready', 3_000);
  }
  await simulator.place('other424');
  expect((await watcher.next('card')).text).toBe(`iso14443-4 ${CARDS.other424.uid}`);
});

it('a reader started while pcscd is away comes into service with it', async ({ skip }) => {
  if (!pcscd.ours) skip(NOT_OURS);
  await stopReader();
  await pcscd.kill();
  const reader = openReader('pcsc');
  watcher = new Watcher();
  reader.start(watcher);
  stopReader = () => reader.stop();
  expect((await watcher.next('not-ready')).text).toMatch(/pcscd\) is not running/);
  await pcscd.start();
  await watcher.next('ready', 3_000);
});

it('a pcscd that hangs is told within 5 s, does not hold up the process, and is used again when it goes on', async ({
  skip,
}) => {
  if (!pcscd.ours) skip(NOT_OURS);
  const stall = monitorEventLoopDelay({ resolution: 5 });
  stall.enable();
  const late = new Watcher();
  const second = openReader('pcsc');
  pcscd.suspend();
  try {
    await untilTold(watcher, /pcscd\) does not answer/);
    // One that starts while pcscd hangs must not hang with it.
    second.start(late);
    await untilTold(late, /pcscd\) does not answer/);
  } finally {
    pcscd.resume();
  }
  await Promise.all([watcher.next('ready', 3_000), late.next('ready', 3_000)]);
  await second.stop();
  expect(stall.max / 1e6).toBeLessThan(500);
  await simulator.place('ntag424');
  expect((await watcher.next('card')).text).toBe(`iso14443-4 ${CARDS.ntag424.uid}`);
});

it.each(['SIGKILL', 'SIGSTOP'] as const)('a PC/SC helper process that got %s is replaced', async (signal) => {
  process.kill(helperPid(), signal);
  await watcher.next('not-ready', 4_000);
  await watcher.next('ready', 3_000);
  await simulator.place('ntag424');
  expect((await watcher.next('card')).text).toBe(`iso14443-4 ${CARDS.ntag424.uid}`);
});

it("a foreign card emulator, Debian's vicc, is an unknown card that does no harm", async () => {
  const pullOut = await insertVicc();
  const outcome = new Promise<string>((resolve) => {
    watcher.handle = async (card) => {
      const answer = await card.transceive(NDEF_READ[0]!).catch((error: Error) => error.name);
      resolve(typeof answer === 'string' ? answer : Buffer.from(answer).toString('hex'));
    };
  });
  try {
    expect((await watcher.next('card', 10_000)).text).toBe('unknown ');
    // ISO 7816-4, 5.1.3: an application it does not have is refused, not a failure.
    expect(await outcome).toMatch(/^6[0-9a-f]{3}$/);
  } finally {
    await pullOut();
  }
  await watcher.next('removed');
  watcher.handle = async () => {};
  await simulator.place('ntag424');
  expect((await watcher.next('card')).text).toBe(`iso14443-4 ${CARDS.ntag424.uid}`);
});

/** The child process of this one that has the PC/SC library in it. */
function helperPid(): number {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ');
  const helpers = children.filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('pcsc/helper.js'));
  expect(helpers).toHaveLength(1);
  return Number(helpers[0]);
}

/** The library may notice first, and say less. */
async function untilTold(listener: Watcher, why: RegExp): Promise<void> {
  const end = performance.now() + 5_000;
  while (!why.test((await listener.next('not-ready', end - performance.now())).text));
}
