import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { tap } from '@tapwell/shared/tap/tap';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { dice } from '../faults/dice.ts';

const KIOSK = fileURLToPath(new URL('../../dist/kiosk/tapping-kiosk.js', import.meta.url));
const KILLS = 8;
const SEED = Number(process.env.TAPWELL_SEED ?? 20260601);
const batch = z.object({ taps: z.array(tap) });

/** Card number → the ids of the taps in which the hub heard of it. */
const heard = new Map<string, Set<string>>();
let dir: string;
let hub: Server;
// Apart, so that the same seed kills at the same instants, however often the hub is asked.
const whenToKill = dice(SEED);
const luckOfTheHub = dice(SEED + 1);

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tapwell-killed-'));
  hub = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const answer = (body: object) => res.setHeader('content-type', 'application/json').end(JSON.stringify(body));
      if (req.url !== '/kiosk/taps') {
        answer({ now: new Date().toISOString(), venue: 'Hall', zone: 'Europe/London', running: [] });
        return;
      }
      // Now and then the hub falls silent before it has the taps, or after.
      const luck = luckOfTheHub.between(0, 39);
      if (luck === 0) return void req.socket.destroy();
      const { taps } = batch.parse(JSON.parse(Buffer.concat(chunks).toString()));
      for (const { id, evidence } of taps) {
        const number = evidence.kind === 'uid' ? evidence.uid : evidence.url;
        heard.set(number, (heard.get(number) ?? new Set()).add(id));
      }
      if (luck === 1) return void req.socket.destroy();
      answer({ results: taps.map(({ id }) => ({ id, outcome: { outcome: 'card-not-recognised', code: 'N1' } })) });
    });
  });
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  hub.closeAllConnections();
  hub.close();
  rmSync(dir, { recursive: true, force: true });
});

function startKiosk(run: number, cards: number): { child: ChildProcess; said: () => string[]; ready: Promise<void> } {
  const at = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
  const child = spawn(process.execPath, [KIOSK, dir, at, String(run), String(cards)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  const ready = new Promise<void>((resolve) =>
    child.stdout!.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('ready')) resolve();
    }),
  );
  return { child, said: () => text.split('\n').filter(Boolean), ready };
}

it(`no tap that a screen acknowledged is lost or doubled, though the kiosk is killed at any instant (seed ${SEED})`, async () => {
  const shown: string[] = [];
  for (let run = 0; run < KILLS; run++) {
    const { child, said, ready } = startKiosk(run, 1_000_000);
    await ready;
    await sleep(whenToKill.between(0, 700));
    child.kill('SIGKILL');
    await once(child, 'close');
    shown.push(...said().filter((line) => line.startsWith('shown ')));
  }
  // Once more, in peace: what the journal kept goes to the hub.
  const last = startKiosk(KILLS, 0);
  await once(last.child, 'close');
  expect(last.said()).toEqual(['ready', 'done']);

  const ids = [...heard.values()].flatMap((set) => [...set]);
  const acknowledged = shown.map((line) => line.split(' ')[1]!);
  expect(acknowledged.length).toBeGreaterThan(KILLS);
  expect(acknowledged.filter((id) => !ids.includes(id))).toEqual([]);
  // Each card was laid down once, so it has one tap, however often that was sent.
  expect([...heard].filter(([, taps]) => taps.size > 1)).toEqual([]);
});
