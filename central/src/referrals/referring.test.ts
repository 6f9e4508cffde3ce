import { expect, it } from 'vitest';
import { schemeRow, shippedPolicy } from '../directory/scheme-row.ts';
import { referringTo } from './referring.ts';

const LATE = new Date('2026-07-14T23:30:00.000Z');
const luton = schemeRow(shippedPolicy('luton'), 'Europe/London');
const abroad = schemeRow(shippedPolicy('big-local'), 'America/New_York');

it('half past midnight in July a referral of today can be put on record, by the scheme’s own day', () => {
  const { schemes } = referringTo([luton, abroad], null, LATE);
  expect(schemes.map(({ id, today }) => [id, today])).toEqual([
    [luton.id, '2026-07-15'],
    [abroad.id, '2026-07-14'],
  ]);
  expect(referringTo([luton, abroad], abroad.id, LATE).schemes).toHaveLength(1);
});
