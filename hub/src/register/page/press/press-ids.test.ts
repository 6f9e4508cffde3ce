import { describe, expect, it } from 'vitest';
import { type Press, PressIds } from './press-ids.ts';

const excuse = (personId: string): Press => ({ do: 'excuse', sessionId: 's', personId, note: null });
const counting = () => {
  let n = 0;
  return new PressIds(() => String(++n));
};

describe('the id of a press', () => {
  it('stays the same while the hub has not answered, so that trying again doubles nothing', () => {
    const ids = counting();
    expect([ids.idOf(excuse('mary')), ids.idOf(excuse('mary'))]).toEqual(['1', '1']);
  });
  it('is another for another press', () => {
    const ids = counting();
    expect([ids.idOf(excuse('mary')), ids.idOf(excuse('ahmed'))]).toEqual(['1', '2']);
  });
  it('is another for the same press once the hub has answered', () => {
    const ids = counting();
    ids.idOf(excuse('mary'));
    ids.settled(excuse('mary'));
    expect(ids.idOf(excuse('mary'))).toBe('2');
  });
  it('is another once a later press about the same was taken: the hub would answer it with what was then', () => {
    const ids = counting();
    const guests = (n: number): Press => ({ do: 'guests', sessionId: 's', guests: n });
    ids.idOf(guests(3));
    ids.idOf(excuse('mary'));
    ids.idOf(guests(5));
    ids.taken(guests(5));
    expect(ids.idOf(guests(3))).toBe('4');
    expect(ids.idOf(excuse('mary'))).toBe('2');
  });
});
