import { newId } from '@tapwell/shared/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Db, openStore } from '../store/open.ts';
import { Outbox } from '../store/outbox.ts';
import { Quarantine } from '../store/quarantine.ts';
import { believedGap, clearThrough, Kiosks } from './kiosk-health.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 5, 1, 10, minute));
const iso = (minute: number) => at(minute).toISOString();
const well = { reader: 'ready' as const, why: null, waiting: 0, downSince: null, gaps: [] };

describe('a kiosk', () => {
  let db: Db;
  let outbox: Outbox;
  let kiosks: Kiosks;
  beforeEach(() => {
    db = openStore(':memory:');
    outbox = new Outbox(db, new Quarantine(db));
    kiosks = new Kiosks(db, outbox);
    db.prepare('INSERT INTO device VALUES (?, ?, ?, ?, NULL)').run('door', 'Front door', '{}', iso(0));
  });

  it('that has never spoken leaves the record complete only until it was paired', () => {
    expect(kiosks.clearThrough()).toEqual([iso(0)]);
    kiosks.heard('door', { ...well, waiting: 200 }, at(5));
    expect(kiosks.clearThrough()).toEqual([iso(0)]);
    kiosks.heard('door', well, at(6));
    expect(kiosks.clearThrough()).toEqual([iso(6)]);
  });
  it('is clear up to when it looked, however long its word was on the way', () => {
    kiosks.heard('door', { ...well, asOf: iso(4) }, at(9));
    expect(kiosks.clearThrough()).toEqual([iso(4)]);
    kiosks.heard('door', { ...well, asOf: iso(30) }, at(10));
    expect(kiosks.clearThrough()).toEqual([iso(10)]);
  });
  it('that cannot read cards holds completeness back at the moment it failed', () => {
    kiosks.heard('door', well, at(1));
    kiosks.heard('door', { ...well, reader: 'not-ready', why: 'unplugged', downSince: iso(3) }, at(9));
    expect(kiosks.clearThrough()).toEqual([iso(3)]);
  });
  it('tells of each past gap once, however often it says so', () => {
    const gap = { id: newId(), from: iso(3), to: iso(9) };
    kiosks.heard('door', { ...well, gaps: [gap] }, at(9));
    kiosks.heard('door', { ...well, gaps: [gap] }, at(10));
    expect(outbox.next(10).map((e) => e.body)).toEqual([{ kind: 'kiosk-gap', at: iso(9), kioskId: 'door', ...gap }]);
  });
  it('that is silent makes no gap: it may be journalling every tap', () => {
    kiosks.heard('door', well, at(0));
    kiosks.heard('door', well, at(50));
    expect(outbox.counts().waiting).toBe(0);
  });
  it('taken out of use no longer holds the record back, and what it kept is an unknown time', () => {
    kiosks.heard('door', well, at(1));
    expect(kiosks.revoke('door', at(30))).toBe(true);
    expect(kiosks.clearThrough()).toEqual([]);
    expect(outbox.next(1)).toMatchObject([{ body: { kind: 'kiosk-gap', from: iso(1), to: iso(30) } }]);
    expect(kiosks.revoke('door', at(31))).toBe(false);
  });
  it('that has just started moves nothing until it knows since when it could read no card', () => {
    kiosks.heard('door', well, at(1));
    kiosks.heard('door', { ...well, downSince: 'unknown' }, at(20));
    expect(kiosks.clearThrough()).toEqual([iso(1)]);
    const gap = { id: newId(), from: null, to: iso(19) };
    kiosks.heard('door', { ...well, gaps: [gap] }, at(21));
    expect(kiosks.clearThrough()).toEqual([iso(21)]);
    expect(outbox.next(1)).toMatchObject([{ body: { kind: 'kiosk-gap', from: iso(1), to: iso(19) } }]);
  });
  it('takes nothing back from before its pairing, though it speaks of 1970', () => {
    kiosks.heard('door', well, at(50));
    kiosks.heard('door', { ...well, gaps: [{ id: newId(), from: '1970-01-01T00:00:00.000Z', to: iso(55) }] }, at(56));
    expect(outbox.next(1)).toMatchObject([{ body: { from: iso(0), to: iso(55) } }]);
  });
});

describe('what a hub believes of a kiosk', () => {
  const known = { pairedAt: iso(0), clear: iso(30), now: iso(50) };
  it('never takes back what was clear, though its own clock woke in the past', () => {
    expect(clearThrough(well, iso(3), iso(9))).toBe(iso(9));
    expect(clearThrough({ ...well, downSince: iso(2) }, iso(3), iso(9))).toBe(iso(9));
    expect(clearThrough({ ...well, downSince: iso(9) }, iso(3), iso(2))).toBe(iso(2));
  });
  it('is a gap as it is told; one without a beginning began where all was last clear', () => {
    expect(believedGap({ from: iso(25), to: iso(40) }, known)).toEqual({ from: iso(25), to: iso(40) });
    expect(believedGap({ from: null, to: iso(40) }, known)).toEqual({ from: iso(30), to: iso(40) });
    expect(believedGap({ from: null, to: iso(30) }, known)).toBeUndefined();
    expect(believedGap({ from: iso(30), to: iso(30) }, known)).toBeUndefined();
    expect(believedGap({ from: null, to: iso(40) }, { ...known, clear: iso(90) })).toEqual({
      from: iso(0),
      to: iso(40),
    });
  });
  it('is nothing from before it was paired, and all of a gap by a clock that has since woken in the past', () => {
    const gap = { from: iso(-9), to: iso(90) };
    expect(believedGap(gap, { ...known, clear: iso(0) })).toEqual({ from: iso(0), to: iso(90) });
  });
});
