import { openClient, type Scripted, scriptedServer } from '@tapwell/shared/http/scripted-server.testing';
import { newId } from '@tapwell/shared/ids';
import type { Outcome } from '@tapwell/shared/tap/outcome';
import type { Tap } from '@tapwell/shared/tap/tap';
import { SqliteError } from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Journal } from '../journal/journal.ts';
import { HubLink } from './hub-link.ts';

const done: Outcome = { outcome: 'drop-in', name: 'Mary', language: null, largerText: false };
const tap = (): Tap => ({
  id: newId(),
  kioskAt: new Date().toISOString(),
  offsetMs: 0,
  evidence: { kind: 'uid', uid: '04112233' },
});
const sentTaps = (body: unknown) => (body as { taps: Tap[] }).taps;
const acknowledge = (body: unknown, outcome: unknown = done): Scripted => ({
  status: 200,
  json: { results: sentTaps(body).map(({ id }) => ({ id, outcome })) },
});
const venue: Scripted = {
  status: 200,
  json: { now: new Date().toISOString(), venue: 'Hall', zone: 'Europe/London', running: [] },
};

describe('the link to the hub', () => {
  let journal: Journal;
  let hub: Awaited<ReturnType<typeof scriptedServer>>;
  let link: HubLink;
  let answered: { id: string; outcome: Outcome }[];
  let whenAnswered: () => void;
  let refused: string | null;
  const against = async (answer: (body: unknown, nth: number) => Scripted) => {
    let taps = 0;
    hub = await scriptedServer((heard) => (heard.path === '/kiosk/status' ? venue : answer(heard.body, ++taps)));
    link = new HubLink({
      hub: openClient(hub.url),
      journal,
      status: () => ({ reader: 'ready', why: null }),
      onOutcome: (id, outcome) => {
        answered.push({ id, outcome });
        whenAnswered();
      },
      onVenue: () => {},
      onRefused: (why) => {
        refused = why;
      },
      onFault: (error) => {
        throw error;
      },
    });
  };
  const allAnswered = (count: number) =>
    new Promise<void>((resolve) => {
      whenAnswered = () => answered.length >= count && resolve();
      whenAnswered();
    });
  beforeEach(() => {
    journal = new Journal(':memory:');
    answered = [];
    refused = null;
    whenAnswered = () => {};
  });
  afterEach(async () => {
    await link.stop();
    hub.close();
    journal.close();
  });

  it('replays the journal in order, and only the hub ends an entry', async () => {
    const taps = Array.from({ length: 60 }, tap);
    for (const t of taps) journal.add(t);
    await against((body, nth) => (nth === 1 ? 'hang up' : acknowledge(body)));
    link.start();
    await allAnswered(60);
    expect(answered.map((a) => a.id)).toEqual(taps.map((t) => t.id));
    expect(journal.waiting).toBe(0);
    const sent = hub.heard.filter((h) => h.path === '/kiosk/taps').map((h) => sentTaps(h.body).length);
    expect(sent).toEqual([50, 50, 10]);
  });
  it.each<[string, Scripted]>([
    ['an error', { status: 500 }],
    ['a refusal', { status: 401 }],
    ['nonsense', { status: 200, json: { results: 'none' } }],
  ])('keeps a tap that was answered with %s, and sends it again', async (_what, answer) => {
    const t = tap();
    journal.add(t);
    await against((body, nth) => (nth === 1 ? answer : acknowledge(body)));
    link.start();
    await allAnswered(1);
    expect(answered).toEqual([{ id: t.id, outcome: done }]);
  });
  it('keeps a tap that the hub refuses for itself, tells staff, and lets it hold up no other', async () => {
    const taps = Array.from({ length: 5 }, tap);
    for (const t of taps) journal.add(t);
    const bad = taps[1]!.id;
    await against((body) => (sentTaps(body).some((t) => t.id === bad) ? { status: 400 } : acknowledge(body)));
    link.start();
    await allAnswered(4);
    expect(answered.map((a) => a.id)).toEqual(taps.filter((t) => t.id !== bad).map((t) => t.id));
    expect(journal.oldest(50).map((t) => t.id)).toEqual([bad]);
    expect(refused).toBe('The hub does not understand one tap of this kiosk. It is kept here and tried again.');
  });
  it.each([401, 403, 404, 413, 429, 500])(
    'ends no entry when the hub answers the whole batch with %i',
    async (status) => {
      for (const t of Array.from({ length: 3 }, tap)) journal.add(t);
      await against(() => ({ status }));
      link.start();
      await hub.until(() => hub.heard.filter((h) => h.path === '/kiosk/taps').length >= (status === 413 ? 3 : 2));
      expect(journal.waiting).toBe(3);
      await expect.poll(() => refused).not.toBeNull();
    },
  );
  it('goes on when the disk has no room to end an entry, and sends it once more', async () => {
    let full = true;
    const end = journal.end.bind(journal);
    journal.end = (ids) => {
      if (full) throw new SqliteError('database or disk is full', 'SQLITE_FULL');
      end(ids);
    };
    const t = tap();
    journal.add(t);
    await against((body, nth) => {
      full = nth < 2;
      return acknowledge(body);
    });
    link.start();
    await allAnswered(2);
    expect(answered.map((a) => a.id)).toEqual([t.id, t.id]);
    await expect.poll(() => journal.waiting).toBe(0);
  });
  it('takes an outcome it does not know as stored: the hub may be newer', async () => {
    journal.add(tap());
    await against((body) => acknowledge(body, { outcome: 'invited-to-lunch' }));
    link.start();
    await allAnswered(1);
    expect(answered[0]!.outcome).toEqual({ outcome: 'saved-offline' });
    expect(journal.waiting).toBe(0);
  });
  it.each<[string, Scripted]>([
    ['the hub breaks off in the middle', 'hang up'],
    ['the hub no longer offers it', { status: 409, json: { detail: 'no' } }],
    ['the answer is nonsense', { status: 200, json: { outcome: 'what' } }],
  ])('a choice comes to nothing, and nothing else, when %s', async (_what, answer) => {
    await against(() => answer);
    await expect(link.choose(newId(), 'walk@2026-06-01T10:00')).resolves.toBeUndefined();
  });
  it('gives a tap from before the first meeting the offset found since', async () => {
    await against((body) => acknowledge(body));
    const early = { ...tap(), offsetMs: null };
    journal.add(early);
    await link.reportStatus();
    link.start();
    await allAnswered(1);
    const [sent] = hub.heard.filter((h) => h.path === '/kiosk/taps').flatMap((h) => sentTaps(h.body));
    expect(sent!.offsetMs).not.toBeNull();
  });
  it('says of no time that it is clear, or was not, before it knows the clock of the hub', async () => {
    journal.outages.readerReady();
    await against((body) => acknowledge(body));
    link.start();
    const statuses = () => hub.heard.filter((h) => h.path === '/kiosk/status').map((h) => h.body);
    await hub.until(() => statuses().length >= 2);
    expect(statuses()[0]).toMatchObject({ downSince: 'unknown', gaps: [] });
    expect(statuses()[1]).toMatchObject({ downSince: null, gaps: [{ from: null }] });
  });
});
