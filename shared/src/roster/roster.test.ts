import { expect, it } from 'vitest';
import { rosterEntry } from './roster.ts';

const person = (prescribed: object) => ({
  kind: 'person',
  id: 'mary',
  displayName: 'Mary',
  language: null,
  largerText: false,
  linkWorker: 'Priya',
  prescribed: [{ id: 'pa', prescriptionId: 'rx', activityId: 'walk', from: '2026-05-01', attended: [], ...prescribed }],
});

it('a person may be prescribed so many sessions until a day, as hubs have it stored, or without a number and an end', () => {
  const stored = person({ sessions: 12, until: '2026-07-23' });
  expect(rosterEntry.parse(stored)).toEqual(stored);
  const open = person({ sessions: null, until: null });
  expect(rosterEntry.parse(open)).toEqual(open);
});
it('nobody is prescribed no session at all', () => {
  expect(rosterEntry.safeParse(person({ sessions: 0, until: null })).success).toBe(false);
});
