import { describe, expect, it } from 'vitest';
import { shippedPolicy } from '../directory/scheme-row.ts';
import { useKnown } from './use-coverage.ts';

const rule = shippedPolicy('rotherham').serviceUse!;
const both = (from: string, until: string) => ({ services: ['admissions', 'a-and-e'], from, until });
const known = (...imports: { services: string[]; from: string; until: string }[]) =>
  useKnown(rule, '2025-04-07', imports);

describe('somebody’s use of services is known', () => {
  it('when imports hold all of it, a year before the referral and a year after', () => {
    expect(known(both('2024-04-08', '2026-04-05'))).toBe(true);
    expect(known(both('2024-04-08', '2026-04-04'))).toBe(false);
    expect(known(both('2024-04-09', '2026-04-05'))).toBe(false);
  });
  it('when several follow each other, but not with a day between', () => {
    expect(known(both('2024-01-01', '2025-01-31'), both('2025-02-01', '2026-12-31'))).toBe(true);
    expect(known(both('2024-01-01', '2025-01-31'), both('2025-02-02', '2026-12-31'))).toBe(false);
  });
  it('only of every service', () => {
    const all = both('2024-01-01', '2026-12-31');
    expect(known({ ...all, services: ['admissions'] })).toBe(false);
    expect(known({ ...all, services: ['admissions'] }, { ...all, services: ['a-and-e'] })).toBe(true);
  });
});
