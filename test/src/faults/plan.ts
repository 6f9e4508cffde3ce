import { type Dice, dice } from './dice.ts';
import { type Disk, type Fault, KIOSKS, type Meddling, type Part, type Weather, type Wire } from './fault.ts';

/** One card laid on one kiosk's reader. */
export interface PlannedTap {
  card: string;
  dwellMs: number;
  /** Which of the offered sessions the patient presses, should there be a choice; the second press changes the first. */
  presses: number[];
}

export interface PlannedFault {
  /** It begins when so many cards have been laid down at all kiosks together, and a moment later. */
  afterTaps: number;
  delayMs: number;
  lastsMs: number;
  fault: Fault;
}

/** A whole run: the same seed and size give the same plan. What really happens when is up to the machine. */
export interface Plan {
  seed: number;
  /** For each kiosk, in order. */
  taps: PlannedTap[][];
  faults: PlannedFault[];
  /** At the end someone kicks the power strip: all parts are killed at once, and come back. */
  powerStrip: boolean;
}

export interface Size {
  taps: number;
  /** Longest fault, ms. */
  longestMs: number;
}

/** The names of the cards that lie at each kiosk. */
export type Wallets = readonly (readonly string[])[];

/** Besides the first few everybody gets their turn; a plan has at least each kind of fault once. */
const TAPS_FOR_A_FAULT = 8;

/** Plans a run. Pure. */
export function makePlan(seed: number, { taps, longestMs }: Size, wallets: Wallets): Plan {
  const chance = dice(seed);
  const each = wallets.map((wallet) => planTaps(chance, wallet, Math.ceil(taps / wallets.length)));
  const total = each.reduce((sum, mine) => sum + mine.length, 0);
  const wanted = Math.round(total / TAPS_FOR_A_FAULT);
  const faults = chance.shuffled(oneOfEach(chance));
  while (faults.length < wanted) faults.push(...chance.shuffled(oneOfEach(chance)));
  const planned = faults.map((fault, i): PlannedFault => {
    // The first and the last few taps meet a healthy venue: it has to have worked before it breaks.
    const at = (0.04 + (0.92 * (i + chance.roll())) / faults.length) * total;
    return {
      afterTaps: Math.floor(at),
      delayMs: chance.between(0, 400),
      lastsMs: lasting(chance, fault, longestMs),
      fault,
    };
  });
  return { seed, taps: each, faults: planned, powerStrip: seed % 2 === 1 };
}

function planTaps(chance: Dice, wallet: readonly string[], count: number): PlannedTap[] {
  const taps: PlannedTap[] = [];
  let fresh: string[] = [];
  while (taps.length < count) {
    // Everybody comes once before anybody comes again; but some tap twice, or once more at once to be sure.
    if (fresh.length === 0) fresh = chance.shuffled(wallet);
    const before = taps.at(-Math.min(taps.length, chance.between(1, 6)))?.card;
    const card = before && chance.roll() < 0.15 ? before : fresh.pop()!;
    // Some pull their card away too early.
    const dwellMs = chance.roll() < 0.06 ? chance.between(5, 60) : chance.between(150, 350);
    const presses = [chance.between(0, 9), ...(chance.roll() < 0.25 ? [chance.between(0, 9)] : [])];
    taps.push({ card, dwellMs, presses });
  }
  return taps;
}

function lasting(chance: Dice, fault: Fault, longestMs: number): number {
  const [least, most] =
    fault.kind === 'kill' ? [0, longestMs / 2] : fault.kind === 'clock' ? [longestMs / 2, longestMs] : [300, longestMs];
  return Math.round(least + chance.roll() * (most - least));
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** What is left of the clock of a computer without a battery. */
export const SINCE_1970 = -56 * 365 * 24 * HOUR;

function oneOfEach(chance: Dice): Fault[] {
  const kiosk = (): `kiosk-${number}` => `kiosk-${chance.between(1, KIOSKS)}`;
  const everyKiosk = Array.from({ length: KIOSKS }, (_, i): Part => `kiosk-${i + 1}`);
  const kill = (part: Part): Fault => ({ kind: 'kill', part });
  const wire = (where: Wire, weather: Weather): Fault => ({ kind: 'wire', wire: where, weather });
  const http = (to: 'hub' | 'central', meddling: Meddling): Fault => ({ kind: 'http', to, meddling });
  const disk = (part: 'hub' | `kiosk-${number}`, how: Disk): Fault => ({ kind: 'disk', part, disk: how });
  const clock = (part: 'hub' | `kiosk-${number}`, byMs: number, wakes = false): Fault => ({
    kind: 'clock',
    part,
    byMs,
    wakes,
  });
  return [
    ...everyKiosk.map(kill),
    ...[kill('hub'), kill('hub'), kill('central')],
    ...weathers(chance).flatMap((weather) => [wire(kiosk(), weather), wire('central', weather)]),
    ...(['hub', 'central'] as const).flatMap((to) => [
      http(to, { does: 'answer', status: chance.one([500, 503]) }),
      http(to, { does: 'nonsense', as: 'page' }),
      http(to, { does: 'double', at: 'once' }),
      http(to, { does: 'double', at: 'turns' }),
      http(to, { does: 'overtake' }),
    ]),
    http('central', { does: 'answer', status: 401 }),
    http('central', { does: 'answer', status: 429, retryAfter: '1' }),
    http('central', { does: 'limit', entries: chance.between(1, 3) }),
    http('central', { does: 'nonsense', as: chance.one(['bytes', 'redirect']) }),
    http('central', { does: 'nonsense', as: 'json' }),
    ...[http('central', { does: 'halve' }), http('central', { does: 'halve' })],
    ...(['no growth', 'no writes'] as const).flatMap((how) => [disk('hub', how), disk(kiosk(), how)]),
    clock(kiosk(), SINCE_1970, true),
    clock(kiosk(), chance.one([-HOUR, -15 * MINUTE, HOUR, 26 * HOUR, SINCE_1970])),
    clock('hub', chance.one([-40 * MINUTE, -5 * MINUTE, 5 * MINUTE, 40 * MINUTE, 50 * HOUR])),
  ];
}

function weathers(chance: Dice): Weather[] {
  return [
    { is: 'cut' },
    { is: 'silent', ends: chance.one(['resumes', 'resets']) },
    { is: 'delayed', ms: chance.between(50, 600) },
    { is: 'trickle', bytes: chance.between(20, 200) },
    { is: 'answers lost' },
    { is: 'answers torn', after: chance.between(1, 300) },
  ];
}
