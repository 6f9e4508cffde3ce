import { setTimeout as sleep } from 'node:timers/promises';
import { Inflictor } from './inflict.ts';
import { judge, type ShownTap } from './judge.ts';
import { makePlan, type Size } from './plan.ts';
import { readRecords, waiting } from './records.ts';
import type { Shown } from './screen.ts';
import { tapAll } from './tapping.ts';
import { openVenue, type Venue } from './venue.ts';

/** The whole thing, and the short form that every `npm test` can afford. */
export const LONG: RunSize = { taps: 2000, patients: 480, longestMs: 6_000 };
export const SHORT: RunSize = { taps: 140, patients: 120, longestMs: 2_000 };

export interface RunSize extends Size {
  patients: number;
}

export interface Run {
  /** What was wrong; empty when all is well. */
  complaints: string[];
  /** One line for people. */
  summary: string;
}

/** The hub waits up to a minute after failures in a row; what has not arrived by then is stuck. */
const SETTLE_MS = 150_000;

/** One run: the venue opens, people tap while everything goes wrong, then all is put right and judged. */
export async function run(seed: number, size: RunSize, log: (line: string) => void = () => {}): Promise<Run> {
  const began = performance.now();
  const say = (line: string) => log(`${((performance.now() - began) / 1000).toFixed(1)} s  ${line}`);
  const venue = await openVenue(seed, size.patients);
  let keep = false;
  try {
    const plan = makePlan(
      seed,
      size,
      venue.doors.map((door) => door.cards),
    );
    say('the venue is open');
    const inflictor = new Inflictor(venue, say);
    const coming = [...plan.faults].sort((a, b) => a.afterTaps - b.afterTaps);
    let laid = 0;
    const onTap = () => {
      laid++;
      while (coming[0] && coming[0].afterTaps <= laid) inflictor.begin(coming.shift()!);
    };
    const doors = await Promise.all(venue.doors.map((door, k) => tapAll(door, plan.taps[k]!, onTap)));
    say('everybody has tapped');
    if (plan.powerStrip) {
      await inflictor.over();
      await inflictor.powerStrip();
    }
    await inflictor.allWell();
    say('everything is put right');
    const settled = performance.now();
    await settle(venue);
    const tookMs = performance.now() - settled;

    const uids = cardNumbers(venue);
    const shown = doors.flatMap(({ shown, presses }) => acknowledged(shown, presses, uids));
    const records = await readRecords(venue);
    const complaints = judge(shown, records);
    const { hub, central } = records;
    const meddled = Object.values(venue.meddlers).flatMap(({ done }) => [...done]);
    const summary = [
      `seed ${seed}: ${laid} taps`,
      `${shown.length} acknowledged (${counts(shown.map((tap) => tap.outcomes[0]!.outcome))})`,
      `${inflictor.begun.length} faults (${counts(inflictor.begun)}), ${inflictor.kills} kills in all`,
      `requests meddled with: ${counts(meddled.flatMap(([what, n]) => Array<string>(n).fill(what)))}`,
      `the hub has ${hub.taps.length} taps, central ${central.visits.length} visits and ${central.facts.length} other taps`,
      `settled in ${(tookMs / 1000).toFixed(1)} s, ${((performance.now() - began) / 1000).toFixed(0)} s in all`,
      complaints.length === 0 ? 'nothing lost, nothing doubled, nothing stuck' : `${complaints.length} COMPLAINTS`,
    ].join('; ');
    keep = complaints.length > 0;
    const logs = keep ? `; everything the parts kept and logged is in ${venue.folder}` : '';
    return { complaints, summary: `${summary}${logs}` };
  } finally {
    await venue.close(keep);
  }
}

/** Waits until nothing is on its way any more, or it is clear that it is stuck. */
async function settle(venue: Venue): Promise<void> {
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    await Promise.all(Object.values(venue.meddlers).map((meddler) => meddler.settled()));
    const { journals, outbox } = waiting(venue);
    const empty = outbox === 0 && Object.values(journals).every((n) => n === 0);
    if (empty || performance.now() > deadline) return;
    await sleep(200);
  }
}

/** What was shown, tap by tap. */
function acknowledged(shown: Shown[], presses: Map<string, Set<string>>, uids: Map<string, string>): ShownTap[] {
  const taps = new Map<string, ShownTap>();
  for (const { kiosk, tapId, outcome, card, cardBefore } of shown) {
    if (tapId === null) continue;
    const sessionId = 'sessionId' in outcome ? outcome.sessionId : undefined;
    const lay = [card, cardBefore].flatMap((name) => (name === undefined ? [] : (uids.get(name) ?? [])));
    const tap = taps.get(tapId) ?? { kiosk, tapId, outcomes: [], uids: lay, pressed: [...(presses.get(tapId) ?? [])] };
    tap.outcomes.push({ outcome: outcome.outcome, sessionId });
    taps.set(tapId, tap);
  }
  return [...taps.values()];
}

function cardNumbers({ wallets }: Venue): Map<string, string> {
  return new Map(wallets.flat().map(({ card, uid }) => [card, uid.toUpperCase()]));
}

/** E.g. `checked-in 12, saved-offline 7`. */
function counts(all: string[]): string {
  const found = new Map<string, number>();
  for (const one of all) found.set(one, (found.get(one) ?? 0) + 1);
  return [...found]
    .sort(([, a], [, b]) => b - a)
    .map(([what, n]) => `${what} ${n}`)
    .join(', ');
}
