import { Kiosks } from '@tapwell/hub/kiosks/kiosk-health';
import { openStore } from '@tapwell/hub/store/open';
import { Outbox } from '@tapwell/hub/store/outbox';
import { Quarantine } from '@tapwell/hub/store/quarantine';
import { Outages } from '@tapwell/kiosk/journal/outages';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const STEP = 5_000;
const MINUTE = 60_000;
const START = Date.UTC(2026, 5, 1, 10);
/** What a clock shows after so long without power, beside the truth. */
const WAKES = {
  right: () => 0,
  stopped: (off: number) => -off,
  behind: (off: number) => -off - 60 * MINUTE,
  in1970: (_off: number, now: number) => -now,
  yearsAhead: () => 5 * 365 * 24 * 60 * MINUTE,
};

type Event =
  | { kind: 'run'; minutes: number; hub: 'here' | 'away' | 'deaf'; reader: boolean }
  | {
      kind: 'off';
      minutes: number;
      wakes: keyof typeof WAKES;
      readerTakes: number;
      clockSetAfter: number;
      hub?: number;
    }
  | { kind: 'sleep'; minutes: number };

/** The plug of a strip: the hub goes with its kiosk, and its clock, which stood still, is set later still. */
const strip = fc.record({
  kind: fc.constant('off' as const),
  minutes: fc.integer({ min: 0, max: 20 * 60 }),
  wakes: fc.constantFrom<keyof typeof WAKES>('right', 'stopped', 'behind', 'in1970'),
  readerTakes: fc.constantFrom(0, 4, 200),
  clockSetAfter: fc.constantFrom(0, 3, 30, 10_000),
  hub: fc.constantFrom(1, 3, 50),
});
const minutes = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 * 60 }));
const event = fc.oneof<fc.Arbitrary<Event>[]>(
  fc.record({
    kind: fc.constant('run' as const),
    minutes: fc.integer({ min: 0, max: 15 }),
    hub: fc.constantFrom('here', 'here', 'away', 'deaf'),
    reader: fc.constantFrom(true, true, false),
  }),
  fc.record({
    kind: fc.constant('off' as const),
    minutes,
    wakes: fc.constantFrom<keyof typeof WAKES>('right', 'stopped', 'behind', 'in1970', 'yearsAhead'),
    readerTakes: fc.constantFrom(0, 4, 200),
    clockSetAfter: fc.constantFrom(0, 3, 30, 10_000),
  }),
  fc.record({ kind: fc.constant('sleep' as const), minutes }),
);

interface Span {
  from: number;
  to: number;
}

