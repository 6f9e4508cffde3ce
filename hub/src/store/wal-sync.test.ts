import fs, { mkdtempSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Db, openStore } from './open.ts';
import { Outbox } from './outbox.ts';
import { Quarantine } from './quarantine.ts';
import { WalSync } from './wal-sync.ts';

describe('a commit that is synced on another thread', () => {
  let folder: string;
  let db: Db;
  let disk: WalSync;
  const put = (value: string) => () => void db.prepare('INSERT INTO meta VALUES (?, ?)').run(value, value);
  const values = () => db.prepare(`SELECT value FROM meta WHERE key NOT IN ('holds-since', 'store-id')`).pluck().all();
  const mode = () => db.pragma('synchronous', { simple: true });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tapwell-sync-'));
    db = openStore(folder);
    disk = new WalSync(db);
  });
  afterEach(() => {
    disk.close();
    db.close();
    rmSync(folder, { recursive: true });
  });

  it('leaves every other transaction durable by itself, whether it went well or not', async () => {
    disk.commit(() => {
      put('a')();
      expect(mode()).toBe(1);
    });
    await disk.settled();
    expect(mode()).toBe(2);
    expect(() => disk.commit(put('a'))).toThrow('UNIQUE');
    expect(mode()).toBe(2);
    expect(values()).toEqual(['a']);
  });
  it('is not believed after a sync that failed, until all of the log is in the main file', async () => {
    disk.commit(put('a'));
    await disk.settled();
    const real = fs.fdatasync;
    const failing = (_fd: number, done: (error: Error) => void) => done(Object.assign(new Error(), { code: 'EIO' }));
    const broken = await withSync(failing as typeof real, async () => (await import('./wal-sync.ts')).WalSync);
    const doubtful = new broken(db);
    doubtful.commit(put('b'));
    await expect(doubtful.settled()).rejects.toMatchObject({ code: 'EIO' });

    // Another reader keeps the log from being emptied: then nothing is taken.
    const reader = openStore(folder);
    db.pragma('busy_timeout = 50');
    reader.exec('BEGIN; SELECT * FROM meta');
    expect(() => doubtful.commit(put('c'))).toThrow('could not be synced');
    reader.exec('ROLLBACK');
    reader.close();
    doubtful.commit(put('c'));
    expect(values()).toEqual(['a', 'b', 'c']);
    doubtful.close();
  });
});

/** Loads a module anew with another `fdatasync`. */
async function withSync<T>(fake: typeof fs.fdatasync, load: () => Promise<T>): Promise<T> {
  const real = fs.fdatasync;
  fs.fdatasync = fake;
  syncBuiltinESMExports();
  vi.resetModules();
  try {
    return await load();
  } finally {
    fs.fdatasync = real;
    syncBuiltinESMExports();
  }
}

describe('the outbox', () => {
  it('gives nothing away that is not yet on the disk', () => {
    const db = openStore(':memory:');
    const outbox = new Outbox(db, new Quarantine(db));
    const gap = (id: string) => {
      const at = '2026-06-01T10:00:00.000Z';
      outbox.add('fact', at, { kind: 'kiosk-gap', id, at, kioskId: 'door', from: at, to: at });
    };
    const seen = () => outbox.next(10).map(({ body }) => body.id);
    gap('first');
    const before = outbox.last();
    gap('second');
    outbox.holdBack(before);
    const later = outbox.last();
    gap('third');
    outbox.holdBack(later);
    expect(seen()).toEqual(['first']);
    outbox.release(later);
    expect(seen()).toEqual(['first', 'second']);
    outbox.release();
    expect(seen()).toEqual(['first', 'second', 'third']);
    db.close();
  });
});
