import type { HubReport } from '@tapwell/shared/facts/hub-report';
import { newId } from '@tapwell/shared/ids';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { askAgain, endDevice } from '../devices/devices.ts';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { readPrescriptions } from '../prescriptions/read.ts';
import { deviceStore } from '../store/devices.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord, visit } from '../testing/record.ts';
import { keepReport } from './keep-report.ts';

const MONDAYS = ['2026-05-11', '2026-05-18', '2026-05-25', '2026-06-01', '2026-06-08', '2026-06-15'];
const at = (day: string) => new Date(`${day}T00:00:00.000Z`);
const latest = (a: Date, b: Date) => new Date(Math.max(a.getTime(), b.getTime()));
const later = (date: Date, days: number) => new Date(date.getTime() + days * 86_400_000);

let db: CentralDb;
afterEach(() => db?.destroy());

/** The walk ran every Monday: Ahmed came. What is on record of Mary is what the test puts there. */
async function walking(): Promise<void> {
  db = await smallRecord();
  await storeAttendances(
    db,
    MONDAYS.map((day) => visit({ personId: 'ahmed' }, day)),
    { source: 'hub', venueId: 'hall' },
    at('2026-06-16'),
  );
  await db.updateTable('hub').set({ first_paired_at: '2026-05-01T00:00:00.000Z' }).execute();
}

function reports(now: Date, own: Partial<HubReport> = {}): Promise<void> {
  const report: HubReport = {
    ...{ syncedThrough: now.toISOString(), kiosks: [], rosterCursor: 0, rosterAt: null, oldestWaiting: null },
    ...{ waiting: 0, quarantined: 0, version: 'test', ...own },
  };
  return keepReport(db, 'hub', report, now);
}

async function marys(now: Date): Promise<string[]> {
  const [mary] = await readPrescriptions(db, { id: 'rx-mary' }, now);
  return mary!.activities[0]!.weeks.slice(0, MONDAYS.length).map((week) => week.state);
}

async function pairAgain(now: Date): Promise<string> {
  const hash = newId();
  await db
    .insertInto('pairing_code')
    .values({ hash, hub_id: 'hub', expires_at: later(now, 1).toISOString(), used_at: null })
    .execute();
  return (await deviceStore(db).redeemCode(hash, { kty: 'EC' }, 'Box', now))!;
}

describe('what a hub was asked to send again', () => {
  const asked = at('2026-06-16');
  const resentFor = asked.toISOString();
  const restored = async (since: string) => {
    await walking();
    await reports(at('2026-06-16'));
    await askAgain(db, 'operator', { since: `${since}T00:00:00.000Z`, hubId: null }, asked);
  };

  it('and no longer held stays unknown: nobody is called absent for it', async () => {
    await restored('2026-05-14');
    await reports(later(asked, 1), { resentFor, holdsSince: '2026-06-05T00:00:00.000Z' });
    expect(await marys(later(asked, 1))).toEqual(['missed', 'no-data', 'no-data', 'no-data', 'missed', 'missed']);
  });
  it('is complete again where it still held all of it', async () => {
    await restored('2026-05-14');
    await reports(later(asked, 1), { resentFor, holdsSince: '2026-05-02T00:00:00.000Z' });
    expect(await marys(later(asked, 1))).toEqual(MONDAYS.map(() => 'missed'));
  });
  it('stays unknown where an older hub does not say what it held, or its clock says impossible things', async () => {
    for (const holdsSince of [undefined, '2031-01-01T00:00:00.000Z']) {
      await restored('2026-05-28');
      await reports(asked, { resentFor, ...(holdsSince && { holdsSince }) });
      expect(await marys(later(asked, 1))).toEqual(['missed', 'missed', 'missed', 'no-data', 'no-data', 'no-data']);
      // What comes after is known as ever.
      await reports(later(asked, 30), { resentFor, ...(holdsSince && { holdsSince }) });
      expect(await db.selectFrom('kiosk_gap').select('why').execute()).toEqual([{ why: 'not-held' }]);
    }
  });
  it('is asked of a hub that is new, too: before it was there nothing is unknown', async () => {
    await walking();
    await db.updateTable('hub').set({ first_paired_at: null, synced_through: null }).execute();
    await askAgain(db, 'operator', { since: '2026-05-14T00:00:00.000Z', hubId: null }, asked);
    await pairAgain(asked);
    await reports(asked, { resentFor, holdsSince: later(asked, -0.001).toISOString() });
    expect(await db.selectFrom('kiosk_gap').selectAll().execute()).toEqual([]);
  });
});

describe('a hub that is paired again', () => {
  const [old, other] = ['a'.repeat(32), 'b'.repeat(32)];
  const paired = async (before: Partial<HubReport>, after: Partial<HubReport>) => {
    await walking();
    await reports(at('2026-05-14'), before);
    await pairAgain(at('2026-06-03'));
    // While it says nothing yet, nothing is known of it.
    expect(await marys(at('2026-06-16'))).toEqual(['missed', ...Array(5).fill('no-data')]);
    await reports(at('2026-06-03'), { ...after, syncedThrough: null });
    await reports(at('2026-06-16'), after);
    return marys(at('2026-06-16'));
  };
  const unknown = ['missed', 'no-data', 'no-data', 'no-data', 'missed', 'missed'];

  it('and still has its store has lost nothing: what it kept meanwhile is on its way', async () => {
    expect(await paired({ storeId: old }, { storeId: old })).toEqual(MONDAYS.map(() => 'missed'));
    expect(await db.selectFrom('kiosk_gap').selectAll().execute()).toEqual([]);
  });
  it('with another store is another machine: what the first had not handed over is not known', async () => {
    expect(await paired({ storeId: old }, { storeId: other })).toEqual(unknown);
    expect(await db.selectFrom('kiosk_gap').select('why').execute()).toEqual([{ why: 'replaced' }]);
    const [mary] = await readPrescriptions(db, { id: 'rx-mary' }, at('2026-06-16'));
    const { why } = mary!.activities[0]!.weeks[1]!.sessions[0]!;
    expect(why).toBe('What the hub of this venue knew of that time was lost.');
  });
  it('and does not say, or did not say before, may be another machine', async () => {
    expect(await paired({}, { storeId: old })).toEqual(unknown);
    expect(await paired({ storeId: old }, {})).toEqual(unknown);
  });
  it('after it was taken out of use, with its store, has lost nothing either', async () => {
    await walking();
    const device = await pairAgain(at('2026-05-01'));
    await reports(at('2026-05-14'), { storeId: old });
    await endDevice(db, 'amira', device, at('2026-05-20'));
    await pairAgain(at('2026-06-03'));
    await reports(at('2026-06-16'), { storeId: old });
    expect(await marys(at('2026-06-16'))).toEqual(MONDAYS.map(() => 'missed'));
  });
});

