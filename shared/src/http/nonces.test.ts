import { describe, expect, it } from 'vitest';
import { Nonces } from './nonces.ts';

describe('nonces', () => {
  it('are good for at least one period of twenty seconds and at most two', () => {
    let now = 0;
    const nonces = new Nonces(() => now);
    const first = nonces.current();
    now = 39_999;
    expect(nonces.current()).not.toBe(first);
    expect(nonces.isFresh(first)).toBe(true);
    now = 40_000;
    expect(nonces.isFresh(first)).toBe(false);
  });
  it('of another start, cut short or made up are not ours', () => {
    const nonces = new Nonces(() => 0);
    for (const other of [
      new Nonces(() => 0).current(),
      nonces.current().slice(1),
      '',
      'x'.repeat(22),
      'é'.repeat(22),
    ]) {
      expect(nonces.isFresh(other)).toBe(false);
    }
  });
  it('outlive no proof that was used: each is remembered as long as its nonce is good, and no longer', () => {
    let now = 19_999;
    const nonces = new Nonces(() => now);
    expect(nonces.use('a')).toBe(true);
    for (now of [19_999, 20_000, 39_999]) expect(nonces.use('a')).toBe(false);
    now = 40_000;
    expect(nonces.use('a')).toBe(true);
  });
});
