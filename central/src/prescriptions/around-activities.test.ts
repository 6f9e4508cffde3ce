import { describe, expect, it } from 'vitest';
import { syncedByVenue } from './around-activities.ts';

const JUNE = '2026-06-01T17:00:00.000Z';
const JULY = '2026-07-01T17:00:00.000Z';
const hub = (synced_through: string | null, own: { out?: string } = {}) => ({
  ...{ venue_id: 'hall', synced_through, out_of_use_at: own.out ?? null },
});
const synced = (...hubs: ReturnType<typeof hub>[]) => {
  const both = [hubs, hubs.toReversed()].map((some) => syncedByVenue(some).get('hall'));
  expect(both[0]).toBe(both[1]);
  return both[0];
};

describe('how far the record of a venue is complete', () => {
  it('is as far as the hub that is further behind, where two are in use', () => {
    expect(synced(hub(JUNE), hub(JULY))).toBe(JUNE);
  });
  it('is not held up by a hub that is planned, or was taken out of use', () => {
    expect(synced(hub(JULY), hub(null))).toBe(JULY);
    expect(synced(hub(JULY), hub(JUNE, { out: JUNE }))).toBe(JULY);
  });
  it('is as far as it was where no hub is in use', () => {
    expect(synced(hub(JUNE, { out: JUNE }), hub(JULY, { out: JULY }), hub(null, { out: JULY }))).toBe(JULY);
    expect(synced(hub(null, { out: JULY }))).toBeNull();
  });
  it('stays as far as it was until the hub that takes the place of another is heard of', () => {
    expect(synced(hub(JUNE, { out: JULY }), hub(null))).toBe(JUNE);
    expect(synced(hub(JUNE, { out: JULY }), hub(null), hub(JULY))).toBe(JULY);
    expect(synced(hub(null, { out: JULY }), hub(null))).toBeNull();
  });
});
