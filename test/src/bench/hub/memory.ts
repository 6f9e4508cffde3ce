import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeviceClient } from '@tapwell/shared/device/client';
import { percentile } from '../harness.ts';
import { pairingCode } from './kiosks.ts';
import { type Running, residentMb, startPart } from './processes.ts';
import type { BenchRig } from './rig.ts';
import type { Village } from './village.ts';

const TAPS_A_MINUTE = 1000;
/** As long as a quick person holds a card. */
const DWELL_MS = 60;
const SAMPLE_MS = 250;

export interface Memory {
  idle: { hub: number; kiosk: number };
  /** The most there was while taps came. */
  busy: { hub: number; kiosk: number };
  /** Taps a minute, as the hub really took them, and how many of those one reader could read. */
  rate: { hub: number; kiosk: number };
}

/**
 * Resident memory of a hub and of a kiosk agent, MB. One reader reads a card
 * some two times a second, so the agent gets all its reader can read, and other
 * kiosks send the rest of the hub's thousand.
 */
export async function measureMemory(
  folder: string,
  rig: BenchRig,
  village: Village,
  seconds: { idle: number; busy: number },
): Promise<Memory> {
  const running: Running[] = [];
  const start = async (part: Promise<Running>) => {
    const one = await part;
    running.push(one);
    return one;
  };
  try {
    const { wallet, link } = await walletConfig(folder, village);
    const [, hub, sim] = await Promise.all([
      start(rig.startCentral()),
      start(rig.startHub()),
      start(startPart(wallet, {}, /virtual cards at (\S+)/)),
    ]);
    const kiosk = await start(
      startPart([
        ...['kiosk', '--data', join(folder, 'kiosk'), '--port', '0', '--hub', hub.url],
        ...['--reader', `pn532:${link}`, '--pair', pairingCode(rig.hubData)],
      ]),
    );
    const both = () => ({ hub: residentMb(hub.pid), kiosk: residentMb(kiosk.pid) });
    const idle = await watch(both, seconds.idle, 50);
    const before = rig.atHub('tap');
    const tapping = keepTapping(sim.url, village.wallet, seconds.busy);
    const [busy, , read] = await Promise.all([
      watch(both, seconds.busy, 100),
      others(hub.url, rig, village, seconds.busy, before),
      tapping,
    ]);
    const perMinute = (taps: number) => (taps * 60) / seconds.busy;
    return { idle, busy, rate: { hub: perMinute(rig.atHub('tap') - before), kiosk: perMinute(read) } };
  } finally {
    for (const part of running.reverse()) await part.stop();
  }
}

async function walletConfig(folder: string, village: Village): Promise<{ wallet: string[]; link: string }> {
  const dir = join(folder, 'wallet');
  await mkdir(dir);
  const config = join(dir, 'wallet.json');
  const link = join(dir, 'reader');
  await writeFile(config, JSON.stringify({ urlBase: 'https://tapwell.example/c', cards: village.wallet }));
  const state = join(dir, 'cards.json');
  return {
    link,
    wallet: [
      ...['sim', 'wallet', '--config', config, '--state', state],
      '--reader',
      'pn532',
      '--link',
      link,
      '--port',
      '0',
    ],
  };
}

/** Lays one card after another on the reader; how many. */
async function keepTapping(sim: string, cards: { card: string }[], seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1000;
  let taps = 0;
  for (; performance.now() < until; taps++) {
    const answer = await fetch(new URL('/api/taps', sim), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ card: cards[taps % cards.length]!.card, dwellMs: DWELL_MS }),
    });
    if (!answer.ok) throw new Error(`the simulator refused a tap: ${await answer.text()}`);
    await answer.body?.cancel();
  }
  return taps;
}

/** Other kiosks send what is missing to a thousand taps a minute. */
async function others(hub: string, rig: BenchRig, village: Village, seconds: number, before: number): Promise<void> {
  const clients = rig.kiosks.map(({ identity }) => new DeviceClient(hub, identity));
  const begun = performance.now();
  for (let turn = 0; performance.now() - begun < seconds * 1000; turn++) {
    const due = Math.floor(((performance.now() - begun) / 60_000) * TAPS_A_MINUTE) - (rig.atHub('tap') - before);
    for (const tap of village.nextTaps(Math.max(0, due))) {
      const answer = await clients[turn++ % clients.length]!.post('/kiosk/taps', { taps: [tap] });
      if (!answer.ok) throw new Error(`the hub refused a tap: ${answer.status}`);
      await answer.body?.cancel();
    }
    await sleep(50);
  }
}

async function watch<T extends Record<string, number>>(sample: () => T, seconds: number, p: number): Promise<T> {
  const samples: T[] = [];
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    samples.push(sample());
    await sleep(SAMPLE_MS);
  }
  const names = Object.keys(samples[0]!);
  const at = (name: string) =>
    percentile(
      samples.map((s) => s[name]!),
      p,
    );
  return Object.fromEntries(names.map((name) => [name, at(name)])) as T;
}
