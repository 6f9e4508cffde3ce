import { addDays } from '@tapwell/shared/path/dates';
import { ACTIVITY_SOURCES } from '@tapwell/shared/scheme/words';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord } from '../testing/record.ts';
import { workspaceOf } from '../testing/signed-in.ts';
import { activityRow, providerRow, venueRow } from './entries.ts';
import { fromHsds, Refused } from './hsds/from-hsds.ts';
import { givenService } from './hsds/given.ts';
import { planImport } from './hsds/plan-import.ts';
import { type DirectoryRows, toHsds } from './hsds/to-hsds.ts';
import type { ImportPreview } from './import-wire.ts';
import { activityEntry, providerEntry, venueEntry } from './wire.ts';

const AREAS = ['Social activity', 'Volunteering'];
const TODAY = '2026-06-01';
const defaults = { areas: AREAS, area: null, kind: 'provider' as const, zone: 'Europe/London', today: TODAY };
const nothing: DirectoryRows = { providers: [], venues: [], activities: [], areas: AREAS, changed: new Map() };

const words = (most = 40) =>
  fc.option(fc.stringMatching(/^[A-Za-zé£’ ,.-]*[A-Za-z]$/, { maxLength: most }), { nil: null });
const named = fc.stringMatching(/^[A-Z][a-z]{1,12}( [A-Z][a-z]{1,8})?$/);
const date = fc.integer({ min: 0, max: 900 }).map((n) => addDays('2025-06-02', n));
const start = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((t) => t.map((n) => `${n}`.padStart(2, '0')).join(':'));
const minutes = fc.integer({ min: 5, max: 1440 });
const email = fc.constantFrom(null, 'hello@example.org');
const url = fc.constantFrom(null, 'https://clubs.example/walk');
const anyProvider = fc.record({
  ...{ name: named, kind: fc.constantFrom(...ACTIVITY_SOURCES), description: words(), url, email, phone: words(20) },
  ...{ accreditedFrom: fc.constantFrom(null, '2025-01-01'), accreditedUntil: fc.option(date, { nil: null }) },
});
const anyVenue = fc.record({
  ...{
    name: named,
    zone: fc.constantFrom('Europe/London', 'Europe/Paris'),
    address: words(),
    town: words(),
    postcode: words(8),
  },
  ...{ latitude: fc.constantFrom(null, 51.88), longitude: fc.constantFrom(null, -0.42), accessibility: words() },
});
const anyActivity = fc.record({
  ...{
    name: named,
    area: fc.constantFrom(...AREAS),
    room: words(),
    description: words(),
    url,
    email,
    phone: words(20),
  },
  ...{ cost: words(), eligibility: words(), minAge: fc.constantFrom(null, 0, 18), maxAge: fc.constantFrom(null, 65) },
  languages: fc.uniqueArray(fc.constantFrom('en', 'pl', 'ur', 'zh-Hant')),
  ...{ accessibility: words(), earlyMinutes: fc.integer({ min: 0, max: 240 }), lateAfterMinutes: fc.constant(15) },
  ...{
    timed: fc.boolean(),
    inGroup: fc.boolean(),
    capacity: fc.option(fc.integer({ min: 1, max: 99 }), { nil: null }),
  },
  schedule: fc
    .record({
      weekly: fc.array(
        fc.record({ weekday: fc.integer({ min: 1, max: 7 }), start, minutes, every: fc.constantFrom(undefined, 2, 3) }),
        { maxLength: 3 },
      ),
      extra: fc.array(fc.record({ date, start, minutes }), { maxLength: 2 }),
      from: date,
      length: fc.option(fc.integer({ min: 60, max: 400 }), { nil: null }),
      cancelled: fc.array(fc.record({ date }), { maxLength: 2 }),
    })
    .map(({ length, ...plan }) => ({
      ...plan,
      zone: 'Europe/London',
      until: length === null ? null : addDays(plan.from, length),
    })),
});
const empty = { external_id: null, withdrawn_on: null };
const directory = fc
  .record({ provider: anyProvider, venue: anyVenue, activities: fc.array(anyActivity, { minLength: 1, maxLength: 3 }) })
  .map(
    ({ provider, venue, activities }): DirectoryRows => ({
      ...nothing,
      providers: [{ ...providerRow('club', providerEntry.parse(provider)), ...empty }],
      venues: [{ ...venueRow('hall', venueEntry.parse(venue)), external_id: null }],
      activities: activities.map((a, i) => ({
        ...activityRow(`walk-${i}`, activityEntry.parse({ ...a, providerId: 'club', venueId: 'hall' })),
        ...empty,
      })),
    }),
  );