/** A kiosk, its hub, and the truth, through whatever happens. */
class Story {
  readonly #kioskDb = new Database(':memory:');
  readonly #hubDb = openStore(':memory:');
  readonly #outbox = new Outbox(this.#hubDb, new Quarantine(this.#hubDb));
  readonly kiosks = new Kiosks(this.#hubDb, this.#outbox);
  #outages!: Outages;
  now = START;
  #booted = START;
  #asleep = 0;
  #clockOff = 0;
  #clockSetIn = 0;
  hubOff = 0;
  #hubSetIn = 0;
  #ready = false;
  /** In this run the kiosk has met its hub, and no clock has jumped since. */
  #sure = false;
  readonly cannotRead: Span[] = [];
  /** When a card could be read, and the kiosk could know what time it was. */
  readonly surelyRead: Span[] = [];
  /** Times the hub's clock showed while it was wrong: what happened then it takes for what happened at those. */
  readonly wrongly: Span[] = [];
  #sinceMeeting: Span[] = [];

  constructor() {
    this.#hubDb
      .prepare('INSERT INTO device VALUES (?, ?, ?, ?, NULL)')
      .run('door', 'Door', '{}', new Date(START).toISOString());
    this.#boot({ wakes: 'in1970', readerTakes: 2, clockSetAfter: 4 }, 0);
  }

  get gaps(): Span[] {
    return this.#outbox
      .next(10_000)
      .map(({ body }) => body as { from: string; to: string })
      .map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) }));
  }

  live(event: Event): void {
    if (event.kind === 'run') {
      if (event.reader) this.#outages.readerReady();
      else this.#outages.readerDown();
      this.#ready = event.reader;
      for (const end = this.now + event.minutes * MINUTE; this.now < end; ) this.step(event.hub);
      return;
    }
    const off = event.minutes * MINUTE;
    this.cannotRead.push({ from: this.now, to: this.now + off });
    this.now += off;
    if (event.kind === 'off') {
      this.#boot(event, off);
      return;
    }
    this.#asleep += off;
    this.#sure = this.#sure && off < MINUTE;
    if (off >= MINUTE) this.#sinceMeeting = [];
  }

  step(hub: 'here' | 'away' | 'deaf'): void {
    const span = { from: this.now, to: this.now + STEP };
    if (!this.#ready) this.cannotRead.push(span);
    else if (this.#sure) this.#sinceMeeting.push(span);
    this.now += STEP;
    if (--this.#clockSetIn === 0) {
      this.#clockOff = 0;
      this.#sure = false;
    }
    this.#outages.alive();
    if (this.hubOff !== 0) this.wrongly.push({ from: this.now + this.hubOff - STEP, to: this.now + this.hubOff });
    if (--this.#hubSetIn === 0) this.hubOff = 0;
    if (hub === 'away') return;
    const status = this.#outages.status();
    const health = { reader: this.#ready ? ('ready' as const) : ('not-ready' as const), why: null, waiting: 0 };
    this.kiosks.heard('door', { ...health, ...status }, new Date(this.now + this.hubOff));
    // Deaf: the hub hears us, and its answer never comes.
    if (hub === 'deaf') return;
    this.#outages.told(status.gaps.map((gap) => gap.id));
    this.#outages.met(this.now + this.hubOff, this.#monotonic());
    this.surelyRead.push(...this.#sinceMeeting);
    this.#sinceMeeting = [];
    this.#sure = true;
  }

  #boot(
    how: Pick<Extract<Event, { kind: 'off' }>, 'wakes' | 'readerTakes' | 'clockSetAfter' | 'hub'>,
    off: number,
  ): void {
    this.surelyRead.push(...this.#sinceMeeting);
    this.#sinceMeeting = [];
    this.#booted = this.now;
    this.#asleep = 0;
    this.#clockOff = WAKES[how.wakes](off, this.now);
    this.#clockSetIn = how.clockSetAfter;
    if (how.clockSetAfter === 0) this.#clockOff = 0;
    if (how.hub) {
      this.hubOff = WAKES[how.wakes](off, this.now);
      this.#hubSetIn = how.hub;
    }
    this.#sure = false;
    this.#ready = false;
    this.#outages = new Outages(
      this.#kioskDb,
      () => this.#monotonic(),
      () => this.now + this.#clockOff,
    );
    const takes = how.readerTakes * 1000;
    this.cannotRead.push({ from: this.now, to: this.now + takes });
    this.now += takes;
    this.#outages.readerReady();
    this.#ready = true;
  }

  #monotonic(): number {
    return this.now - this.#booted - this.#asleep;
  }
}

/** One after the other, with those that touch made one. */
function joined(spans: Span[]): Span[] {
  const all: Span[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else all.push({ from, to });
  }
  return all;
}

/** What is left of a span without those, which are joined. */
function without(span: Span, those: Span[]): Span[] {
  const left: Span[] = [];
  let { from } = span;
  for (const cut of those) {
    if (cut.to <= from || cut.from >= span.to) continue;
    if (cut.from > from) left.push({ from, to: cut.from });
    from = Math.max(from, cut.to);
  }
  return from < span.to ? [...left, { from, to: span.to }] : left;
}

const lengthOf = (spans: Span[]) => spans.reduce((sum, { from, to }) => sum + to - from, 0);

/** All time since the pairing is clear, told as a gap, or still open; what is hidden was too short to miss anyone. */
function coversAll(story: Story, gaps: Span[]): void {
  const clear = Date.parse(story.kiosks.clearThrough()[0]!);
  expect(clear).toBeLessThanOrEqual(story.now);
  for (const { from, to } of joined(story.cannotRead)) {
    const hidden = without({ from, to: Math.min(to, clear) }, gaps);
    // A short outage, and what two statuses are apart.
    expect(lengthOf(hidden)).toBeLessThan(MINUTE + 2 * STEP);
  }
  expect(Math.min(START, ...story.gaps.map((gap) => gap.from))).toBe(START);
}

const allWell = { kind: 'run', minutes: 1, hub: 'here', reader: true } as const;

describe('what a hub knows of when its kiosk could read cards', () => {
  it('is all there was since the pairing, and hardly more, whatever the clocks of the kiosk do', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), (events) => {
        const story = new Story();
        for (const event of [...events, allWell]) {
          story.live(event);
          coversAll(story, joined(story.gaps));
        }
        expect(Date.parse(story.kiosks.clearThrough()[0]!)).toBe(story.now);
        const read = joined(story.surelyRead);
        for (const gap of joined(story.gaps)) {
          const within = read.map((s) => ({ from: Math.max(s.from, gap.from), to: Math.min(s.to, gap.to) }));
          // How often the kiosk notes that it lives, for each time it may have stopped.
          const slack = (events.length + 1) * (15_000 + 2 * STEP);
          expect(lengthOf(within.filter((s) => s.to > s.from))).toBeLessThanOrEqual(slack);
        }
      }),
      { numRuns: 150 },
    );
  });
  it('is all there was, though the hub woke with a clock that had stood still, once that is set', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(event, strip), { maxLength: 8 }), (events) => {
        const story = new Story();
        const untilSet = { ...allWell, minutes: 5 };
        for (const one of [...events, untilSet]) story.live(one);
        coversAll(story, joined([...story.gaps, ...story.wrongly]));
        expect(Date.parse(story.kiosks.clearThrough()[0]!)).toBe(story.now);
      }),
      { numRuns: 150 },
    );
  });
});
