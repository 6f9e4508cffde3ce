import { describe, expect, it } from 'vitest';
import { RosterView } from '../roster/roster-view.ts';
import { DURING, roster } from '../testing/venue.ts';
import { dayRegister } from './register.ts';
import { kioskTroubles } from './register-routes.ts';

const view = new RosterView(roster);
const attendance = {
  personId: 'mary',
  arrivedAt: '2026-06-01T08:58:00.000Z',
  late: false,
  method: 'card',
} as never;

describe("today's register", () => {
  it('shows who is here with the time on the wall, and who is expected', () => {
    const day = dayRegister(view, 'provider', DURING, (id) => (id.startsWith('walk') ? [attendance] : []));
    const walk = day.find((s) => s.activity === 'Walk');
    expect(walk).toMatchObject({ starts: '10:00', ends: '11:00', when: 'now' });
    expect(walk?.here).toEqual([
      { personId: 'mary', name: 'Mary', here: { time: '09:58', late: false, method: 'card' } },
    ]);
    expect(walk?.expected.map((line) => line.name)).toEqual(['Ahmed']);
  });
  it("shows a provider nothing of another's sessions", () => {
    expect(dayRegister(view, 'other-provider', DURING, () => [attendance])).toEqual([]);
  });
  it('expects nobody whose prescription has ended', () => {
    const later = new Date('2026-08-03T09:05:00.000Z');
    expect(dayRegister(view, 'provider', later, () => []).flatMap((s) => s.expected)).toEqual([]);
  });
  it('is that of the local day, also just after midnight in summer', () => {
    const justAfterMidnight = new Date('2026-05-31T23:10:00.000Z');
    expect(dayRegister(view, 'provider', justAfterMidnight, () => []).map((s) => s.when)).toEqual(['later', 'later']);
  });
});

describe('kiosks in trouble', () => {
  const kiosk = { id: 'k', name: 'Front door', reader: 'ready' as const, why: null, waiting: 0 };
  it('are those whose reader is down or that are silent, in words', () => {
    const lastSeen = DURING.toISOString();
    expect(kioskTroubles([{ ...kiosk, lastSeen }], DURING)).toEqual([]);
    const down = { ...kiosk, reader: 'not-ready' as const, why: 'It is unplugged.', lastSeen };
    expect(kioskTroubles([down], DURING)).toEqual([{ name: 'Front door', why: 'It is unplugged.' }]);
    const later = new Date(DURING.getTime() + 61_000);
    expect(kioskTroubles([{ ...kiosk, lastSeen }], later)[0]?.why).toContain('not been heard of');
  });
});
