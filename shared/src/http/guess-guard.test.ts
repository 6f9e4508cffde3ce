import { describe, expect, it } from 'vitest';
import { GuessGuard } from './guess-guard.ts';

describe('guessing passwords', () => {
  it('is stopped after five tries for a name, also when they are sent side by side', () => {
    const guard = new GuessGuard();
    const tries = Array.from({ length: 60 }, () => guard.mayTry(['name rosa'], 1000));
    expect(tries.filter(Boolean)).toHaveLength(5);
    expect(guard.mayTry(['name owen'], 1000)).toBe(true);
  });
  it('may go on after a minute, or once the right password was given', () => {
    const guard = new GuessGuard();
    for (let i = 0; i < 5; i++) guard.mayTry(['name rosa'], 1000);
    expect(guard.mayTry(['name rosa'], 61_000)).toBe(true);
    guard.succeeded(['name rosa']);
    expect(guard.mayTry(['name rosa'], 61_001)).toBe(true);
  });
  it('is stopped for an address that tries many names', () => {
    const guard = new GuessGuard();
    const tries = Array.from({ length: 60 }, (_, i) => guard.mayTry([`name n${i}`, 'address 10.0.0.7'], 1000));
    expect(tries.filter(Boolean)).toHaveLength(30);
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
