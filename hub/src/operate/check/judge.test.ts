import type { KioskHealth } from '@tapwell/shared/facts/hub-report';
import { describe, expect, it } from 'vitest';
import {
  judgeCertificate,
  judgeClock,
  judgeDisk,
  judgeKiosks,
  judgeQuarantine,
  judgeQueue,
  judgeRoster,
} from './judge.ts';

const NOW = Date.parse('2026-06-01T10:00:00.000Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ago = (ms: number) => new Date(NOW - ms).toISOString();
const kiosk = (part: Partial<KioskHealth> = {}): KioskHealth =>
  ({ id: 'k', name: 'Door', reader: 'ready', why: null, waiting: 0, lastSeen: ago(5000), ...part }) as KioskHealth;

describe('what check finds', () => {
  it('a disk is fine with room, wants attention with little, and is a fault when full', () => {
    expect(judgeDisk(5 * 1024 ** 3)).toEqual({ level: 'ok', what: 'The disk has 5.0 GB of space left.' });
    expect(judgeDisk(100 * 1024 ** 2).level).toBe('attention');
    expect(judgeDisk(1000).level).toBe('fault');
  });
  it("a clock is held against central's, and against the newest tap", () => {
    expect(judgeClock(NOW, NOW + 5000, ago(MINUTE)).level).toBe('ok');
    expect(judgeClock(NOW, NOW + MINUTE, null)).toMatchObject({ level: 'attention' });
    expect(judgeClock(NOW, NOW - 10 * MINUTE, null)).toMatchObject({
      level: 'fault',
      what: expect.stringContaining("10 minutes ahead of central's"),
    });
    expect(judgeClock(Date.parse('1970-01-01'), null, null).level).toBe('fault');
    expect(judgeClock(NOW, null, null).level).toBe('ok');
    expect(judgeClock(NOW - DAY, null, ago(0)).level).toBe('fault');
  });
  it('a roster is a fault when there is none and wants attention when it is old', () => {
    const roster = { activities: 1, people: 2 };
    expect(judgeRoster({ activities: 0, people: 0 }, null, NOW).level).toBe('fault');
    expect(judgeRoster(roster, ago(2000), NOW)).toEqual({
      level: 'ok',
      what: 'The roster has 1 activity and 2 patients, confirmed by central less than a minute ago.',
    });
    expect(judgeRoster(roster, ago(3 * DAY), NOW)).toMatchObject({ level: 'attention' });
    expect(judgeRoster(roster, null, NOW).level).toBe('attention');
  });
  it('a kiosk wants attention when it is silent, cannot read or never spoke; on a stopped hub it cannot be heard', () => {
    expect(judgeKiosks([kiosk()], 1, true, NOW)).toEqual([{ level: 'ok', what: 'Kiosk "Door" is ready.' }]);
    expect(judgeKiosks([kiosk({ lastSeen: ago(3 * 60 * MINUTE) })], 1, true, NOW)[0]).toMatchObject({
      level: 'attention',
      what: expect.stringContaining('3 hours'),
    });
    expect(judgeKiosks([kiosk({ reader: 'not-ready', why: 'No reader.' })], 1, true, NOW)[0]!.what).toContain(
      'No reader.',
    );
    expect(judgeKiosks([kiosk()], 2, true, NOW).map((f) => f.level)).toEqual(['ok', 'attention']);
    expect(judgeKiosks([], 0, true, NOW)[0]!.level).toBe('attention');
    expect(judgeKiosks([kiosk({ lastSeen: ago(DAY) })], 1, false, NOW)[0]!.level).toBe('ok');
  });
  it('a queue may wait an hour, wants attention after that, and is a fault after a week', () => {
    expect(judgeQueue(0, null, ago(MINUTE), NOW)).toMatchObject({ level: 'ok' });
    expect(judgeQueue(3, ago(DAY), ago(MINUTE), NOW).level).toBe('ok');
    expect(judgeQueue(3, ago(DAY), ago(DAY), NOW).level).toBe('attention');
    expect(judgeQueue(3, ago(DAY), null, NOW).level).toBe('attention');
    expect(judgeQueue(3, ago(9 * DAY), ago(9 * DAY), NOW).level).toBe('fault');
  });
  it('what was set aside wants attention', () => {
    expect(judgeQuarantine(0).level).toBe('ok');
    expect(judgeQuarantine(1)).toEqual({
      level: 'attention',
      what: '1 fact could not be taken and waits for staff: see the register.',
    });
    expect(judgeQuarantine(2).what).toContain('2 facts could not be taken and wait for staff');
  });
  it('a certificate wants attention when it was not renewed in time, and is a fault when it has ended', () => {
    expect(judgeCertificate(null, NOW).level).toBe('ok');
    expect(judgeCertificate(NOW + 100 * DAY, NOW)).toEqual({
      level: 'ok',
      what: 'The certificate is good until 2026-09-09.',
    });
    expect(judgeCertificate(NOW + 5 * DAY, NOW).level).toBe('attention');
    expect(judgeCertificate(NOW - DAY, NOW).level).toBe('fault');
  });
});
