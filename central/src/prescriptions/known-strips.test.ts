import { newId } from '@tapwell/shared/ids';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { storeAttendances } from '../ingest/store-attendance.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord, takenBack, visit } from '../testing/record.ts';
import { readPeople } from './people.ts';
import { readPrescriptions } from './read.ts';
import type { WeekCell } from './strip.ts';

const from = { source: 'hub', venueId: 'hall' };
const mondays = ['2026-05-11', '2026-05-18', '2026-05-25', '2026-06-01', '2026-06-08', '2026-06-15'];
const monday = fc.constantFrom(...mondays);
const who = fc.constantFrom('mary', 'ahmed');
/** Before, while and after sessions are held. */
const hour = fc.constantFrom('07:00', '09:30', '10:00', '12:00');

/** What may happen between one look at the list and the next. */
const happening = fc.oneof(
  fc.record({ what: fc.constant('came' as const), who, on: monday, late: fc.boolean() }),
  fc.record({ what: fc.constant('was taken back' as const), who, on: monday }),
  fc.record({ what: fc.constant('record is complete' as const), to: monday, hour }),
  fc.record({ what: fc.constant('it is' as const), on: fc.constantFrom('2026-06-08', '2026-06-15'), hour }),
  fc.record({ what: fc.constant('staff said' as const), on: monday, status: fc.constantFrom('run', 'cancelled') }),
  fc.record({ what: fc.constant('an extra session' as const), on: monday }),
  fc.record({ what: fc.constant('cards unread' as const), on: monday }),
  fc.record({ what: fc.constant('excused' as const), who, on: monday }),
  fc.record({ what: fc.constant('not placed' as const), who, on: monday }),
  fc.record({ what: fc.constant('paused' as const), who, on: monday }),
  fc.record({ what: fc.constant('agreed' as const), who, sessions: fc.constantFrom(1, 2, 12) }),
  fc.record({ what: fc.constant('agreed anew' as const), who, on: monday, sessions: fc.constantFrom(null, 2) }),
  fc.record({ what: fc.constant('at another time' as const), start: fc.constantFrom('10:00', '11:00') }),
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

it('a list that is opened again says what the record says, whatever happened since', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 12 }), async (all) => {
      const db = await smallRecord();
      let now = new Date('2026-06-09T12:00:00Z');
      await storeAttendances(
        db,
        mondays.slice(0, 4).map((on) => visit({ personId: 'ahmed' }, on)),
        from,
        now,
      );
      await complete(db, '2026-06-09T00:00:00.000Z');
      expect(await asList(db, now)).toEqual(await asPage(db, now));
      for (const one of all) {
        if (one.what === 'it is') now = new Date(`${one.on}T${one.hour}:00Z`);
        else await happen(db, one, now);
        expect(await asList(db, now), JSON.stringify(one)).toEqual(await asPage(db, now));
        // And once more, from what is remembered now.
        expect(await asList(db, now)).toEqual(await asPage(db, now));
      }
      await db.destroy();
    }),
    { numRuns: 60 },
  );
}, 120_000);

