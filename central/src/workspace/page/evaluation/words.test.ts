import { describe, expect, it } from 'vitest';
import { cellWords, valueWords } from './words.ts';

describe('a number in words', () => {
  it('has the sign of its unit, and no more digits than the file', () => {
    expect(cellWords(62.5, { unit: 'percent' })).toBe('63 %');
    expect(cellWords(2556, { unit: 'pounds' })).toBe('£2,556.00');
    expect(cellWords(1.4567, { unit: 'points' })).toBe('1.46');
    expect(cellWords(12_345, { unit: 'visits' })).toBe('12,345');
  });
  it('says that it is hidden, or that there is none', () => {
    expect([cellWords('hidden', { unit: 'people' }), cellWords(null, { unit: 'people' })]).toEqual(['hidden', '–']);
  });
  it('stands by itself with its unit', () => {
    expect([valueWords(35, { unit: 'people' }), valueWords(1, { unit: 'days' })]).toEqual(['35 people', '1 day']);
    expect(valueWords('hidden', { unit: 'people' })).toBe('hidden');
  });
});
