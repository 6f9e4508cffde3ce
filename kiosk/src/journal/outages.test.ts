import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { Outages } from './outages.ts';

const MINUTE = 60_000;

describe('the times in which a kiosk could not read cards', () => {
  let db: Database.Database;
  let now: number;
  const start = () => new Outages(db, () => now);
  beforeEach(() => {
    db = new Database(':memory:');
    now = Date.UTC(2026, 5, 1, 10);
  });

  it('are none when it starts for the first time and its reader is ready at once', () => {
    const outages = start();
    now += 2000;
    outages.readerReady();
    expect(outages.untold()).toEqual([]);
    expect(outages.downSince).toBeNull();
  });
  it('last from the reader failing until it is ready, and are told until the hub has heard', () => {
    const outages = start();
    outages.readerReady();
    const failed = now;
    outages.readerDown();
    now += 5 * MINUTE;
    outages.readerDown();
    expect(outages.downSince).toBe(failed);
    outages.readerReady();
    const [outage] = outages.untold();
    expect(outage).toMatchObject({ from: failed, to: now });
    outages.told([outage!.id]);
    expect(outages.untold()).toEqual([]);
  });
  it('include the time it was switched off, from when it last noted that it lived', () => {
    const before = start();
    before.readerReady();
    now += MINUTE;
    before.alive();
    const lastNoted = now;
    now += 30 * MINUTE;
    const after = start();
    now += 2000;
    after.readerReady();
    expect(after.untold()).toMatchObject([{ from: lastNoted, to: now }]);
  });
  it('are one when it is restarted in the middle, and leave out a moment too short to miss anyone', () => {
    const first = start();
    first.readerReady();
    const noted = now;
    first.readerDown();
    now += 2 * MINUTE;
    first.alive();
    const second = start();
    now += MINUTE;
    second.readerReady();
    expect(second.untold()).toMatchObject([{ from: noted, to: now }]);
    second.readerDown();
    now += MINUTE - 1;
    second.readerReady();
    expect(second.untold()).toHaveLength(1);
  });
});
