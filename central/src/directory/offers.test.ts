import { beforeEach, describe, expect, it } from 'vitest';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord } from '../testing/record.ts';
import { accreditationOn } from './accreditation.ts';
import { readOffers } from './offers.ts';
import { scheduleWords } from './schedule-words.ts';

describe('the list of what can be prescribed', () => {
  let db: CentralDb;
  beforeEach(async () => {
    db = await smallRecord();
  });
  const offer = async (at = '2026-06-01T12:00:00Z') => (await readOffers(db, new Date(at), 'Europe/London'))[0]!;

  it('says of an activity what it is, whose, where and when', async () => {
    expect(await offer()).toEqual({
      id: 'walk',
      name: 'Walk',
      area: 'Physical activity',
      providerId: 'provider',
      provider: 'Provider',
      providerKind: 'accredited-provider',
      venueId: 'hall',
      venue: 'Hall',
      inGroup: true,
      timed: false,
      capacity: null,
      when: 'Mondays 10:00 to 11:00',
      accreditedUntil: null,
      accreditationEnded: false,
      open: true,
    });
  });
  it('marks an activity whose provider is accredited no longer, from the day after the last', async () => {
    await db.updateTable('provider').set({ accredited_until: '2026-06-01' }).execute();
    expect((await offer('2026-06-01T22:59:00Z')).accreditationEnded).toBe(false);
    // Already the second of June in London.
    expect((await offer('2026-06-01T23:01:00Z')).accreditationEnded).toBe(true);
  });
  it('keeps what was withdrawn, marked from that day on, as prescriptions still speak of it', async () => {
    await db.updateTable('activity').set({ withdrawn_on: '2026-06-02' }).execute();
    expect((await offer()).open).toBe(true);
    expect((await offer('2026-06-02T12:00:00Z')).open).toBe(false);
    await db.updateTable('activity').set({ withdrawn_on: null }).execute();
    await db.updateTable('provider').set({ withdrawn_on: '2026-06-01' }).execute();
    expect((await offer()).open).toBe(false);
  });
});

describe('accreditation', () => {
  const on = (accreditedFrom: string | null, accreditedUntil: string | null, kind = 'accredited-provider') =>
    accreditationOn({ kind, accreditedFrom, accreditedUntil }, '2026-06-01');
  it.each([
    [null, null, 'unknown'],
    ['2026-06-01', null, 'valid'],
    ['2026-06-02', null, 'not-begun'],
    ['2025-06-02', '2026-05-31', 'ended'],
    ['2025-06-02', '2026-06-01', 'ends-soon'],
    ['2025-06-02', '2026-07-31', 'ends-soon'],
    ['2025-06-02', '2026-08-01', 'valid'],
  ])('from %s until %s is %s', (from, until, is) => {
    expect(on(from, until)).toBe(is);
  });
  it('is asked of accredited providers alone', () => {
    expect(on('2020-01-01', '2021-01-01', 'residents-group')).toBe('not-needed');
  });
});

describe('the words of a schedule', () => {
  const plan = { weekly: [], extra: [], until: null };
  it('come in the order of the week, with where it ends', () => {
    const weekly = [
      { weekday: 3, start: '18:30', minutes: 90 },
      { weekday: 1, start: '10:00', minutes: 60, every: 2 },
    ];
    expect(scheduleWords({ ...plan, weekly })).toBe(
      'Mondays 10:00 to 11:00, every other week, Wednesdays 18:30 to 20:00',
    );
    expect(scheduleWords({ ...plan, weekly: weekly.slice(0, 1), until: '2026-07-01' })).toBe(
      'Wednesdays 18:30 to 20:00, until 1 July 2026',
    );
  });
  it('say when there is no regular time', () => {
    expect(scheduleWords(plan)).toBe('No times yet');
    expect(scheduleWords({ ...plan, extra: [{ date: '2026-06-01', start: '10:00', minutes: 60 }] })).toBe(
      'Only on agreed dates',
    );
  });
});
