import { fromHex } from '@tapwell/shared/bytes';
import type { Outcome } from '@tapwell/shared/tap/outcome';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Journal } from '../journal/journal.ts';
import { CardGone, type PresentedCard } from '../reader/reader.ts';
import { SAVED_AFTER_MS, type Shown, Taps } from './taps.ts';

const libraryCard: PresentedCard = {
  uid: fromHex('04112233445566'),
  kind: 'iso14443-3',
  transceive: () => Promise.reject(new CardGone('takes no APDUs')),
};
const pulledCard: PresentedCard = { ...libraryCard, kind: 'iso14443-4' };
const done: Outcome = { outcome: 'drop-in', name: 'Mary', language: null, largerText: false };

describe('a card at the kiosk', () => {
  let journal: Journal;
  let shown: Shown[];
  let sent: number;
  let taps: Taps;
  beforeEach(() => {
    vi.useFakeTimers();
    journal = new Journal(':memory:');
    shown = [];
    sent = 0;
    // When it is sent, it must be in the journal already.
    const onJournalled = () => {
      sent = journal.waiting;
    };
    taps = new Taps({ journal, offsetMs: () => 12, onJournalled, show: (s) => shown.push(s), onFault: () => {} });
  });
  afterEach(() => {
    vi.useRealTimers();
    journal.close();
  });

  it('is journalled before it is sent, and shown when the hub answers', async () => {
    await taps.present(libraryCard);
    expect(sent).toBe(1);
    expect(shown).toEqual([]);
    const [tap] = journal.oldest(1);
    expect(tap).toMatchObject({ offsetMs: 12, evidence: { kind: 'uid', uid: '04112233445566' } });
    taps.answered(tap!.id, done);
    expect(shown).toMatchObject([{ tapId: tap!.id, outcome: done }]);
  });
  it('is shown as saved when no hub answers in 400 ms, and a late answer changes nothing', async () => {
    await taps.present(libraryCard);
    vi.advanceTimersByTime(SAVED_AFTER_MS - 1);
    expect(shown).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(shown).toMatchObject([{ outcome: { outcome: 'saved-offline' } }]);
    taps.answered(journal.oldest(1)[0]!.id, done);
    expect(shown).toHaveLength(1);
    expect(journal.waiting).toBe(1);
  });
  it('is asked to be held longer when it was pulled away, and nothing is recorded', async () => {
    await taps.present(pulledCard);
    expect(shown).toMatchObject([{ tapId: null, outcome: { outcome: 'hold-card-longer' } }]);
    expect(journal.waiting).toBe(0);
  });
  it('is confirmed by its own answer though it was laid down again too briefly meanwhile', async () => {
    await taps.present(libraryCard);
    await taps.present(pulledCard);
    expect(shown).toEqual([]);
    taps.answered(journal.oldest(1)[0]!.id, done);
    expect(shown).toMatchObject([{ outcome: done }]);
  });
  it('is never called saved when it could not be journalled', async () => {
    journal.add = () => {
      throw new Error('disk full');
    };
    await taps.present(libraryCard);
    vi.advanceTimersByTime(SAVED_AFTER_MS);
    expect(shown).toMatchObject([{ outcome: { outcome: 'card-not-recognised', code: 'J1' } }]);
  });
  it('with another number each time (a phone) is sent to staff, not asked to be held for ever', async () => {
    await taps.present({ ...libraryCard, uid: fromHex('08AABBCC') });
    expect(shown).toMatchObject([{ tapId: null, outcome: { outcome: 'card-not-recognised', code: 'R1' } }]);
    expect(journal.waiting).toBe(0);
  });
  it('is kept when the next card comes before the hub has answered', async () => {
    await taps.present(libraryCard);
    const [first] = journal.oldest(1);
    await taps.present(libraryCard);
    taps.answered(first!.id, done);
    expect(shown).toEqual([]);
    expect(journal.waiting).toBe(2);
  });
});
