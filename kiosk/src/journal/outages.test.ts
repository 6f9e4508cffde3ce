import Database, { SqliteError } from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { Outages } from './outages.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const iso = (ms: number) => new Date(ms).toISOString();

describe('the times in which a kiosk could not read cards', () => {
  let db: Database.Database;
  /** The true time, which is the hub's. */
  let now: number;
  /** How far the kiosk's own clock is off, and since when its monotonic one runs. */
  let off: number;
  let booted: number;
  let asleep: number;
  let outages: Outages;
  const monotonic = () => now - booted - asleep;
  const start = (clock = 0) => {
    off = clock;
    booted = now;
    asleep = 0;
    outages = new Outages(db, monotonic, () => now + off);
  };
  const meet = () => outages.met(now, monotonic());
  /** Runs on, and meets the hub every five seconds. */
  const run = (ms: number, hub: 'here' | 'away' = 'here') => {
    for (const until = now + ms; now < until; ) {
      now += 5 * SECOND;
      outages.alive();
      if (hub === 'here') meet();
    }
  };
  const gaps = () => outages.status().gaps.map(({ from, to }) => ({ from, to }));
  beforeEach(() => {
    db = new Database(':memory:');
    now = Date.UTC(2026, 5, 1, 10);
    start();
    outages.readerReady();
    meet();
    outages.told(outages.status().gaps.map((gap) => gap.id));
    run(10 * MINUTE);
  });

  it('began, for one that has never met its hub, before anyone but the hub can tell', () => {
    db = new Database(':memory:');
    start();
    now += 2 * HOUR;
    outages.readerReady();
    expect(outages.status()).toEqual({ downSince: 'unknown', gaps: [] });
    now += MINUTE;
    meet();
    expect(outages.status().downSince).toBeNull();
    expect(gaps()).toEqual([{ from: null, to: iso(now - MINUTE) }]);
  });
  it('last from the reader failing until it is ready, and are told until the hub has heard', () => {
    const failed = now;
    outages.readerDown();
    run(5 * MINUTE);
    outages.readerDown();
    expect(outages.status().downSince).toBe(iso(failed));
    outages.readerReady();
    const [gap] = outages.status().gaps;
    expect(gap).toMatchObject({ from: iso(failed), to: iso(now) });
    outages.told([gap!.id]);
    expect(outages.status()).toEqual({ downSince: null, gaps: [] });
  });
  it.each<[string, (wasOff: number) => number]>([
    ['right', () => 0],
    ['where it was when the plug was pulled', (wasOff) => -wasOff],
    ['behind even that', (wasOff) => -wasOff - HOUR],
    ['in 1970', () => -now],
    ['ten years ahead', () => 10 * 365 * 24 * HOUR],
  ])('include the time it was switched off, when its clock is then %s', (_how, clock) => {
    const last = now;
    now += 18 * HOUR;
    start(clock(18 * HOUR));
    now += 4 * SECOND;
    outages.readerReady();
    const ready = now;
    run(20 * SECOND, 'away');
    expect(outages.status()).toEqual({ downSince: 'unknown', gaps: [] });
    off = 0;
    run(20 * SECOND);
    expect(outages.status().downSince).toBeNull();
    const [gap, ...others] = gaps();
    expect(others).toEqual([]);
    expect(last - Date.parse(gap!.from!)).toBeLessThan(20 * SECOND);
    expect(gap!.from! <= iso(last)).toBe(true);
    // At the latest from when its clock was set: it may have slept until then.
    expect(Date.parse(gap!.to) - ready).toBeLessThan(30 * SECOND);
    expect(gap!.to >= iso(ready)).toBe(true);
  });
  it('are one when it is restarted in the middle, and leave out a moment too short to miss anyone', () => {
    outages.readerDown();
    const failed = now;
    run(2 * MINUTE);
    start();
    run(MINUTE);
    outages.readerReady();
    expect(gaps()).toHaveLength(1);
    expect(Date.parse(gaps()[0]!.from!)).toBeGreaterThan(failed - 20 * SECOND);
    expect(gaps()[0]!.to).toBe(iso(now));
    outages.readerDown();
    run(MINUTE - 5 * SECOND);
    outages.readerReady();
    expect(gaps()).toHaveLength(1);
  });
  it('wait for a hub that has itself woken in the past', () => {
    const last = now;
    now += 18 * HOUR;
    start();
    outages.readerReady();
    const ready = now;
    outages.met(last - HOUR, monotonic());
    expect(outages.status()).toMatchObject({ gaps: [] });
    expect(outages.status().downSince! > iso(last - HOUR)).toBe(true);
    now += MINUTE;
    meet();
    expect(outages.status().downSince).toBeNull();
    expect(gaps()).toHaveLength(1);
    expect(gaps()[0]!.to >= iso(ready)).toBe(true);
    expect(gaps()[0]!.from! <= iso(last)).toBe(true);
  });
  it('include a sleep, in which the monotonic clock stands still', () => {
    const last = now;
    now += HOUR;
    asleep += HOUR;
    run(5 * SECOND);
    expect(gaps()).toEqual([{ from: iso(last), to: iso(now) }]);
  });
  it('are not lost when the disk is full as the reader comes back', () => {
    const failed = now;
    outages.readerDown();
    run(HOUR);
    db.exec(`CREATE TRIGGER full BEFORE INSERT ON gap BEGIN SELECT RAISE(FAIL, 'full'); END`);
    expect(() => outages.readerReady()).toThrow(SqliteError);
    outages.readerDown();
    expect(outages.status().downSince).toBe(iso(failed));
    db.exec('DROP TRIGGER full');
    now += MINUTE;
    outages.readerReady();
    expect(gaps()[0]).toEqual({ from: iso(failed), to: iso(now - MINUTE) });
  });
  it('leave nothing clear that there was no room to tell of', () => {
    for (let i = 0; i < 60; i++) {
      outages.readerDown();
      run(2 * MINUTE);
      outages.readerReady();
      run(MINUTE);
    }
    const first = outages.status();
    expect(first.gaps).toHaveLength(50);
    expect(first.downSince! >= first.gaps.at(-1)!.to).toBe(true);
    outages.told(first.gaps.map((gap) => gap.id));
    expect(outages.status()).toMatchObject({ downSince: null, gaps: { length: 10 } });
  });
});