async function happen(db: CentralDb, one: Happening, now: Date): Promise<void> {
  switch (one.what) {
    case 'came':
      await storeAttendances(db, [visit({ personId: one.who, late: one.late }, one.on)], from, now);
      return;
    case 'was taken back': {
      const first = visit({ personId: one.who }, one.on);
      await storeAttendances(db, [first], from, now);
      await storeAttendances(db, [takenBack(first)], from, now);
      return;
    }
    case 'record is complete':
      return complete(db, `${one.to}T${one.hour}:00.000Z`);
    case 'staff said':
      return say(db, `walk@${one.on}T10:00`, one.on, one.status, 0);
    case 'an extra session':
      return say(db, `walk@${one.on}T17:00`, one.on, 'planned', 1);
    case 'cards unread': {
      const gap = { from_at: `${one.on}T08:30:00.000Z`, to_at: `${one.on}T09:30:00.000Z` };
      await db
        .insertInto('kiosk_gap')
        .values({ id: newId(), hub_id: 'hub', ...gap })
        .execute();
      return;
    }
    case 'excused': {
      const ids = {
        patient_id: one.who,
        session_id: `walk@${one.on}T10:00`,
        prescribed_activity_id: `${one.who}-walk`,
      };
      const said = { hub_id: 'hub', version: 0, fact_id: newId(), state: 'excused', reason: null };
      await db
        .insertInto('excuse')
        .values({ ...ids, ...said, by_id: 'rosa', by_name: 'Rosa' })
        .onConflict((c) => c.doNothing())
        .execute();
      return;
    }
    case 'not placed': {
      const tap = { id: newId(), patient_id: one.who, venue_id: 'hall', at: `${one.on}T08:50:00.000Z` };
      await db.insertInto('unplaced_tap').values(tap).execute();
      return;
    }
    case 'paused': {
      const id = newId();
      const recordedAt = `${one.on}T09:00:00.000Z`;
      const by = { id: 'priya', name: 'Priya' };
      const body = { kind: 'paused', id, on: one.on, recordedAt, by, corrects: null, why: null, until: null };
      const row = { id, path_id: `rx-${one.who}`, kind: 'paused', on_date: one.on, recorded_at: recordedAt };
      await db
        .insertInto('path_event')
        .values({ ...row, body: JSON.stringify(body) })
        .execute();
      return;
    }
    case 'agreed':
      await db
        .updateTable('prescribed_activity')
        .set({ sessions: one.sessions })
        .where('id', '=', `${one.who}-walk`)
        .execute();
      return;
    case 'agreed anew': {
      const span = { from: '2026-05-11', until: '2026-05-17', perWeek: 1, sessions: one.sessions };
      const agreed = JSON.stringify([span, { ...span, from: one.on, until: null, perWeek: 2 }]);
      await db.updateTable('prescribed_activity').set({ agreed }).where('id', '=', `${one.who}-walk`).execute();
      return;
    }
    case 'at another time': {
      const weekly = [{ weekday: 1, start: one.start, minutes: 60 }];
      const schedule = { zone: 'Europe/London', weekly, extra: [], from: '2026-01-01', until: null };
      await db
        .updateTable('activity')
        .set({ schedule: JSON.stringify(schedule) })
        .execute();
    }
  }
}

async function complete(db: CentralDb, to: string): Promise<void> {
  await db.updateTable('hub').set({ synced_through: to }).execute();
}

async function say(db: CentralDb, session: string, on: string, status: string, extra: number): Promise<void> {
  const start = extra ? '16:00' : '09:00';
  const times = { session_start: `${on}T${start}:00.000Z`, session_end: `${on}T${start.slice(0, 2)}:45:00.000Z` };
  const row = {
    hub_id: 'hub',
    activity_id: 'walk',
    version: 0,
    fact_id: newId(),
    status,
    reason: null,
    extra,
    guests: 0,
  };
  await db
    .insertInto('session_day')
    .values({ session_id: session, ...times, ...row, by_id: 'rosa', by_name: 'Rosa' } as never)
    .onConflict((c) => c.columns(['session_id', 'hub_id']).doUpdateSet({ status }))
    .execute();
}

/** Weeks as lists show them, with what is remembered. */
async function asList(db: CentralDb, now: Date) {
  const held = ['ahmed', 'mary'].map((id) => ({
    ...{ id: `rx-${id}`, schemeId: 'scheme', linkWorker: null, openedOn: '2026-05-11', endedOn: null, cover: null },
    patient: { id, given: id, family: 'Test', displayName: id },
  }));
  const people = await readPeople(db, held, now);
  return people.map(({ activities }) =>
    activities.map(({ attended, weeks }) => ({ attended, weeks: weeks.map(told) })),
  );
}

/** The same as a person’s page shows them: worked out each time. */
async function asPage(db: CentralDb, now: Date) {
  const both = await readPrescriptions(db, { pathIds: ['rx-ahmed', 'rx-mary'] }, now);
  return both.map(({ activities }) => activities.map(({ attended, weeks }) => ({ attended, weeks: weeks.map(told) })));
}

function told({ from, to, state, why, expected, attended, sessions }: WeekCell<unknown>) {
  return { from, to, state, why, expected, attended, sessions: sessions.map((s) => [s.startsAt, s.state, s.why]) };
}
