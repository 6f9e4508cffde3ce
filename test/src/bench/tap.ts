import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemo } from '@tapwell/cli/demo/start-demo';
import type { ScreenTap } from '@tapwell/kiosk/main';
import type { Page } from 'playwright-core';
import { io } from 'socket.io-client';
import { fourFreePorts, launchChromium } from '../e2e/rig.ts';
import { type Figure, figure, percentile } from './harness.ts';

const TAPS = 200;
const WARM_UP = 10;
const DWELL_MS = 150;

interface Sample {
  /** Card read → outcome on the socket, as a screen receives it, ms. */
  socket: number;
  /** Card read → painted in Chromium, ms. */
  painted: number;
}

/**
 * The whole of a tap as a patient meets it, over the serial simulator: from the
 * moment the reader has reported the card to the outcome on the socket and on
 * the glass. Every part is its own process, as in a venue.
 */
export async function benchTap(): Promise<Figure[]> {
  const data = await mkdtemp(join(tmpdir(), 'tapwell-bench-'));
  const demo = await startDemo({ data, port: await fourFreePorts(), reader: 'serial' });
  const browser = await launchChromium();
  try {
    const { screen, cards } = demo.file();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await collectPaints(page);
    await page.goto(screen);
    await page.locator('[data-screen=idle]').waitFor();
    const samples = await collect(page, screen, cards);
    const socket = samples.map((s) => s.socket);
    const painted = samples.map((s) => s.painted);
    return [
      figure('card read → outcome on the socket, p50', percentile(socket, 50), 'ms'),
      figure('card read → outcome on the socket (sound), p95', percentile(socket, 95), 'ms', { atMost: 70 }),
      figure('card read → painted in Chromium, p50', percentile(painted, 50), 'ms'),
      figure('card read → painted in Chromium, p95', percentile(painted, 95), 'ms', { atMost: 100 }),
      figure('taps measured', samples.length, 'taps'),
    ];
  } finally {
    await browser.close();
    await demo.stop();
    await rm(data, { recursive: true, force: true });
  }
}

async function collect(page: Page, screen: string, cards: string): Promise<Sample[]> {
  const socket = io(screen, { transports: ['websocket'] });
  const arrived = new Map<string, { tap: ScreenTap; at: number }>();
  socket.on('outcome', (tap: ScreenTap) => arrived.set(tap.showing, { tap, at: Date.now() }));
  await new Promise((resolve) => socket.once('state', resolve));
  // Two cards in turn, so that each tap is an arrival of another card.
  for (let i = 0; i < WARM_UP + TAPS; i++) {
    await fetch(new URL('/api/taps', cards), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ card: i % 2 ? 'mary' : 'grace', dwellMs: DWELL_MS }),
    });
  }
  socket.close();
  const paints = await page.evaluate(() => (globalThis as unknown as { paints: Record<string, number> }).paints);
  const samples = [...arrived.values()].slice(WARM_UP).flatMap(({ tap, at }): Sample[] => {
    const painted = paints[tap.showing];
    // All on one machine, so one wall clock; it starts when the reader has reported the card.
    const presented = Date.parse(tap.presentedAt);
    return painted === undefined ? [] : [{ socket: at - presented, painted: painted - presented }];
  });
  if (samples.length < TAPS * 0.95) throw new Error(`only ${samples.length} of ${TAPS} taps were seen`);
  return samples;
}

/** Keeps the time at which the screen marked each outcome as painted. */
async function collectPaints(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const paints: Record<string, number> = {};
    Object.assign(globalThis, { paints });
    new PerformanceObserver((list) => {
      for (const mark of list.getEntriesByName('tapwell:painted') as PerformanceMark[]) {
        paints[mark.detail.showing] = mark.detail.at;
      }
    }).observe({ type: 'mark' });
  });
}
