import { beforeEach, describe, expect, it } from 'vitest';
import { newSchemeKeys } from '../keys/scheme-keys.ts';
import { rosterFeed } from '../roster/feed.ts';
import { issueClientToken } from '../store/devices.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord } from '../testing/record.ts';
import { askAgain, devicesView, endDevice, newHubCode, VERSION } from './devices.ts';
import { troublesOf } from './troubles.ts';
import type { HubFacts } from './wire.ts';

const now = new Date('2026-06-01T12:00:00.000Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();
const kiosk = { id: 'k', name: 'Front door', ready: true, why: null, lastSeen: ago(1), waiting: 0 };
const well: HubFacts = {
  deviceId: 'd',
  known: true,
  lastSeen: ago(1),
  savedThrough: ago(1),
  version: VERSION,
  rosterUpToDate: true,
  rosterAskedAt: ago(1),
  waiting: 0,
  oldestWaiting: null,
  quarantined: 0,
  clockAheadMs: 900,
  diskFreeBytes: 20e9,
  kiosks: [kiosk],
  resend: null,
  unknown: [],
};
const says = (part: Partial<HubFacts>) =>
  troublesOf({ ...well, ...part }, now, VERSION).map((t) => `${t.level}: ${t.what}`);

describe('what is wrong with a hub', () => {
  it('is nothing when all is well', () => expect(says({})).toEqual([]));
  it.each<[string, Partial<HubFacts>, string[]]>([
    ['never connected', { deviceId: null, known: false }, ['attention: It was never connected.']],
    ['taken out of use', { deviceId: null }, ['attention: It was taken out of use.']],
    ['silent for a while', { lastSeen: ago(180), quarantined: 3 }, ['attention: Not heard of for 3 hours.']],
    ['silent for days', { lastSeen: ago(4 * 1440) }, ['fault: Not heard of for 4 days.']],
    ['a slow clock', { clockAheadMs: -600_000 }, ['fault: Its clock is 10 minutes slow.']],
    ['little space', { diskFreeBytes: 50e6 }, ['fault: Only 50 MB of space left.']],
    ['no kiosk', { kiosks: [] }, ['attention: No kiosk is connected to it.']],
    [
      'a reader that is not there, before what can wait',
      { quarantined: 1, kiosks: [{ ...kiosk, ready: false, why: 'It is not plugged in.' }] },
      [
        'fault: Kiosk “Front door” cannot read cards. It is not plugged in.',
        'attention: 1 thing is set aside for staff.',
      ],
    ],
    [
      'days that nobody can send any more',
      { unknown: ['from 1 May 2026 to 14 May 2026'] },
      ['attention: Visits from 1 May 2026 to 14 May 2026 may be missing here: what the hub knew of them is gone.'],
    ],
    ['an older version', { version: '0.0.9' }, [`attention: It runs version 0.0.9, central ${VERSION}.`]],
    [
      'an old roster',
      { rosterUpToDate: false, rosterAskedAt: ago(61) },
      ['fault: It has not asked for its list of people for 61 minutes.'],
    ],
    ['a roster that is being told', { rosterUpToDate: false }, []],
    [
      'facts that do not go',
      { waiting: 5, oldestWaiting: ago(300) },
      ['attention: 5 facts wait there, the oldest for 5 hours.'],
    ],
    [
      'a question still open',
      { resend: { since: ago(900), doneAt: null } },
      ['attention: It has not sent again yet what central lost.'],
    ],
  ])('%s', (_, part, expected) => expect(says(part)).toEqual(expected));
});

describe('devices', () => {
  let db: CentralDb;
  beforeEach(async () => {
    db = await smallRecord();
    return () => db.destroy();
  });
  const actions = async () => (await db.selectFrom('audit').select(['action', 'actor']).execute()).map((a) => a.action);

  it('lists hubs with what they last said, the worst first, and programs; revoking ends either', async () => {
    await db.insertInto('venue').values({ id: 'annexe', name: 'Annexe', zone: 'Europe/London' }).execute();
    await db
      .insertInto('hub')
      .values({
        ...{ id: 'hub-2', name: 'Hub 2', venue_id: 'annexe', scheme_id: 'scheme', synced_through: ago(1) },
        ...{ last_seen: ago(0), roster_stale: 0, roster_day: null },
        report: JSON.stringify({
          ...{
            syncedThrough: ago(1),
            rosterCursor: 0,
            rosterAt: ago(1),
            waiting: 0,
            quarantined: 0,
            oldestWaiting: null,
          },
          ...{ version: VERSION, now: ago(5), diskFreeBytes: 9e9 },
          kiosks: [{ id: 'k', name: 'Door', reader: 'not-ready', why: 'Unplugged.', lastSeen: ago(1), waiting: 2 }],
        }),
      })
      .execute();
    const device = { kind: 'hub', name: 'h', scopes: 'write', public_jwk: '{}', revoked_at: null };
    await db
      .insertInto('device')
      .values({ ...device, id: 'd2', hub_id: 'hub-2' })
      .execute();
    await issueClientToken(db, 'Research', 'read', new Date(now.getTime() + 1000));
    const view = await devicesView(db, now);
    expect(view.hubs.map((hub) => [hub.venue, hub.troubles.length])).toEqual([
      ['Annexe', 2],
      ['Hall', 1],
    ]);
    expect(view.hubs[0]).toMatchObject({ clockAheadMs: -300_000, kiosks: [{ ready: false, waiting: 2 }] });
    expect(view.programs).toEqual([expect.objectContaining({ name: 'Research', may: 'reads' })]);
    await endDevice(db, 'ada', 'd2', now);
    await endDevice(db, 'ada', view.programs[0]!.id, now);
    await expect(endDevice(db, 'ada', 'd2', now)).rejects.toMatchObject({ status: 404 });
    expect((await devicesView(db, now)).programs).toEqual([]);
    expect(await actions()).toEqual(['device revoked', 'device revoked']);
  });
  it('a code is made for one hub, and is not in the log', async () => {
    const { code, expiresAt } = await newHubCode(db, 'ada', 'hub', now);
    expect(code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/);
    expect(expiresAt).toBe('2026-06-01T12:10:00.000Z');
    await expect(newHubCode(db, 'ada', 'nowhere', now)).rejects.toMatchObject({ status: 404 });
    expect(JSON.stringify(await db.selectFrom('audit').selectAll().execute())).not.toContain(code);
  });
  it('after a restore hubs are asked to send again, and until they have, their record is complete only up to then', async () => {
    const keys = newSchemeKeys();
    await db
      .updateTable('hub')
      .set({ synced_through: ago(10), last_seen: ago(10) })
      .execute();
    expect(await askAgain(db, 'operator', { since: ago(600), hubId: null }, now)).toBe(1);
    const hub = () => db.selectFrom('hub').selectAll().executeTakeFirstOrThrow();
    expect((await hub()).synced_through).toBe(ago(600));
    expect((await rosterFeed(db, 'hub', 0, keys, now)).resend).toEqual({ since: ago(600), asked: now.toISOString() });
    await db.updateTable('hub').set({ resend_done_at: now.toISOString() }).execute();
    expect((await rosterFeed(db, 'hub', 0, keys, now)).resend).toBeUndefined();
    await expect(askAgain(db, 'operator', { since: ago(-5), hubId: null }, now)).rejects.toMatchObject({ status: 400 });
  });
  it('a hub that had handed over less when the backup was made is asked from there, or for everything', async () => {
    const since = async (synced_through: string | null) => {
      await db.updateTable('hub').set({ synced_through, resend_since: null }).execute();
      await askAgain(db, 'operator', { since: ago(600), hubId: null }, now);
      return (await db.selectFrom('hub').selectAll().executeTakeFirstOrThrow()).resend_since;
    };
    expect(await since(ago(21 * 24 * 60))).toBe(ago(21 * 24 * 60));
    expect(await since(null)).toBe('1970-01-01T00:00:00.000Z');
    expect(await since(ago(1))).toBe(ago(600));
  });
  it('days of which what a hub knew is gone are told for twelve weeks, as its venue counts days', async () => {
    const gap = (id: string, from_at: string, to_at: string, why: string | null) =>
      db.insertInto('kiosk_gap').values({ id, hub_id: 'hub', from_at, to_at, why }).execute();
    await gap('a', '2026-04-30T23:30:00.000Z', '2026-05-14T09:00:00.000Z', 'not-held');
    await gap('b', '2026-05-20T09:00:00.000Z', '2026-05-20T15:00:00.000Z', 'replaced');
    await gap('mended', '2026-05-25T09:00:00.000Z', '2026-05-25T09:10:00.000Z', 'replaced');
    await gap('reader', '2026-05-21T09:00:00.000Z', '2026-05-22T15:00:00.000Z', null);
    await gap('past', '1970-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', 'not-held');
    const unknown = async (at: Date) => (await devicesView(db, at)).hubs[0]!.unknown;
    expect(await unknown(now)).toEqual(['from 1 May 2026 to 14 May 2026', 'on 20 May 2026']);
    expect(await unknown(new Date('2026-02-02T00:00:00.000Z'))).toContain('before 1 February 2026');
    expect(await unknown(new Date('2026-08-20T00:00:00.000Z'))).toEqual([]);
  });
});
