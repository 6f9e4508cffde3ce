import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { logRead } from '../access/log-read.ts';
import { verifyAudit } from '../audit/audit-log.ts';
import { auditLines } from '../audit/show.ts';
import { loadDirectory } from '../directory/load-directory.ts';
import { initCentral } from '../directory/set-up.ts';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { keyFilePath } from '../keys/find-keys.ts';
import { writeKeyFile } from '../keys/key-file.ts';
import { keysOfRecord } from '../keys/keys-of-record.ts';
import { newSchemeKeys } from '../keys/scheme-keys.ts';
import { openStore } from '../store/open.ts';
import type { CentralDb } from '../store/schema.ts';
import { createDatabase } from '../testing/postgres-server.ts';
import { smallRecords, visit } from '../testing/record.ts';
import { backUp } from './backup.ts';
import { checkCentral } from './check.ts';
import { restore } from './restore.ts';

const now = new Date('2026-06-10T12:00:00.000Z');
const server = inject('postgres');
let dir: string;
let database: string | undefined;
let db: CentralDb;
let made = 0;

const freshDatabase = () =>
  server === undefined ? undefined : createDatabase(server, `backup_${process.pid}_${made++}`);

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tapwell-central-backup-'));
  database = await freshDatabase();
  db = await openStore(join(dir, 'central'), database);
  await loadDirectory(db, smallRecords());
  await storeAttendances(db, [visit()], { source: 'hub', venueId: 'hall' }, now);
  await logRead(db, { id: 'priya' }, 'caseload', ['rx-mary', 'rx-ahmed'], now);
  await db.updateTable('hub').set({ synced_through: now.toISOString(), last_seen: now.toISOString() }).execute();
  await db
    .insertInto('staff_session')
    .values({
      hash: 'h',
      staff_id: 'priya',
      expires_at: '2026-06-10T20:00:00.000Z',
      idle_at: '2026-06-10T13:00:00.000Z',
    })
    .execute();
});
afterEach(async () => {
  await db.destroy();
  rmSync(dir, { recursive: true, force: true });
});

describe('a backup of the record', () => {
  const take = () => backUp(join(dir, 'central'), database, join(dir, 'night.backup'));

  it('is taken while central runs, checked, for nobody else to read, and overwrites nothing', async () => {
    expect(await take()).toEqual({ entries: 1, people: 2 });
    expect(statSync(join(dir, 'night.backup')).mode & 0o777).toBe(0o600);
    await expect(take()).rejects.toThrow('A backup overwrites nothing');
    expect(readdirSync(dir).filter((name) => name !== 'central')).toEqual(['night.backup']);
  });
  it('is not made of a record whose log was tampered with', async () => {
    await db.updateTable('audit').set({ actor: 'somebody' }).execute();
    await expect(take()).rejects.toThrow('does not fit together at entry 1');
    expect(readdirSync(dir).filter((name) => name !== 'central')).toEqual([]);
  });
  it('restored, holds all there was, nobody signed in, and asks hubs to send again; nobody is called absent till then', async () => {
    await take();
    const there = { data: join(dir, 'new'), database: await freshDatabase() };
    const restored = await restore(
      join(dir, 'night.backup'),
      there.data,
      there.database,
      new Date('2026-06-12T09:00:00Z'),
    );
    expect(restored).toMatchObject({ asOf: now.toISOString(), hubs: 1, entries: 3, devices: [] });
    const again = await openStore(there.data, there.database);
    try {
      expect(await again.selectFrom('attendance').select('patient_id').execute()).toEqual([{ patient_id: 'mary' }]);
      expect(await again.selectFrom('staff_session').selectAll().execute()).toEqual([]);
      expect(
        await again.selectFrom('hub').select(['resend_since', 'synced_through', 'resend_done_at']).execute(),
      ).toEqual([
        { resend_since: '2026-06-09T12:00:00.000Z', synced_through: '2026-06-09T12:00:00.000Z', resend_done_at: null },
      ]);
      expect((await verifyAudit(again)).broken).toBeNull();
      expect(await auditLines(again, { person: '999 000 0018', most: 5 })).toEqual([
        expect.stringMatching(/^1 {2}2026-06-10T12:00:00.000Z {2}staff priya {2}read caseload {2}group /),
      ]);
      expect(await auditLines(again, { staff: 'priya', most: 5 })).toHaveLength(1);
    } finally {
      await again.destroy();
    }
    await expect(restore(join(dir, 'night.backup'), there.data, there.database, now)).rejects.toThrow(/already/);
  });
  it('restored without its key file, asks for that of before: new keys would open no card that is out', async () => {
    await take();
    const there = { data: join(dir, 'new'), database: await freshDatabase() };
    expect(await restore(join(dir, 'night.backup'), there.data, there.database, now)).toMatchObject({
      keysMissing: expect.stringMatching(/^The key file of before is missing: .* not in a backup/),
    });
    await expect(keysOfRecord(there)).rejects.toThrow(/^The key file of before is missing: /);
    await expect(initCentral(there.data, 'correct horse', there.database)).rejects.toThrow('The key file of before');
    expect(existsSync(keyFilePath(there.data))).toBe(false);
    const keys = newSchemeKeys();
    expect((await keysOfRecord({ ...there, keys: JSON.stringify(keys) })).keys).toEqual(keys);
    writeKeyFile(keyFilePath(there.data), 'correct horse', keys);
    expect((await keysOfRecord({ ...there, keysPassphrase: 'correct horse' })).keys).toEqual(keys);
  });
  it('of a record that no card and no hub depends on, new keys may be made', async () => {
    await db.deleteFrom('card').execute();
    await db.updateTable('hub').set({ last_seen: null }).execute();
    await expect(keysOfRecord({ data: join(dir, 'central'), database })).rejects.toThrow(
      /^There are no card keys: make/,
    );
    await initCentral(join(dir, 'central'), 'correct horse', database);
    const none = { data: join(dir, 'nothing'), database: undefined };
    await expect(keysOfRecord(none)).rejects.toThrow(/^There are no card keys: make/);
    expect(existsSync(none.data)).toBe(false);
  });
  it('of the other kind, of nothing, or of something else is refused in a sentence', async () => {
    await take();
    const other = { database: database === undefined ? 'postgres://127.0.0.1:9/none' : undefined };
    const refused = (file: string, to: { database: string | undefined } = { database }) =>
      restore(join(dir, file), join(dir, 'new'), to.database, now);
    await expect(refused('night.backup', other)).rejects.toThrow(/^This is a backup of/);
    await expect(refused('nothing')).rejects.toThrow('There is no file');
    writeFileSync(join(dir, 'letter.txt'), 'Dear Mary, this is a letter and no backup.');
    await expect(refused('letter.txt')).rejects.toThrow('is no backup');
  });
});

describe('the self-test', () => {
  const says = async () =>
    (await checkCentral(join(dir, 'central'), database, 'http://127.0.0.1:9', now)).map(
      ({ level, what }) => `${level} ${what}`,
    );

  it('says in words what is well, what wants looking at and what is wrong', async () => {
    const lines = await says();
    expect(lines).toContain('ok The record is of this version.');
    expect(lines).toContain('ok The log of who did what is whole: 1 entry.');
    expect(lines).toContain('attention There is no administrator: load one with "central load".');
    expect(lines).toContain('attention Hall: It was never connected.');
    expect(lines).toContain('attention Central at http://127.0.0.1:9 does not answer.');
    await db.updateTable('audit').set({ actor: 'somebody' }).execute();
    expect(await says()).toContain('fault The log of who did what does not fit together at entry 1.');
  });
});
