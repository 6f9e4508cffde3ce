import { expect, it } from 'vitest';
import { patientChange } from '../../../paths/wire.ts';
import { faultsOf } from '../form/fields.ts';
import { changeOf, detailFields, detailsOf, unreachable } from './details.ts';

const mary = {
  ...{ id: 'mary', nhsNumber: null, given: 'Mary', family: 'Heron', displayName: 'Mary', born: '1948-09-09' },
  ...{ phone: '01632 960000', email: null, contactBy: 'phone' as const, language: 'pl', largerText: false },
};

it('a form that nobody changed changes nothing, and is right as it is', () => {
  const values = detailsOf(mary);
  expect([changeOf(mary, values), faultsOf(detailFields('2026-06-01'), values), unreachable(values)]).toEqual([
    {},
    [],
    [],
  ]);
});

it('sends only what was changed, and nothing for what was emptied', () => {
  const values = { ...detailsOf(mary), displayName: ' Molly ', phone: '', contactBy: 'not-said', largerText: 'yes' };
  const change = changeOf(mary, values);
  expect(change).toEqual({ displayName: 'Molly', phone: null, contactBy: null, largerText: true });
  expect(patientChange.parse(change)).toEqual(change);
});

it('asks for the number or address by which somebody wants to be reached', () => {
  expect(unreachable({ contactBy: 'text', phone: ' ' })).toMatchObject([{ name: 'phone' }]);
  expect(unreachable({ contactBy: 'email', email: '' })).toMatchObject([{ name: 'email' }]);
  expect(unreachable({ contactBy: 'letter' })).toEqual([]);
});