describe('a hub that is taken out of use', () => {
  it('leaves a gap from what it last handed over till then, and no shadow on the other hub of its venue', async () => {
    await walking();
    const second = { id: 'second', name: 'Second', venue_id: 'hall', scheme_id: 'scheme', roster_stale: 1 };
    const heard = { synced_through: '2026-06-16T00:00:00.000Z', last_seen: null, report: null, roster_day: null };
    await db
      .insertInto('hub')
      .values({ ...second, ...heard })
      .execute();
    const device = await pairAgain(at('2026-05-01'));
    await reports(at('2026-05-20'));
    const now = at('2026-06-16');
    expect(await marys(now)).toEqual(['missed', 'missed', 'no-data', 'no-data', 'no-data', 'no-data']);
    await endDevice(db, 'amira', device, at('2026-06-03'));
    expect(await marys(now)).toEqual(['missed', 'missed', 'no-data', 'no-data', 'missed', 'missed']);
  });
  it('is the word on its venue where there is no other: nothing is known since', async () => {
    await walking();
    const device = await pairAgain(at('2026-05-01'));
    await reports(at('2026-05-20'));
    await endDevice(db, 'amira', device, at('2026-06-03'));
    const known = ['missed', 'missed', 'no-data', 'no-data', 'no-data', 'no-data'];
    expect(await marys(at('2026-06-16'))).toEqual(known);
    // In use again it is waited for as ever.
    await pairAgain(at('2026-06-05'));
    await reports(at('2026-06-16'), { syncedThrough: '2026-06-12T00:00:00.000Z' });
    expect(await marys(at('2026-06-16'))).toEqual([...known.slice(0, 4), 'missed', 'no-data']);
  });
});

describe('whatever happened to hub and record', () => {
  const day = fc.integer({ min: 0, max: 45 }).map((days) => later(at('2026-05-05'), days));
  const story = fc.record({
    /** When the hub last reached central before the backup; when that was made; when all was put right. */
    days: fc.tuple(day, day, day).map((days) => days.sort((a, b) => a.getTime() - b.getTime())),
    keepDays: fc.integer({ min: 1, max: 60 }),
    /** A new machine in its place, since the backup. */
    replaced: fc.option(fc.nat(20)),
    saysWhatItHolds: fc.boolean(),
    came: fc.subarray(MONDAYS),
  });

  it('nobody who came is called missed after a restore, and what is still known is known', async () => {
    await walking();
    const hub = await db.selectFrom('hub').selectAll().executeTakeFirstOrThrow();
    await fc.assert(
      fc.asyncProperty(story, async ({ days, keepDays, replaced, saysWhatItHolds, came }) => {
        const [reached, backup, mended] = days as [Date, Date, Date];
        const now = later(mended, 1);
        await db.deleteFrom('kiosk_gap').execute();
        await db.deleteFrom('attendance').where('patient_id', '=', 'mary').execute();
        await db.updateTable('hub').set(hub).execute();
        await reports(reached);
        // What central had of Mary when the backup was made.
        const arrived = (date: string) => new Date(`${date}T08:58:00.000Z`);
        const known = came.filter((date) => arrived(date) <= reached);
        // What the machine at the venue holds: nothing from before it was there, nor what is too old and was sent.
        const born = replaced === null ? at('2026-05-01') : later(backup, replaced);
        const purged = later(mended, -keepDays);
        const holdsSince = latest(born, purged);
        await askAgain(db, 'operator', { since: later(backup, -1).toISOString(), hubId: null }, mended);
        if (replaced !== null) await pairAgain(latest(born, mended));
        const resent = came.filter((date) => arrived(date) >= holdsSince && arrived(date) <= now);
        const visits = [...new Set([...known, ...resent])].map((date) => visit({}, date));
        if (visits.length > 0) await storeAttendances(db, visits, { source: 'hub', venueId: 'hall' }, now);
        await reports(now, {
          resentFor: mended.toISOString(),
          ...(saysWhatItHolds && { holdsSince: holdsSince.toISOString() }),
        });
        const states = await marys(now);
        const over = MONDAYS.filter((date) => at(date) < later(now, -1));
        for (const [i, date] of over.entries()) {
          if (came.includes(date)) expect([date, states[i]]).not.toEqual([date, 'missed']);
          // Before the backup was asked from nothing was lost.
          else if (arrived(date) < later(reached, -2)) expect([date, states[i]]).toEqual([date, 'missed']);
          else if (saysWhatItHolds && replaced === null && arrived(date) > later(holdsSince, 1))
            expect([date, states[i]]).toEqual([date, 'missed']);
        }
      }),
      { numRuns: 40 },
    );
  });
});
