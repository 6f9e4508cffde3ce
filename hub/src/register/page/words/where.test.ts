import { describe, expect, it } from 'vitest';
import { addressOf, type Where, whereFrom } from './where.ts';

describe('the address', () => {
  it('without more is the register of today', () => {
    expect(whereFrom('/', '')).toEqual({ page: 'register', day: null });
  });
  it('with something that is no day is today too', () => {
    expect(whereFrom('/', '?day=soon')).toEqual({ page: 'register', day: null });
  });
  it.each<Where>([{ page: 'hub' }, { page: 'register', day: null }, { page: 'register', day: '2026-11-20' }])(
    'of %j leads back to it',
    (where) => {
      const { pathname, search } = new URL(addressOf(where), 'http://hub.example');
      expect(whereFrom(pathname, search)).toEqual(where);
    },
  );
});
