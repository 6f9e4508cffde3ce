import { describe, expect, it } from 'vitest';
import { GuessGuard } from './guess-guard.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const rosa = { name: 'rosa', from: '10.0.0.7' };
/** How many of these tries are let through. */
const allowed = (guard: GuessGuard, tries: number, who: (i: number) => { name: string; from: string }, at = 1000) =>
  Array.from({ length: tries }, (_, i) => guard.mayTry(who(i), at)).filter(Boolean).length;

describe('guessing passwords', () => {
  it('is stopped after five tries for a name, also when they are sent side by side', () => {
    const guard = new GuessGuard();
    expect(allowed(guard, 60, () => rosa)).toBe(5);
    expect(guard.mayTry({ name: 'owen', from: '10.0.0.7' }, 1000)).toBe(true);
  });
  it('may go on after a minute, then after two, four and at most fifteen', () => {
    const guard = new GuessGuard();
    allowed(guard, 5, () => rosa);
    let now = 1000;
    for (const minutes of [1, 2, 4, 8, 15, 15]) {
      expect(guard.mayTry(rosa, now + minutes * MINUTE - 1)).toBe(false);
      now += minutes * MINUTE;
      expect(guard.mayTry(rosa, now)).toBe(true);
    }
  });
  it('starts afresh once the right password was given, or after a day', () => {
    const guard = new GuessGuard();
    allowed(guard, 4, () => rosa);
    guard.succeeded(rosa, 1000);
    expect(allowed(guard, 60, () => rosa, 2000)).toBe(5);
    expect(allowed(guard, 60, () => rosa, 2000 + 24 * HOUR)).toBe(5);
  });
  it('is stopped for an address that tries many names, and for all of one IPv6 network', () => {
    const guard = new GuessGuard();
    expect(allowed(guard, 60, (i) => ({ name: `n${i}`, from: '10.0.0.7' }))).toBe(30);
    expect(allowed(guard, 60, (i) => ({ name: `m${i}`, from: `2001:db8:1:2::${i.toString(16)}` }))).toBe(30);
    expect(guard.mayTry({ name: 'x', from: '2001:db8:1:3::1' }, 1000)).toBe(true);
    // The same IPv4 address, as a socket for both kinds tells it.
    expect(guard.mayTry({ name: 'x', from: '::ffff:10.0.0.7' }, 1000)).toBe(false);
  });
  it('is slowed down for a name that is tried from everywhere: a hundred tries a day at most', () => {
    const guard = new GuessGuard();
    let let_through = 0;
    for (let i = 0; i < 24 * 60 * 4; i++) {
      let_through += allowed(guard, 1, () => ({ name: 'rosa', from: `10.${i >> 8}.${i & 255}.1` }), i * (MINUTE / 4));
    }
    expect(let_through).toBeGreaterThan(20);
    expect(let_through).toBeLessThan(125);
  });
  it('never keeps a person out of the place where they signed in before', () => {
    const guard = new GuessGuard();
    guard.mayTry(rosa, 0);
    guard.succeeded(rosa, 0);
    allowed(guard, 500, (i) => ({ name: 'rosa', from: `172.16.${i >> 8}.${i & 255}` }), HOUR);
    expect(guard.mayTry({ name: 'rosa', from: '192.168.0.1' }, HOUR)).toBe(false);
    expect(guard.mayTry(rosa, HOUR)).toBe(true);
  });
  it('is not cleared for others by one’s own right password', () => {
    const guard = new GuessGuard();
    const mallory = { name: 'mallory', from: '10.0.0.7' };
    let tries = 0;
    for (let i = 0; i < 200; i++) {
      if (guard.mayTry({ name: `victim${i}`, from: '10.0.0.7' }, 1000)) tries++;
      if (guard.mayTry(mallory, 1000)) guard.succeeded(mallory, 1000);
    }
    expect(tries).toBeLessThanOrEqual(30);
  });
  it('costs one hash at a time', async () => {
    const guard = new GuessGuard();
    let running = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
    };
    await Promise.all([1, 2, 3].map(() => guard.oneAtATime(work)));
    expect(most).toBe(1);
  });
});
