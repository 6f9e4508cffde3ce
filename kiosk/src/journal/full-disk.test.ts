import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex } from '@tapwell/shared/bytes';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CardGone, type PresentedCard } from '../reader/reader.ts';
import { SAVED_AFTER_MS, type Shown, Taps } from '../tap/taps.ts';
import { Journal } from './journal.ts';
import { Saving } from './saving.ts';

const card: PresentedCard = {
  uid: fromHex('04112233445566'),
  kind: 'iso14443-3',
  transceive: () => Promise.reject(new CardGone('takes no APDUs')),
};

describe('a kiosk whose disk is full', () => {
  let dir: string;
  let db: Database.Database;
  let journal: Journal;
  let shown: Shown[];
  let said: (string | null)[];
  let saving: Saving;
  let taps: Taps;
  /** SQLite itself then refuses to grow, with the error of a full disk. */
  const fill = () => db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
  const clear = () => db.pragma('max_page_count = 1000000');
  const tapUntilFull = async () => {
    for (let i = 0; i < 100 && saving.why === null; i++) await taps.present(card);
  };
  beforeEach(() => {
    vi.useFakeTimers();
    dir = mkdtempSync(join(tmpdir(), 'tapwell-full-'));
    journal = new Journal(dir, (file) => {
      db = new Database(file);
      return db;
    });
    shown = [];
    said = [];
    saving = new Saving(journal, (why) => said.push(why));
    const onFault = () => saving.failed();
    taps = new Taps({ journal, offsetMs: () => 0, onJournalled: () => {}, show: (s) => shown.push(s), onFault });
  });
  afterEach(() => {
    saving.stop();
    vi.useRealTimers();
    journal.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('never says "saved" of a tap it could not keep, but asks to see staff', async () => {
    fill();
    await tapUntilFull();
    vi.advanceTimersByTime(SAVED_AFTER_MS);
    expect(shown.at(-1)).toMatchObject({ tapId: null, outcome: { outcome: 'card-not-recognised', code: 'J1' } });
    const kept = new Set(journal.oldest(1000).map((tap) => tap.id));
    const saved = shown.filter(({ outcome }) => outcome.outcome === 'saved-offline');
    expect(saved.every(({ tapId }) => kept.has(tapId!))).toBe(true);
  });
  it('works again by itself when there is room, and loses nothing kept before', async () => {
    fill();
    await tapUntilFull();
    const kept = journal.waiting;
    vi.advanceTimersByTime(10_000);
    expect(saving.why).toContain('disk is full');
    clear();
    vi.advanceTimersByTime(2_000);
    expect(said).toEqual([expect.stringContaining('disk is full'), null]);
    await taps.present(card);
    expect(journal.waiting).toBe(kept + 1);
  });
  it('leaves nothing behind of looking for room', () => {
    expect(journal.hasRoom()).toBe(true);
    const pages = db.pragma('page_count', { simple: true });
    for (let i = 0; i < 20; i++) expect(journal.hasRoom()).toBe(true);
    expect(db.pragma('page_count', { simple: true })).toBe(pages);
    expect(journal.waiting).toBe(0);
  });
});
