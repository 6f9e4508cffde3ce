import { SCREEN_LANGUAGES } from '@tapwell/shared/roster/languages';
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
  expect([changeOf(mary, values), faultsOf(detailFields('2026-06-01', 'pl'), values), unreachable(values)]).toEqual([
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

it('puts an NHS number on record however it is written, and one that is none is said beside its field', () => {
  const values = { ...detailsOf(mary), nhsNumber: ' 999-000 0018 ' };
  expect(faultsOf(detailFields('2026-06-01', 'pl'), values)).toEqual([]);
  const change = changeOf(mary, values);
  expect(patientChange.parse(change)).toEqual({ nhsNumber: '9990000018' });
  const known = { ...mary, nhsNumber: '9990000018' };
  expect(detailsOf(known).nhsNumber).toBe('999\u00a0000\u00a00018');
  expect(changeOf(known, detailsOf(known))).toEqual({});
  expect(changeOf(known, { ...detailsOf(known), nhsNumber: '' })).toEqual({ nhsNumber: null });
  expect(faultsOf(detailFields('2026-06-01', 'pl'), { ...values, nhsNumber: '999 000 0019' })).toEqual([
    { name: 'nhsNumber', says: 'This is not an NHS number: please check its ten digits.' },
  ]);
});

it('a language is one that the screen at venues speaks, none, or the one that is on record', () => {
  const offered = (language: string | null) => {
    const field = detailFields('2026-06-01', language).find(({ name }) => name === 'language')!;
    return field.is === 'select' ? field.options.map(({ value }) => value) : [];
  };
  expect(offered(null)).toEqual([...SCREEN_LANGUAGES, 'not-said']);
  expect(offered('pl')).toEqual(offered(null));
  expect(offered('so')).toEqual([...SCREEN_LANGUAGES, 'so', 'not-said']);
  expect(changeOf(mary, { ...detailsOf(mary), language: 'gu' })).toEqual({ language: 'gu' });
  expect(changeOf(mary, { ...detailsOf(mary), language: 'not-said' })).toEqual({ language: null });
});

it('asks for the number or address by which somebody wants to be reached', () => {
  expect(unreachable({ contactBy: 'text', phone: ' ' })).toMatchObject([{ name: 'phone' }]);
  expect(unreachable({ contactBy: 'email', email: '' })).toMatchObject([{ name: 'email' }]);
  expect(unreachable({ contactBy: 'letter' })).toEqual([]);
});
