import { describe, expect, it } from 'vitest';
import { scheme } from '../scheme/schemes.testing.ts';
import { returnPerPound, serviceUseWindows, useBeforeAfter } from './service-use.ts';

const rotherham = scheme('rotherham').serviceUse!;
const cotswold = scheme('cotswold').serviceUse!;

describe('service use before and after', () => {
  it('is counted for the same time on both sides of the referral, which is the first day after', () => {
    expect(serviceUseWindows(cotswold, '2026-06-01')).toEqual({
      before: { from: '2025-12-01', until: '2026-05-31' },
      after: { from: '2026-06-01', until: '2026-11-29' },
    });
    const used = ['2025-11-30', '2025-12-01', '2026-05-31', '2026-06-01', '2026-11-30'].map((on) => ({
      service: 'gp-appointments' as const,
      on,
    }));
    expect(useBeforeAfter(cotswold, '2026-06-01', used, '2026-12-31')).toEqual({
      'gp-appointments': { before: 2, after: 1 },
    });
  });
  it('is not known until the time after is over, and never taken for less use', () => {
    expect(useBeforeAfter(cotswold, '2026-06-01', [], '2026-11-28')).toBeNull();
  });
  it('that a scheme does not import is not counted', () => {
    const used = [{ service: 'admissions' as const, on: '2026-05-01' }];
    expect(useBeforeAfter(cotswold, '2026-06-01', used, '2027-01-01')).toEqual({
      'gp-appointments': { before: 0, after: 0 },
    });
  });
});

describe('the return per pound', () => {
  it('is what less use saves, over what the people cost, with its parts beside it', () => {
    const people = [
      { admissions: { before: 2, after: 1 }, 'a-and-e': { before: 3, after: 3 } },
      { admissions: { before: 0, after: 0 }, 'a-and-e': { before: 1, after: 3 } },
    ];
    expect(returnPerPound(rotherham, people)).toEqual({
      people: 2,
      costPence: 120_000,
      savedPence: 180_000 - 2 * 12_000,
      perPound: 1.3,
    });
  });
  it('is below nought when more was used than before', () => {
    expect(returnPerPound(rotherham, [{ admissions: { before: 0, after: 1 } }])!.perPound).toBe(-3);
  });
  it('is not made up where a scheme has no figures for it, or nobody is counted', () => {
    expect(returnPerPound(cotswold, [{ 'gp-appointments': { before: 4, after: 1 } }])).toBeNull();
    expect(returnPerPound(rotherham, [])).toBeNull();
  });
});
