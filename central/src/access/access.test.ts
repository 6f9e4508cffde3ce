import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { beforeEach, describe, expect, it } from 'vitest';
import { audit, verifyAudit } from '../audit/audit-log.ts';
import { schemeRow, shippedPolicy } from '../directory/scheme-row.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord } from '../testing/record.ts';
import { glassUses, markSeen, openGlass, openNow } from './break-glass.ts';
import { logRead } from './log-read.ts';
import { mayReadPath, mayWritePath } from './readable.ts';
import { readersOf } from './readers.ts';

const now = new Date('2026-06-01T12:00:00.000Z');
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const member = (id: string, role: string, schemeId: string | null = null): StaffMember => ({
  id,
  name: id,
  role,
  providerId: null,
  schemeId,
});
const priya = member('priya', 'link-worker');
const sam = member('sam', 'link-worker', 'scheme');
const lena = member('lena', 'team-lead', 'scheme');
const other = member('olu', 'team-lead', 'elsewhere');
const manager = member('mo', 'scheme-manager', 'scheme');
const reason = 'She phoned and is not well';
const MARY = { who: { nhsNumber: '9990000018' }, reason };

let db: CentralDb;
beforeEach(async () => {
  db = await smallRecord();
  await db
    .insertInto('scheme')
    .values(schemeRow(shippedPolicy('bromley-by-bow'), 'Europe/London', 'elsewhere'))
    .execute();
  const account = { provider_id: null, password_hash: 'none' };
  for (const { id, name, role, schemeId } of [sam, lena, other, manager]) {
    await db
      .insertInto('staff')
      .values({ id, username: id, name, role, scheme_id: schemeId ?? null, ...account })
      .execute();
  }
  return () => db.destroy();
});

describe('who may read a path', () => {
  it('its link worker and the team lead of its scheme; nobody of another scheme, and nobody who works without people', async () => {
    const may = await Promise.all(
      [priya, sam, lena, other, manager].map((who) => mayReadPath(db, who, 'rx-mary', now)),
    );
    expect(may).toEqual([true, false, true, false, false]);
  });
  it('who covers reads and writes on the days of the cover', async () => {
    await db
      .insertInto('cover')
      .values({
        id: 'c',
        link_worker_id: 'priya',
        covered_by: 'sam',
        from_on: '2026-06-01',
        until_on: '2026-06-02',
        at: now.toISOString(),
        by_id: 'lena',
        why: null,
      })
      .execute();
    expect(await mayWritePath(db, sam, 'rx-mary', 'outcome', now)).toBe(true);
    expect(await mayReadPath(db, sam, 'rx-mary', later(3 * 24 * 60))).toBe(false);
  });
});

describe('breaking the glass', () => {
  it('opens one person for four hours, to read and to note a contact, and nobody else', async () => {
    const opened = await openGlass(db, sam, MARY, now);
    expect(opened).toEqual({ paths: ['rx-mary'], reason, until: later(240).toISOString() });
    expect(await mayReadPath(db, sam, 'rx-mary', later(239))).toBe(true);
    expect(await mayReadPath(db, sam, 'rx-ahmed', later(1))).toBe(false);
    expect(await mayWritePath(db, sam, 'rx-mary', 'contact', later(1))).toBe(true);
    expect(await mayWritePath(db, sam, 'rx-mary', 'outcome', later(1))).toBe(false);
    expect(await mayWritePath(db, sam, 'rx-mary', 'contact', later(1), 'a colleague’s note')).toBe(false);
    expect(await mayWritePath(db, priya, 'rx-mary', 'contact', later(1), 'a note')).toBe(true);
    expect(await mayReadPath(db, sam, 'rx-mary', later(241))).toBe(false);
    expect(await openNow(db, sam, later(241))).toEqual([]);
  });
  it('finds by name and day of birth too, in any order of words', async () => {
    await db.updateTable('patient').set({ born: '1950-02-03' }).where('id', '=', 'mary').execute();
    const opened = await openGlass(db, sam, { who: { name: 'test mary', born: '1950-02-03' }, reason }, now);
    expect(opened.paths).toEqual(['rx-mary']);
  });
  it('needs none for who may read the person anyway', async () => {
    expect(await openGlass(db, priya, MARY, now)).toEqual({ paths: ['rx-mary'], reason: null, until: null });
    expect(await db.selectFrom('break_glass').selectAll().execute()).toEqual([]);
  });
  it('stops after six tries in an hour, found or not, and says so', async () => {
    const nobody = { who: { nhsNumber: '9990000999' }, reason };
    for (let i = 0; i < 6; i++) await expect(openGlass(db, sam, nobody, later(i))).rejects.toThrow('nobody like that');
    await expect(openGlass(db, sam, MARY, later(7))).rejects.toMatchObject({ status: 429 });
    await expect(openGlass(db, sam, MARY, later(61))).resolves.toMatchObject({ paths: ['rx-mary'] });
  });
  it('finds nobody of another scheme', async () => {
    await expect(openGlass(db, { ...sam, schemeId: 'elsewhere' }, MARY, now)).rejects.toMatchObject({ status: 404 });
  });
  it('is shown to the team lead of the scheme until they have looked at it, and is in the log without the reason', async () => {
    await openGlass(db, sam, MARY, now);
    expect(await glassUses(db, other, later(1))).toEqual([]);
    const [use] = await glassUses(db, lena, later(1));
    expect(use).toMatchObject({ staff: 'sam', person: 'Mary Test', reason, seenBy: null });
    await expect(markSeen(db, other, use!.id, later(2))).rejects.toMatchObject({ status: 404 });
    await markSeen(db, lena, use!.id, later(2));
    expect((await glassUses(db, lena, later(3)))[0]).toMatchObject({ seenBy: 'lena' });
    const log = await db.selectFrom('audit').select(['action', 'detail']).execute();
    expect(log.map((entry) => entry.action)).toEqual(['break-glass', 'break-glass looked at']);
    expect(JSON.stringify(log)).not.toContain('phoned');
    expect((await readersOf(db, 'rx-mary')).map(({ staff, what }) => [staff, what])).toEqual([['sam', 'break-glass']]);
  });
});

