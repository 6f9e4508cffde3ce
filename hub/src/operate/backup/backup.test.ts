import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Db, openStore, SCHEMA_VERSION } from '../../store/open.ts';
import { holdsSince } from '../../sync/holds-since.ts';
import { takeFolder } from '../folder-lock.ts';
import { backUp } from './back-up.ts';
import { readBackup } from './backup-file.ts';
import { restore } from './restore.ts';

const TAKEN = new Date('2026-06-01T02:00:00.000Z');
const LATER = new Date('2026-06-02T09:00:00.000Z');

describe('a backup of a hub', () => {
  let dir: string;
  let data: string;
  let file: string;
  let db: Db;
  const fill = (id: string) => {
    db.prepare(`INSERT INTO outbox (kind, happened_at, body) VALUES ('fact', ?, ?)`).run(id, JSON.stringify({ id }));
  };
  const outboxOf = (folder: string) => {
    const store = openStore(folder);
    const rows = store.prepare<[], string>('SELECT body FROM outbox ORDER BY seq').pluck().all();
    store.close();
    return rows.map((body) => JSON.parse(body) as Record<string, unknown>);
  };
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'tapwell-backup-'));
    data = join(dir, 'hub');
    file = join(dir, 'hub.backup');
    db = openStore(data);
    writeFileSync(join(data, 'identity.json'), '{"deviceId":"this hub"}');
    fill('a');
    db.prepare(`INSERT INTO token (hash, device_id, expires_at) VALUES ('secret', 'door', '2999')`).run();
    db.prepare(`INSERT INTO device VALUES ('door', 'Front door', '{}', '2026-05-01T00:00:00.000Z', NULL)`).run();
    const clear = '2026-05-31T18:00:00.000Z';
    db.prepare(
      `INSERT INTO kiosk (id, reader, waiting, last_seen, clear_through) VALUES ('door', 'ready', 0, ?, ?)`,
    ).run(clear, clear);
  });
  afterEach(() => {
    db.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('is taken while the hub has its store open, for nobody else to read, and holds everything', () => {
    const about = backUp(data, file, TAKEN);
    expect(about).toMatchObject({ takenAt: TAKEN.toISOString(), counts: { outbox: 1, device: 1 } });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readBackup(file, SCHEMA_VERSION)).toEqual(about);
    expect(readdirSync(dir).sort()).toEqual(['hub', 'hub.backup']);
  });
  it('never overwrites a file, and leaves nothing half done behind', () => {
    writeFileSync(file, 'precious');
    expect(() => backUp(data, file, TAKEN)).toThrow('A backup overwrites nothing');
    expect(readFileSync(file, 'utf8')).toBe('precious');
    expect(() => backUp(data, join(dir, 'nowhere/b'), TAKEN)).toThrow('There is no folder');
    expect(() => backUp(join(dir, 'empty'), join(dir, 'b'), TAKEN)).toThrow('There is no hub in');
    expect(readdirSync(dir).sort()).toEqual(['hub', 'hub.backup']);
  });
  it('restored on new hardware is the same hub: no pairing anew, and nobody stays signed in', () => {
    backUp(data, file, TAKEN);
    const other = join(dir, 'new hardware');
    const restored = restore(file, other, false, LATER);
    expect(restored).toMatchObject({ aside: null, kiosks: ['Front door'] });
    expect(readFileSync(join(other, 'identity.json'), 'utf8')).toBe('{"deviceId":"this hub"}');
    expect(statSync(join(other, 'identity.json')).mode & 0o777).toBe(0o600);
    const store = openStore(other);
    expect(store.prepare('SELECT count(*) AS n FROM token').get()).toEqual({ n: 0 });
    expect(store.prepare(`SELECT name FROM sqlite_schema WHERE name LIKE 'backup%'`).all()).toEqual([]);
    store.close();
  });
  it('restored tells central of the time nobody knows about, from when its record was last complete', () => {
    backUp(data, file, TAKEN);
    restore(file, join(dir, 'other'), false, LATER);
    expect(outboxOf(join(dir, 'other'))).toEqual([
      { id: 'a' },
      expect.objectContaining({ kind: 'kiosk-gap', from: '2026-05-31T18:00:00.000Z', to: LATER.toISOString() }),
    ]);
  });
  it('restored no longer holds all that was recorded before, and says so to a central that asks for it', () => {
    db.prepare(`UPDATE meta SET value = '2026-01-01T00:00:00.000Z' WHERE key = 'holds-since'`).run();
    backUp(data, file, TAKEN);
    restore(file, join(dir, 'other'), false, LATER);
    const store = openStore(join(dir, 'other'));
    expect(holdsSince(store)).toBe(LATER.toISOString());
    store.close();
  });
  it('does not go into a folder that is not empty, unless what is there may be kept aside', () => {
    backUp(data, file, TAKEN);
    fill('b');
    db.close();
    expect(() => restore(file, data, false, LATER)).toThrow('is not empty. With --replace');
    expect(outboxOf(data)).toHaveLength(2);
    const { aside } = restore(file, data, true, LATER);
    expect(outboxOf(aside!).map((fact) => fact.id)).toEqual(['a', 'b']);
    expect(outboxOf(data)[0]).toEqual({ id: 'a' });
    expect(readFileSync(join(data, 'identity.json'), 'utf8')).toBe('{"deviceId":"this hub"}');
  });
  it.runIf(process.getuid?.() === 0)('restored by root belongs to whom the folder belongs to', () => {
    backUp(data, file, TAKEN);
    const other = join(dir, 'other');
    mkdirSync(other);
    chownSync(other, 12345, 12345);
    writeFileSync(join(other, 'note'), '');
    restore(file, other, true, LATER);
    for (const name of readdirSync(other)) expect([name, statSync(join(other, name)).uid]).toEqual([name, 12345]);
  });
  it('does not go into a folder on which a hub runs', () => {
    backUp(data, file, TAKEN);
    const release = takeFolder(data);
    expect(() => restore(file, data, true, LATER)).toThrow('A hub runs on');
    release();
  });
  it('is refused when it is damaged, cut short, no backup, or of a newer Tapwell; then nothing is touched', () => {
    backUp(data, file, TAKEN);
    const bytes = readFileSync(file);
    const other = join(dir, 'other');
    const bad = (name: string, content: Buffer | string) => {
      writeFileSync(join(dir, name), content);
      return () => restore(join(dir, name), other, false, LATER);
    };
    const broken = Buffer.from(bytes);
    broken.fill(0x55, 4096 * 3, 4096 * 3 + 2000);
    expect(bad('broken', broken)).toThrow(/damaged|not whole/);
    expect(bad('short', bytes.subarray(0, bytes.length - 8192))).toThrow(/damaged/);
    expect(bad('text', 'not a backup')).toThrow('is no backup of a Tapwell hub');
    expect(() => restore(join(data, 'hub.sqlite'), other, false, LATER)).toThrow('is no backup of a Tapwell hub');
    expect(() => restore(join(dir, 'gone'), other, false, LATER)).toThrow('There is no file');
    const newer = new Database(file);
    newer.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    newer.close();
    expect(() => restore(file, other, false, LATER)).toThrow('made by a newer Tapwell');
    expect(existsSync(other)).toBe(false);
  });
  it('whose rows were taken out is noticed by their count', () => {
    backUp(data, file, TAKEN);
    const tampered = new Database(file);
    tampered.exec('DELETE FROM outbox');
    tampered.close();
    expect(() => readBackup(file, SCHEMA_VERSION)).toThrow('rows are missing in outbox');
  });
  it('writes only files of a hub, whatever names a backup holds', () => {
    backUp(data, file, TAKEN);
    const tampered = new Database(file);
    tampered.prepare('INSERT INTO backup_file VALUES (?, ?)').run('../evil', Buffer.from('x'));
    tampered.close();
    mkdirSync(join(dir, 'deep'));
    restore(file, join(dir, 'deep/other'), false, LATER);
    expect(existsSync(join(dir, 'deep/evil'))).toBe(false);
  });
});
