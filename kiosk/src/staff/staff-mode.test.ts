import { fromHex } from '@tapwell/shared/bytes';
import { openClient, type Scripted, scriptedServer } from '@tapwell/shared/http/scripted-server.testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CardGone, type PresentedCard } from '../reader/reader.ts';
import { StaffMode, type StaffState } from './staff-mode.ts';

const SESSION: Scripted = { status: 200, json: { token: 'secret', name: 'Rosa Bellini' } };
const PRESS = {
  sessionId: 'walk@2026-06-01T10:30',
  who: { personId: 'patient-001' },
  reason: 'forgot-card',
} as const;
const LIBRARY_CARD: PresentedCard = {
  uid: fromHex('04112233445566'),
  kind: 'iso14443-3',
  transceive: () => Promise.reject(new CardGone('takes no APDUs')),
};
const PULLED_CARD: PresentedCard = { ...LIBRARY_CARD, kind: 'iso14443-4' };
const UNKNOWN = { verdict: 'unknown', state: null, name: null };
const CHECKED_IN = { outcome: 'drop-in', name: 'Mary', language: null, largerText: false };

describe('staff mode', () => {
  let hub: Awaited<ReturnType<typeof scriptedServer>>;
  let answer: (path: string) => Scripted;
  let states: (StaffState | null)[];
  let staff: StaffMode;
  const heard = (path: string) => hub.heard.filter((h) => h.path === path).map((h) => h.body as { id: string });
  beforeEach(async () => {
    answer = () => ({ status: 200, json: { sessions: [] } });
    hub = await scriptedServer(({ path }) => (path === '/kiosk/staff/sign-in' ? SESSION : answer(path)));
    states = [];
    staff = new StaffMode(openClient(hub.url), (state) => states.push(state));
  });
  afterEach(() => {
    staff.end();
    hub.close();
    vi.useRealTimers();
  });

  it('is open on the screen where staff signed in, and ends when they leave', async () => {
    await expect(staff.signIn('screen-1', 'rosa', 'password')).resolves.toBeUndefined();
    expect(states.at(-1)).toEqual({ screen: 'screen-1', name: 'Rosa Bellini', testing: false, test: null });
    staff.end();
    expect(states.at(-1)).toBeNull();
    expect(staff.active).toBe(false);
    // At the hub as well.
    await hub.until(() => heard('/kiosk/staff/sign-out').length === 1);
  });
  it('is open on one screen only', async () => {
    await staff.signIn('screen-1', 'rosa', 'password');
    await expect(staff.signIn('screen-2', 'rosa', 'password')).resolves.toContain('another screen');
    expect(states.at(-1)).toMatchObject({ screen: 'screen-1' });
  });
  it('ends by itself after two minutes without a press, and not before', async () => {
    await staff.signIn('screen-1', 'rosa', 'password');
    vi.useFakeTimers();
    staff.touch();
    vi.advanceTimersByTime(119_000);
    staff.touch();
    vi.advanceTimersByTime(119_000);
    expect(staff.active).toBe(true);
    vi.advanceTimersByTime(1_000);
    expect(staff.active).toBe(false);
  });
  it('tests a card only when staff asked for it, and one for each time: all others are patients who come', async () => {
    await staff.signIn('screen-1', 'rosa', 'password');
    expect(staff.testing).toBe(false);
    staff.testNext();
    expect(staff.testing).toBe(true);
    answer = () => ({ status: 200, json: UNKNOWN });
    await staff.test(LIBRARY_CARD);
    expect(states.at(-1)).toMatchObject({ testing: false, test: UNKNOWN });
    expect(staff.testing).toBe(false);
  });
  it('waits on for a card that was pulled away, and for none longer than twenty seconds', async () => {
    await staff.signIn('screen-1', 'rosa', 'password');
    vi.useFakeTimers();
    staff.testNext();
    vi.advanceTimersByTime(15_000);
    await staff.test(PULLED_CARD);
    expect(states.at(-1)).toMatchObject({ testing: true, test: { verdict: 'torn' } });
    vi.advanceTimersByTime(19_999);
    expect(staff.testing).toBe(true);
    vi.advanceTimersByTime(1);
    expect(staff.testing).toBe(false);
    expect(states.at(-1)).toMatchObject({ testing: false, test: { verdict: 'torn' } });
  });
  it('is not kept open by cards: whoever was called away left it to a queue of patients', async () => {
    await staff.signIn('screen-1', 'rosa', 'password');
    vi.useFakeTimers();
    staff.touch();
    staff.testNext();
    vi.advanceTimersByTime(19_000);
    await staff.test(PULLED_CARD);
    vi.advanceTimersByTime(101_000);
    expect(staff.active).toBe(false);
    expect(staff.testing).toBe(false);
  });
  it('tests no card when nobody is signed in', () => {
    staff.testNext();
    expect(staff.testing).toBe(false);
  });
  it('checks somebody in by hand, in the name of who is signed in', async () => {
    await staff.signIn('screen-1', 'rosa', 'password');
    answer = () => ({ status: 200, json: CHECKED_IN });
    await expect(staff.checkIn(PRESS)).resolves.toEqual({ answer: CHECKED_IN });
    expect(heard('/kiosk/staff/check-in')).toMatchObject([PRESS]);
  });
  it('sends a press that was not answered as the same press, so that it counts once', async () => {
    await staff.signIn('screen-1', 'rosa', 'password');
    answer = () => 'hang up';
    await expect(staff.checkIn(PRESS)).resolves.toMatchObject({ problem: expect.stringContaining('on paper') });
    answer = () => ({ status: 200, json: CHECKED_IN });
    await staff.checkIn(PRESS);
    await staff.checkIn(PRESS);
    const [lost, again, another] = heard('/kiosk/staff/check-in').map(({ id }) => id);
    expect(again).toBe(lost);
    expect(another).not.toBe(lost);
  });
  it('says to use paper when the hub is away: only the hub knows the staff and the register', async () => {
    hub.close();
    await expect(staff.signIn('screen-1', 'rosa', 'password')).resolves.toContain('on paper');
    expect(staff.active).toBe(false);
  });
  it('ends when the hub no longer knows the sign-in, and asks the hub for nothing without one', async () => {
    await staff.signIn('screen-1', 'rosa', 'password');
    answer = () => ({ status: 401, json: { detail: 'Please sign in.' } });
    await expect(staff.expected()).resolves.toEqual({ problem: 'Please sign in.' });
    expect(staff.active).toBe(false);
    const before = hub.heard.length;
    await expect(staff.expected()).resolves.toEqual({ problem: 'Please sign in.' });
    expect(hub.heard).toHaveLength(before);
  });
  it("passes on the hub's own words when it refuses", async () => {
    await staff.signIn('screen-1', 'rosa', 'password');
    answer = () => ({ status: 409, json: { detail: 'That session is over.' } });
    await expect(staff.checkIn(PRESS)).resolves.toEqual({ problem: 'That session is over.' });
  });
});