const exported = (rows: DirectoryRows) => JSON.parse(JSON.stringify(toHsds(rows, TODAY)));
const imported = (content: unknown): DirectoryRows => {
  const plan = planImport(content, nothing, defaults);
  expect(plan.lines.filter((line) => line.is === 'left-out')).toEqual([]);
  return {
    ...nothing,
    providers: [...plan.providers].map(([id, entry]) => ({ ...providerRow(id, entry), ...empty })),
    venues: [...plan.venues].map(([id, entry]) => ({ ...venueRow(id, entry), external_id: null })),
    activities: [...plan.activities].map(([id, entry]) => ({ ...activityRow(id, entry), ...empty })),
  };
};

describe('a directory that goes out and comes in', () => {
  it('goes out again as the same, every id and every time of it', () => {
    fc.assert(
      fc.property(directory, (rows) => {
        const first = exported(rows);
        expect(exported(imported(first))).toEqual(first);
      }),
      { numRuns: 60 },
    );
  });
  it('changes nothing where it came from', () => {
    fc.assert(
      fc.property(directory, (rows) => {
        const plan = planImport(exported(rows), rows, defaults);
        expect(plan.lines.flatMap((line) => line.fields)).toEqual([]);
        expect([plan.providers.size, plan.venues.size, plan.activities.size]).toEqual([0, 0, 0]);
      }),
      { numRuns: 60 },
    );
  });
});

/** As another directory might give it. */
const foreign = (part: object = {}) => ({
  id: 'ac148810-d857-441c-9679-408f346de14b',
  name: 'Tea and talk',
  status: 'active',
  something_new: { nobody: 'knows' },
  organization: { id: 'd9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610', name: 'Kettle Club' },
  schedules: [{ id: 'x', freq: 'WEEKLY', byday: 'TH,FR', opens_at: '10:00:00', closes_at: '12:00:00+01:00' }],
  service_at_locations: [
    {
      location: {
        id: '3a19ff88-4620-4d17-9830-ac1d859eb5d5',
        name: 'Library',
        addresses: [{ postal_code: 'LU2 2BB' }],
      },
    },
  ],
  cost_options: [{ option: 'Over 60s', amount: 2.5, amount_description: 'a visit' }],
  contacts: [{ name: 'Ann Persona', phones: [{ number: '01632 960002' }] }],
  attributes: [{ taxonomy_term: { name: 'social ACTIVITY' } }],
  ...part,
});
const read = (part: object = {}) => fromHsds(givenService.parse(foreign(part)), defaults);

describe('a service of somebody else’s directory', () => {
  it('is read as far as we know it, without names of people', () => {
    const { activity, venue, notes } = read();
    expect(activity.entry).toMatchObject({
      area: 'Social activity',
      cost: 'Over 60s £2.50 a visit',
      phone: '01632 960002',
      schedule: {
        weekly: [
          { weekday: 4, start: '10:00', minutes: 120 },
          { weekday: 5, start: '10:00', minutes: 120 },
        ],
        from: TODAY,
        until: null,
      },
    });
    expect(venue.entry).toMatchObject({ name: 'Library', postcode: 'LU2 2BB' });
    expect(notes).toEqual([]);
    expect(JSON.stringify(read())).not.toContain('Persona');
  });
  it.each([
    ['of a day of the month', { freq: 'MONTHLY', byday: '2MO', opens_at: '10:00', closes_at: '11:00' }],
    ['without an end', { freq: 'WEEKLY', byday: 'MO', opens_at: '10:00' }],
    ['of a day nobody knows', { freq: 'WEEKLY', byday: 'XX', opens_at: '10:00', closes_at: '11:00' }],
  ])('has times %s named for a person to add', (_, schedule) => {
    const { activity, notes } = read({ schedules: [schedule] });
    expect(activity.entry.schedule.weekly).toEqual([]);
    expect(notes).toEqual(['Some of its times cannot be read: please add them by hand.']);
  });
  it('loses an address that would run something, not itself', () => {
    expect(read({ url: 'javascript:alert(1)', email: 'nobody' }).activity.entry).toMatchObject({
      url: null,
      email: null,
    });
  });
  it('is refused without a place, and without an area unless one is chosen for such', () => {
    expect(() => read({ service_at_locations: [] })).toThrow(Refused);
    expect(() => read({ attributes: [] })).toThrow(
      'It belongs to none of this scheme’s areas: Social activity; Volunteering.',
    );
    const chosen = fromHsds(givenService.parse(foreign({ attributes: [] })), { ...defaults, area: 'Volunteering' });
    expect(chosen.activity.entry.area).toBe('Volunteering');
  });
  it('that is broken, twice there, or closed is left out with the reason, and the others are not', () => {
    const plan = planImport(
      {
        contents: [
          foreign(),
          foreign(),
          { name: 'Odd' },
          foreign({ id: 'ac148810-d857-441c-9679-408f346de14c', status: 'defunct' }),
        ],
      },
      nothing,
      defaults,
    );
    expect(plan.lines.map((line) => [line.is, line.notes[0]])).toEqual([
      ['new', undefined],
      ['left-out', 'It is in the file twice.'],
      ['left-out', expect.stringMatching(/^“id” cannot be read/)],
      ['left-out', 'Its status is “defunct”: it is not offered.'],
    ]);
  });
  it('never makes planning fail, whatever is in the file', () => {
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.record({ contents: fc.array(fc.oneof(fc.jsonValue(), fc.constant(foreign()))) }),
    );
    fc.assert(
      fc.property(odd, (content) => {
        try {
          planImport(content, nothing, defaults);
        } catch (error) {
          expect(error).toBeInstanceOf(Refused);
        }
      }),
    );
  });
});

