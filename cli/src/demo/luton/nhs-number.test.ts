import { expect, it } from 'vitest';
import { testNhsNumber } from './nhs-number.ts';

it('demo NHS numbers are valid, different and from the test range only', () => {
  const numbers = Array.from({ length: 80 }, (_, n) => testNhsNumber(n));
  expect(new Set(numbers).size).toBe(80);
  for (const number of numbers) {
    expect(number).toMatch(/^999\d{7}$/);
    // Sum of all ten digits by weights 10 to 1 is a multiple of 11: the modulus 11 rule, said another way.
    const sum = [...number].reduce((total, digit, i) => total + Number(digit) * (10 - i), 0);
    expect(sum % 11).toBe(0);
  }
});
