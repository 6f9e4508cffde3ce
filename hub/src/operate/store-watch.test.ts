import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteError } from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Db, openStore } from '../store/open.ts';
import { folderIsTaken, takeFolder } from './folder-lock.ts';
import { health } from './operate-routes.ts';
import { storeTrouble } from './store-trouble.ts';
import { StoreWatch } from './store-watch.ts';

describe('an error', () => {
  it.each([
    [new SqliteError('database or disk is full', 'SQLITE_FULL'), 'disk-full'],
    [new SqliteError('disk I/O error', 'SQLITE_IOERR_SHMSIZE'), 'disk-full'],
    [new SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC'), 'disk-failing'],
    [new SqliteError('read only', 'SQLITE_READONLY_DBMOVED'), 'disk-read-only'],
    [new SqliteError('malformed', 'SQLITE_CORRUPT'), 'store-damaged'],
    [new SqliteError('locked', 'SQLITE_BUSY'), 'store-busy'],
    [Object.assign(new Error('no space'), { code: 'ENOSPC' }), 'disk-full'],
    [Object.assign(new Error('a sync failed'), { code: 'EIO' }), 'disk-failing'],
  ])('%s says of the store: %s', (error, trouble) => {
    expect(storeTrouble(error)).toBe(trouble);
  });
  it.each([new SqliteError('not unique', 'SQLITE_CONSTRAINT_UNIQUE'), new Error('a bug'), null, 'text'])(
    '%s says nothing of it',
    (error) => {
      expect(storeTrouble(error)).toBeUndefined();
    },
  );
});

describe('knowing whether the hub can save', () => {
  let db: Db;
  const said: string[] = [];
  const log = {
    error: (_: unknown, words: string) => said.push(`error: ${words}`),
    info: (_: unknown, words: string) => said.push(`info: ${words}`),
  };
  let changes = 0;
  let watch: StoreWatch;
  beforeEach(() => {
    vi.useFakeTimers();
    said.length = 0;
    changes = 0;
    db = openStore(':memory:');
    const onChange = () => {
      changes += 1;
    };
    watch = new StoreWatch({ db, data: ':memory:', log: log as never, onChange });
    watch.start();
  });
  afterEach(() => {
    watch.stop();
    db.close();
    vi.useRealTimers();
  });

  it('says so once when it no longer can, however many taps fail, and once when it can again', () => {
    for (let n = 0; n < 5; n++) watch.failed('disk-full');
    expect(watch.trouble).toBe('disk-full');
    expect([said.length, changes]).toEqual([1, 1]);
    vi.advanceTimersByTime(1_000);
    expect(watch.trouble).toBeNull();
    expect(said).toEqual([expect.stringContaining('disk is full'), 'info: The store can be written again.']);
    expect(changes).toBe(2);
  });
  it('notices with no visitor there, and recovers by itself', () => {
    db.pragma('query_only = ON');
    vi.advanceTimersByTime(30_000);
    expect(watch.trouble).toBe('disk-read-only');
    vi.advanceTimersByTime(60_000);
    expect(said).toHaveLength(1);
    db.pragma('query_only = OFF');
    vi.advanceTimersByTime(1_000);
    expect(watch.trouble).toBeNull();
  });
});

describe('health', () => {
  const now = Date.parse('2026-06-01T10:00:00.000Z');
  const at = (ms: number) => new Date(now - ms).toISOString();
  const well = {
    ...{ waiting: 0, oldest: null, quarantined: 0, kiosks: [], canSave: true, syncedThrough: null },
    ...{ lastSavedAt: at(60_000), rosterAt: at(60_000) },
    refused: false,
  };
  it('is 503 only when taps cannot be saved: starting anew would not bring central back', () => {
    expect(health(null, well, now)).toMatchObject({ status: 200, body: { status: 'ok', central: 'in step' } });
    const cutOff = { ...well, lastSavedAt: at(9e8), rosterAt: at(9e8) };
    expect(health(null, cutOff, now)).toMatchObject({ status: 200, body: { central: 'late', roster: 'old' } });
    expect(health('disk-full', well, now)).toMatchObject({ status: 503, body: { reasons: ['disk-full'] } });
  });
  it('never says "in step" of a hub that central refuses, nor by a time that lies ahead', () => {
    expect(health(null, { ...well, refused: true }, now)).toMatchObject({ status: 200, body: { central: 'refuses' } });
    const ahead = { ...well, lastSavedAt: at(-9e8), rosterAt: at(-9e8) };
    expect(health(null, ahead, now)).toMatchObject({ body: { central: 'late', roster: 'old' } });
  });
});

describe('a data folder', () => {
  it('has one hub at a time, and is free again when that ends', () => {
    const dir = mkdtempSync(join(tmpdir(), 'tapwell-lock-'));
    expect(folderIsTaken(dir)).toBe(false);
    const release = takeFolder(dir);
    expect(() => takeFolder(dir)).toThrow('A hub runs on');
    expect(folderIsTaken(dir)).toBe(true);
    release();
    expect(folderIsTaken(dir)).toBe(false);
    takeFolder(dir)();
    rmSync(dir, { recursive: true });
  });
});