describe('every reading is on record', () => {
  const entries = () => db.selectFrom('audit').selectAll().orderBy('seq').execute();

  it('of programs too, which read people by their own ids and whole schemes at once', async () => {
    const read = (action: string, subject: string) =>
      audit(db, { at: now.toISOString(), actor: 'device gone', action: `read ${action}`, subject, detail: {} });
    await read('Patient', 'mary');
    await read('export', 'scheme scheme');
    await read('Patient', 'ahmed');
    await read('export', 'scheme elsewhere');
    expect((await readersOf(db, 'rx-mary')).map(({ staff, what }) => [staff, what])).toEqual([
      ['device gone', 'export'],
      ['device gone', 'Patient'],
    ]);
  });
  it('before anything is given out, for one and for many, and is found for each of them', async () => {
    await logRead(db, priya, 'caseload', ['rx-mary', 'rx-ahmed'], now);
    await logRead(db, lena, 'path', ['rx-mary'], later(1));
    expect((await readersOf(db, 'rx-mary')).map(({ staff, what }) => [staff, what])).toEqual([
      ['lena', 'path'],
      ['Priya', 'caseload'],
    ]);
    expect(await readersOf(db, 'rx-ahmed')).toHaveLength(1);
    expect((await verifyAudit(db)).broken).toBeNull();
  });
  it('once in ten minutes for the same reader and people; again for others, and later', async () => {
    for (const minute of [0, 1, 9]) await logRead(db, priya, 'caseload', ['rx-mary', 'rx-ahmed'], later(minute));
    expect(await entries()).toHaveLength(1);
    await logRead(db, priya, 'caseload', ['rx-mary'], later(9));
    await logRead(db, lena, 'caseload', ['rx-ahmed', 'rx-mary'], later(9));
    await logRead(db, priya, 'caseload', ['rx-mary', 'rx-ahmed'], later(11));
    expect(await entries()).toHaveLength(4);
  });
  it('reads that come together share a transaction, and each is on record when it is answered', async () => {
    const people = ['rx-mary', 'rx-ahmed'];
    await Promise.all(
      Array.from({ length: 30 }, async (_, i) => {
        await logRead(db, { id: `staff-${i}` }, 'caseload', people, now);
        expect(
          await db.selectFrom('audit').select('seq').where('actor', '=', `staff staff-${i}`).execute(),
        ).toHaveLength(1);
      }),
    );
    expect((await verifyAudit(db)).entries).toBe(30);
    expect(await db.selectFrom('audit_group').selectAll().execute()).toHaveLength(2);
  });
  it('who is in a group cannot be changed unnoticed', async () => {
    await logRead(db, priya, 'caseload', ['rx-mary', 'rx-ahmed'], now);
    expect((await verifyAudit(db)).broken).toBeNull();
    await db.deleteFrom('audit_group').where('subject', '=', 'rx-mary').execute();
    expect((await verifyAudit(db)).broken).toBe(1);
  });
});
