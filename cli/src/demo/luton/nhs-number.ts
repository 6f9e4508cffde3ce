/**
 * The nth valid number of the range kept for tests, 999 000 0000 to 999 999 9999.
 * Check digit: weights 10 to 2, 11 − (sum mod 11), 11 → 0; a 10 makes no number.
 */
export function testNhsNumber(n: number): string {
  for (let stem = 999_000_000, found = -1; stem <= 999_999_999; stem++) {
    const digits = String(stem);
    const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (10 - i), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check !== 10 && ++found === n) return digits + check;
  }
  throw new RangeError('there are not that many test numbers');
}
