import { expect, it } from 'vitest';
import { cardNumberIn } from './card-number.ts';

it('a card number is known with or without what people put between its digits', () => {
  expect(cardNumberIn('04a1b2c3d4e5f6')).toBe('04A1B2C3D4E5F6');
  expect(cardNumberIn('04:A1:B2:C3:D4:E5:F6')).toBe('04A1B2C3D4E5F6');
  expect(cardNumberIn(' DE AD BE EF ')).toBe('DEADBEEF');
});
it('a name is no card number', () => {
  expect(['Mary', 'Abe', 'Ada Bead', '04A1B2', ''].map(cardNumberIn)).toEqual([null, null, null, null, null]);
});
