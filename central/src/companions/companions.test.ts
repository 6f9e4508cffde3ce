import { newId } from '@tapwell/shared/ids';
import type { RosterChange } from '@tapwell/shared/roster/roster';
import type { Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../audit/audit-log.ts';
import { changeCard } from '../cards/card-register.ts';
import { schemeRow, shippedPolicy } from '../directory/scheme-row.ts';
import { storeFact } from '../hubs/store-fact.ts';
import { erasePerson } from '../keep/erase.ts';
import { purge } from '../keep/purge.ts';
import { newSchemeKeys } from '../keys/scheme-keys.ts';
import { rosterFeed } from '../roster/feed.ts';
import { migrate } from '../store/migrate.ts';
import type { CentralDb } from '../store/schema.ts';
import { bareDatabase } from '../testing/empty-record.ts';
import { smallRecord } from '../testing/record.ts';
import { beginComingAlong, endComingAlong } from './coming-along.ts';
import { eraseCompanion } from './erase-companion.ts';
import { findCompanions, whoComesAlong } from './who-comes-along.ts';
import type { NewAccompaniment } from './wire.ts';

const now = new Date('2026-06-01T12:00:00Z');
const by = { staff: { id: 'priya', name: 'Priya' }, now };
const MARY = { patientId: 'mary', schemeId: 'scheme' };
const AHMED = { patientId: 'ahmed', schemeId: 'scheme' };
const asked = (part: Partial<NewAccompaniment> = {}): NewAccompaniment => ({
  ...{ id: newId(), who: { name: 'Pat' }, title: 'Peer supporter', since: '2026-05-25', ...part },
});

describe('who comes along', () => {
  const keys = newSchemeKeys();
  let db: CentralDb;
  let cursor: number;
  beforeEach(async () => {
    db = await smallRecord();
    const { policy } = schemeRow(shippedPolicy('blackburn-with-darwen'), 'Europe/London', 'scheme');
    await db.updateTable('scheme').set({ policy }).execute();
    cursor = 0;
    await told();
  });
  afterEach(async () => {
    expect((await verifyAudit(db)).broken).toBeNull();
    await db.destroy();
  });

  /** What is new to the hub of the hall, by an urgent question, as one that waits gets it. */
  async function told(): Promise<RosterChange[]> {
    const page = await rosterFeed(db, 'hub', cursor, keys, now, undefined, true);
    cursor = page.cursor;
    return page.changes;
  }
  const begin = (part: Partial<NewAccompaniment> = {}, path = 'rx-mary') => beginComingAlong(db, path, asked(part), by);
  const first = async (of = MARY) => (await whoComesAlong(db, of))[0]!;
  const audited = async () =>
    (await db.selectFrom('audit').select(['action', 'subject', 'detail']).orderBy('seq').execute()).map((row) => ({
      ...row,
      detail: JSON.parse(row.detail),
    }));
  const giveCard = (companion_id: string) =>
    db
      .insertInto('card')
      .values({
        ...{ id: `card-${companion_id}`, patient_id: null, companion_id, profile: 'uid', uid: '04AABBCCDD' },
        ...{ key_version: 0, state: 'active', state_since: now.toISOString(), issued_at: now.toISOString() },
      })
      .execute();

  it('is on record with since when, as what and who said so, and the same again is the same', async () => {
    const one = asked();
    expect(await beginComingAlong(db, 'rx-mary', one, by)).toBe(true);
    expect(await beginComingAlong(db, 'rx-mary', one, by)).toBe(false);
    const companions = await whoComesAlong(db, MARY);
    expect(companions).toEqual([
      {
        ...{ id: one.id, companionId: expect.any(String), name: 'Pat', title: 'Peer supporter' },
        ...{ since: '2026-05-25', by: 'Priya', endedOn: null, endedBy: null, card: 'none', erased: false },
      },
    ]);
    // The log is for ever: it names nobody.
    const { companionId } = companions[0]!;
    expect(await audited()).toEqual([
      { action: 'companion added', subject: 'rx-mary', detail: { id: one.id, companion: companionId } },
    ]);
  });

  it('is told to the venues at once, by name and with whom alone', async () => {
    const one = asked();
    await beginComingAlong(db, 'rx-mary', one, by);
    const { companionId } = await first();
    const entry = { kind: 'companion', id: companionId, displayName: 'Pat', language: null, largerText: false };
    expect(await told()).toEqual([{ op: 'put', entry: { ...entry, accompanies: ['mary'] } }]);
    await giveCard(companionId);
    await begin({ who: { companionId } }, 'rx-ahmed');
    const both = { ...entry, accompanies: ['ahmed', 'mary'] };
    const card = { op: 'put', entry: { kind: 'card', id: `card-${companionId}`, personId: companionId } };
    expect(await told()).toMatchObject([{ op: 'put', entry: both }, card]);

    await endComingAlong(db, 'rx-mary', one.id, '2026-06-01', by);
    expect(await told()).toEqual([{ op: 'put', entry: { ...entry, accompanies: ['ahmed'] } }]);
    const [other] = await whoComesAlong(db, AHMED);
    await endComingAlong(db, 'rx-ahmed', other!.id, '2026-06-01', by);
    expect(await told()).toEqual([
      { op: 'remove', kind: 'companion', id: companionId },
      { op: 'remove', kind: 'card', id: `card-${companionId}` },
    ]);
    // A list worked out anew says the same.
    await db.updateTable('hub').set({ roster_stale: 1 }).execute();
    expect(await told()).toEqual([]);
  });

  it('is not told to a venue where the person has nothing prescribed', async () => {
    await db.insertInto('venue').values({ id: 'library', name: 'Library', zone: 'Europe/London' }).execute();
    const hub = { id: 'other', name: 'Other', venue_id: 'library', scheme_id: 'scheme', roster_stale: 1 };
    const unheard = { synced_through: null, last_seen: null, report: null, roster_day: null };
    await db
      .insertInto('hub')
      .values({ ...hub, ...unheard })
      .execute();
    await begin();
    const { changes } = await rosterFeed(db, 'other', 0, keys, now);
    expect(JSON.stringify(changes)).not.toContain('Pat');
  });

  it('ends once, and stays on record with when and by whom', async () => {
    const one = asked();
    await beginComingAlong(db, 'rx-mary', one, by);
    await expect(endComingAlong(db, 'rx-mary', one.id, '2026-05-24', by)).rejects.toThrow(/before they came/);
    await expect(endComingAlong(db, 'rx-mary', one.id, '2026-06-02', by)).rejects.toThrow(/still to come/);
    await expect(endComingAlong(db, 'rx-ahmed', one.id, '2026-06-01', by)).rejects.toThrow(/Nobody like that/);
    await endComingAlong(db, 'rx-mary', one.id, '2026-05-31', by);
    await expect(endComingAlong(db, 'rx-mary', one.id, '2026-06-01', by)).rejects.toThrow(/ended already/);
    const { companionId } = await first();
    // They may come along again, and both times are on record.
    await begin({ who: { companionId }, since: '2026-06-01' });
    expect(await whoComesAlong(db, MARY)).toMatchObject([
      { since: '2026-06-01', endedOn: null },
      { id: one.id, since: '2026-05-25', endedOn: '2026-05-31', endedBy: 'Priya' },
    ]);
    expect((await audited()).map((entry) => entry.action)).toEqual([
      ...['companion added', 'companion ended', 'companion added'],
    ]);
  });

  it('is as the policy words it, on a day that can be, once at a time, while the path goes on', async () => {
    await expect(begin({ title: 'Friend' })).rejects.toThrow('In this scheme nobody comes along as Friend.');
    await expect(begin({ since: '2026-06-02' })).rejects.toThrow(/still to come/);
    await expect(begin({ since: '2026-05-10' })).rejects.toThrow(/before they were referred/);
    await begin();
    const { companionId } = await first();
    await expect(begin({ who: { companionId } })).rejects.toThrow('Pat comes along with them already.');
    await db.updateTable('path').set({ ended_on: '2026-06-01' }).where('id', '=', 'rx-ahmed').execute();
    await expect(begin({ who: { companionId } }, 'rx-ahmed')).rejects.toThrow('Their path has ended.');
    await expect(begin({ who: { companionId: 'nobody' } })).rejects.toThrow(/no such companion/);
    const { policy } = schemeRow(shippedPolicy('luton'), 'Europe/London', 'scheme');
    await db.updateTable('scheme').set({ policy }).execute();
    await expect(begin()).rejects.toThrow(/nobody comes along/);
  });

  it('two presses at once put the same companion there once', async () => {
    await begin({}, 'rx-ahmed');
    const { companionId } = await first(AHMED);
    const both = await Promise.allSettled([begin({ who: { companionId } }), begin({ who: { companionId } })]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await whoComesAlong(db, MARY)).toHaveLength(1);
  });

  it('is found by a part of the name, in the same scheme, but for those who come along already', async () => {
    await begin({ who: { name: 'Zoë Reed' } });
    await begin({ who: { name: 'Joe Reed' }, title: 'Community navigator' }, 'rx-ahmed');
    const found = { companionId: expect.any(String), name: 'Zoë Reed', titles: ['Peer supporter'], card: 'none' };
    expect(await findCompanions(db, AHMED, 'ZOE')).toEqual([found]);
    expect((await findCompanions(db, MARY, 'reed')).map((one) => one.name)).toEqual(['Joe Reed']);
    expect(await findCompanions(db, { ...AHMED, schemeId: 'elsewhere' }, 'reed')).toEqual([]);
  });

  it('companions of another scheme are neither found nor taken', async () => {
    await begin();
    const { companionId } = await first();
    await db
      .insertInto('scheme')
      .values(schemeRow(shippedPolicy('cotswold'), 'Europe/London', 'elsewhere'))
      .execute();
    await db.updateTable('path').set({ scheme_id: 'elsewhere' }).where('id', '=', 'rx-ahmed').execute();
    const taking = begin({ who: { companionId }, title: 'Coordinator' }, 'rx-ahmed');
    await expect(taking).rejects.toThrow(/no such companion/);
  });

  it('a companion’s lost card is stopped though they no longer come along with anybody', async () => {
    const one = asked();
    await beginComingAlong(db, 'rx-mary', one, by);
    const { companionId } = await first();
    await giveCard(companionId);
    await endComingAlong(db, 'rx-mary', one.id, '2026-06-01', by);
    await changeCard(db, `card-${companionId}`, 'lose', { staffId: 'priya', now });
    expect(await whoComesAlong(db, MARY)).toMatchObject([{ card: 'stopped' }]);
  });

  describe('when data is removed', () => {
    const visit = (companionId: string, at = now) => ({
      ...{ kind: 'companion' as const, id: newId(), at: at.toISOString(), version: 0, visitId: newId() },
      ...{ sessionId: 'walk@2026-06-01T10:00', activityId: 'walk', sessionStart: '2026-06-01T09:00:00.000Z' },
      ...{ sessionEnd: '2026-06-01T10:00:00.000Z', status: 'finished' as const, personId: 'mary', companionId },
      ...{ companionName: 'Bertha Quince', cardId: null, by: null },
    });
    const wherever = async (word: string) => {
      const tables = ['companion', 'companion_visit', 'hub_fact', 'roster_entry', 'audit', 'card'] as const;
      const rows = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
      return tables.filter((_, i) => JSON.stringify(rows[i]).includes(word));
    };

    it('a companion’s name and card are nowhere, also what a hub says later; that somebody came along stays', async () => {
      await begin({ who: { name: 'Bertha Quince' } });
      const { companionId } = await first();
      await giveCard(companionId);
      await told();
      expect(await storeFact(db, keys, { id: 'hub', venueId: 'hall' }, visit(companionId), now)).toEqual({
        status: 201,
      });
      expect(await wherever('Bertha')).toEqual(['companion', 'companion_visit', 'hub_fact', 'roster_entry']);
      const erasing = { actor: 'staff priya', reason: 'asked-by-person', now };
      expect(await eraseCompanion(db, companionId, erasing)).toBe(true);
      expect(await eraseCompanion(db, companionId, erasing)).toBe(false);
      const late = { ...visit(companionId), sessionId: 'walk@2026-06-08T10:00' };
      await storeFact(db, keys, { id: 'hub', venueId: 'hall' }, late, now);
      expect(await wherever('Bertha')).toEqual([]);
      expect(await wherever('04AABBCCDD')).toEqual([]);
      expect(await told()).toEqual([
        { op: 'remove', kind: 'companion', id: companionId },
        { op: 'remove', kind: 'card', id: `card-${companionId}` },
      ]);
      expect(await db.selectFrom('companion_visit').selectAll().execute()).toHaveLength(2);
      expect(await whoComesAlong(db, MARY)).toMatchObject([{ name: 'Removed', endedOn: '2026-06-01', erased: true }]);
      expect(await findCompanions(db, AHMED, 'Removed')).toEqual([]);
    });

    it('a companion goes a year after nobody they came along with is on record, and not before', async () => {
      await begin({ who: { name: 'Bertha Quince' } });
      await begin({ who: { name: 'Joe Reed' } }, 'rx-ahmed');
      await erasePerson(db, 'mary', { actor: 'staff priya', reason: 'asked-by-person', now });
      expect(await wherever('Bertha')).toEqual(['companion']);
      expect(await purge(db, new Date('2027-05-31T12:00:00Z'))).toMatchObject({ companions: 0 });
      expect(await purge(db, new Date('2027-06-02T12:00:00Z'))).toMatchObject({ companions: 1 });
      expect(await wherever('Bertha')).toEqual([]);
      expect(await wherever('Joe Reed')).toEqual(['companion']);
    });
  });
});

it('a record from before keeps who comes along with whom', async () => {
  const db = await bareDatabase();
  await migrate(db, '013-large-records');
  const old = db as unknown as Kysely<Record<string, Record<string, unknown>>>;
  const put = (table: string, row: object) => old.insertInto(table).values(row).execute();
  await put('scheme', { ...schemeRow(shippedPolicy('cotswold'), 'Europe/London', 's') });
  await put('patient', { id: 'mary', given: 'Mary', family: 'T', display_name: 'Mary', larger_text: 0 });
  await put('path', { id: 'p', patient_id: 'mary', scheme_id: 's', opened_on: '2026-05-11' });
  await put('companion', { id: 'sam', display_name: 'Sam', larger_text: 0 });
  await put('accompanies', { companion_id: 'sam', patient_id: 'mary' });
  await migrate(db);
  const [one] = await whoComesAlong(db, { patientId: 'mary', schemeId: 's' });
  expect(one).toMatchObject({ companionId: 'sam', name: 'Sam', title: null, since: null, endedOn: null });
  await db.destroy();
});