describe('importing a directory', () => {
  let db: CentralDb;
  let tessa: Awaited<ReturnType<ReturnType<typeof workspaceOf>['as']>>;
  beforeEach(async () => {
    db = await smallRecord();
    tessa = await workspaceOf(db).as({ id: 'tessa', role: 'team-lead' });
  });
  const text = JSON.stringify([foreign()]);
  const preview = async (of = text) =>
    (await tessa.post('/directory/imports/preview', { text: of }).expect(200)).body as ImportPreview;
  const send = ({ id, hash, rows }: ImportPreview, of = text) =>
    tessa.post('/directory/imports', { text: of, id, hash, rows });
  const activities = async () =>
    (await db.selectFrom('activity').select('name').orderBy('name').execute()).map((a) => a.name);

  it('keeps nothing of a preview, and takes in what was seen, once however often it is sent', async () => {
    const seen = await preview();
    expect(seen).toMatchObject({ rows: 3, lines: [{ line: 1, name: 'Tea and talk', is: 'new' }] });
    expect(await activities()).toEqual(['Walk']);
    await send(seen).expect(200, { rows: 3 });
    await send(seen).expect(200, { rows: 3 });
    expect(await activities()).toEqual(['Tea and talk', 'Walk']);
    expect(await db.selectFrom('directory_change').select('by_id').execute()).toHaveLength(3);
    expect(await preview()).toMatchObject({ rows: 0, lines: [{ is: 'same' }] });
  });
  it('changes what came before by its id, and leaves alone what the standard has no place for', async () => {
    await send(await preview()).expect(200);
    await db.updateTable('activity').set({ room: 'Room 2', capacity: 9 }).where('name', '=', 'Tea and talk').execute();
    const later = JSON.stringify([foreign({ name: 'Tea, talk and toast' })]);
    const seen = await preview(later);
    expect(seen.lines).toMatchObject([{ is: 'changed', fields: ['name'] }]);
    await send(seen, later).expect(200);
    expect(
      await db.selectFrom('activity').select(['name', 'room', 'capacity']).where('room', 'is not', null).execute(),
    ).toEqual([{ name: 'Tea, talk and toast', room: 'Room 2', capacity: 9 }]);
  });
  it('refuses another file than was looked at, and a directory that has changed since', async () => {
    const seen = await preview();
    await send(seen, JSON.stringify([foreign({ name: 'Something else' })])).expect(409);
    await send(await preview()).expect(200);
    await send(seen).expect(409);
    await tessa.post('/directory/imports/preview', { text: 'no json' }).expect(400);
    await tessa.post('/directory/imports/preview', { text: '{"pages": []}' }).expect(400);
  });
  it('of what it exported itself changes nothing', async () => {
    const { text: own } = await tessa.get('/directory/export').expect(200);
    expect(await preview(own)).toMatchObject({ rows: 0, lines: [{ name: 'Walk', is: 'same' }] });
  });
});
