import type { ScreenTap } from '@tapwell/kiosk/main';
import { Command, InvalidArgumentError } from 'commander';
import { io } from 'socket.io-client';
import { z } from 'zod';
import { DEFAULT_DATA, readDemoFile } from '../demo/demo-file.ts';

const presented = z.object({ placedAt: z.string(), removedAt: z.string() });
/** An answer later than this after the card has gone will not come. */
const LAST_CALL_MS = 3_000;

export function tapCommand(): Command {
  return new Command('tap')
    .description("present a virtual card to the running demo's reader and print the outcome as JSON")
    .argument('<card>', 'its name in the wallet, e.g. mary')
    .option('--data <dir>', 'data folder of the demo', DEFAULT_DATA)
    .option('--dwell <ms>', 'how long the card stays on the reader', milliseconds, 800)
    .action(async (card: string, options: { data: string; dwell: number }) => {
      const demo = readDemoFile(options.data);
      const outcome = await tapCard(demo, card, options.dwell);
      process.stdout.write(`${JSON.stringify({ ...outcome, card })}\n`);
    });
}

/**
 * Lays a card of the wallet on the simulated reader and waits for what the
 * patient's screen says of it.
 * @throws Error in words when there is no such card or the kiosk does not notice it
 */
export async function tapCard(at: { screen: string; cards: string }, card: string, dwellMs: number) {
  const screen = io(at.screen, { transports: ['websocket'], reconnection: false });
  try {
    await new Promise<void>((resolve, reject) => {
      screen.once('state', () => resolve());
      screen.once('connect_error', () => reject(new Error(`The kiosk screen at ${at.screen} does not answer.`)));
    });
    const seen: ScreenTap[] = [];
    let arrived = () => {};
    screen.on('outcome', (tap: ScreenTap) => {
      seen.push(tap);
      arrived();
    });
    const { placedAt, removedAt } = await present(at.cards, card, dwellMs);
    // Others may tap at the same time: ours is the one read while our card lay there.
    const ours = () => seen.find((tap) => tap.presentedAt >= placedAt && tap.presentedAt <= removedAt);
    const deadline = AbortSignal.timeout(LAST_CALL_MS);
    while (!ours() && !deadline.aborted) {
      await new Promise<void>((resolve) => {
        arrived = resolve;
        deadline.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    const tap = ours();
    if (!tap) throw new Error('The kiosk did not notice the card. Is its reader ready?');
    return tap.outcome;
  } finally {
    screen.close();
  }
}

async function present(cards: string, card: string, dwellMs: number) {
  const answer = await fetch(new URL('/api/taps', cards), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ card, dwellMs }),
  }).catch(() => {
    throw new Error(`The virtual cards at ${cards} do not answer. Is the demo running?`);
  });
  const body = (await answer.json()) as { detail?: string };
  if (!answer.ok) throw new Error(body.detail ?? `The virtual cards answered with status ${answer.status}.`);
  return presented.parse(body);
}

function milliseconds(text: string): number {
  const ms = Number(text);
  if (!Number.isInteger(ms) || ms < 1 || ms > 30_000) throw new InvalidArgumentError('1 to 30000 milliseconds');
  return ms;
}
