import { setTimeout as sleep } from 'node:timers/promises';
import { openClient, type Scripted, scriptedServer } from '@tapwell/shared/http/scripted-server.testing';
import { expect, it, vi } from 'vitest';
import { RosterStore } from '../roster/roster-store.ts';
import { openStore } from '../store/open.ts';
import { roster } from '../testing/venue.ts';
import { RosterSync } from './roster-sync.ts';

type Changes = Parameters<RosterStore['apply']>[0];

/** Runs a sync against scripted answers until the roster has reached a cursor. */
async function syncUntil(cursor: number, answers: Scripted[], store = new RosterStore(openStore(':memory:'))) {
  const central = await scriptedServer((_heard, nth) => answers[Math.min(nth, answers.length) - 1]!);
  const problems: string[] = [];
  const reached = new Promise<void>((resolve) => store.onChange(() => store.cursor === cursor && resolve()));
  const sync = new RosterSync(openClient(central.url), store, (why) => problems.push(why));
  sync.start();
  await reached;
  await sync.stop();
  central.close();
  return { store, problems, asked: central.heard.map((h) => h.path) };
}
const page = (cursor: number, changes: unknown[], more = false, reset = false): Scripted => ({
  status: 200,
  json: { cursor, changes, more, reset },
});
const put = roster.map((entry) => ({ op: 'put', entry }));

it('a hub that was away catches up page by page from its cursor', async () => {
  const { store, asked } = await syncUntil(8, [page(4, put.slice(0, 4), true), page(8, put.slice(4))]);
  // What is laid aside is not acknowledged: nobody works with it yet.
  expect(asked.slice(0, 2)).toEqual(['/hub/roster?cursor=0&wait=25', '/hub/roster?cursor=4&wait=25&used=0']);
  expect(store.view.people.size).toBe(2);
});
it('an entry that cannot be read is left out and told of; a lost card behind it is blocked all the same', async () => {
  const lost = { ...roster.find((e) => e.kind === 'card')!, state: 'lost' };
  const strange = { op: 'put', entry: { kind: 'hologram', id: 'x' } };
  const { store, problems } = await syncUntil(9, [page(9, [...put, strange, { op: 'put', entry: lost }])]);
  expect(store.view.cardsByUid.get('04112233445566')?.state).toBe('lost');
  expect(problems).toHaveLength(1);
});
it('a card is taken out of use also by an entry of which only that can be read', async () => {
  const lost = { ...roster.find((e) => e.kind === 'card')!, state: 'stolen', fileReadKeys: 'new kind of keys' };
  const { store } = await syncUntil(9, [page(8, put), page(9, [{ op: 'put', entry: lost }])]);
  expect(store.view.cardsByUid.get('04112233445566')).toMatchObject({ state: 'blocked' });
});
it('a store with an entry that cannot be read still starts, works with the others and asks for all anew', async () => {
  const db = openStore(':memory:');
  new RosterStore(db).apply(put as Changes, 900);
  db.prepare(`UPDATE roster SET body = json_set(body, '$.displayName', 7) WHERE id = 'mary'`).run();
  const problems: string[] = [];
  const restarted = new RosterStore(db, (why) => problems.push(why));
  expect(problems).toHaveLength(1);
  expect([...restarted.view.people.keys()]).toEqual(['ahmed']);
  const { asked } = await syncUntil(8, [page(8, put)], restarted);
  expect(asked[0]).toBe('/hub/roster?cursor=0&wait=25');
  expect(restarted.view.people.size).toBe(2);
});
it('a page laid aside that cannot be read any more is asked for again', async () => {
  const db = openStore(':memory:');
  new RosterStore(db).stage({ changes: put.slice(0, 6) as Changes, cursor: 6 });
  db.exec(`UPDATE roster_staged SET body = '{"op":"merge"}' WHERE seq = 2`);
  const { store, asked } = await syncUntil(8, [page(8, put)], new RosterStore(db));
  expect(asked[0]).toBe('/hub/roster?cursor=0&wait=25');
  expect(store.view.people.size).toBe(2);
});
it('a central restored from a backup starts the roster anew', async () => {
  const store = new RosterStore(openStore(':memory:'));
  store.apply(put as Parameters<RosterStore['apply']>[0], 900);
  await syncUntil(3, [page(3, put.slice(0, 3), false, true)], store);
  expect(store.view.people.size).toBe(0);
  expect(store.view.activities.size).toBe(1);
});
it('nonsense from central changes nothing', async () => {
  const nonsense: Scripted = { status: 200, json: { cursor: 'x' } };
  const { store } = await syncUntil(8, [nonsense, page(8, put)]);
  expect(store.view.people.size).toBe(2);
});
it('never works with half a roster: what came before the cut is used with the rest, also after a restart', async () => {
  const db = openStore(':memory:');
  const store = new RosterStore(db);
  store.stage({ changes: put.slice(0, 6) as Changes, cursor: 6 });
  expect(store.view.people.size).toBe(0);
  expect(store.cursor).toBe(0);
  const restarted = new RosterStore(db);
  const { asked } = await syncUntil(8, [page(8, put.slice(6))], restarted);
  expect(asked[0]).toBe('/hub/roster?cursor=6&wait=25&used=0');
  expect(restarted.view.people.size).toBe(2);
  expect(restarted.view.cardsByUid.size).toBe(2);
});
it('takes a blocked card out of use at once, though more of the roster is to come', () => {
  const store = new RosterStore(openStore(':memory:'));
  store.apply(put as Changes, 8);
  const mary = roster.find((e) => e.kind === 'card')!;
  const stranger = { ...mary, id: 'card-new', uid: '04AAAAAAAAAAAA' };
  const changes = [{ ...mary, state: 'blocked' as const }, stranger].map((entry) => ({ op: 'put' as const, entry }));
  store.stage({ changes, cursor: 10 });
  expect(store.view.cardsByUid.get('04112233445566')?.state).toBe('blocked');
  expect(store.view.cardsByUid.has(stranger.uid)).toBe(false);
});
it('a roster begun anew drops what was laid aside before', () => {
  const store = new RosterStore(openStore(':memory:'));
  store.stage({ changes: put.slice(0, 6) as Changes, cursor: 900 });
  store.stage({ changes: put.slice(0, 2) as Changes, cursor: 2, reset: true });
  expect(store.askFrom).toBe(2);
  store.apply(put.slice(2, 4) as Changes, 4);
  expect(store.view.people.size).toBe(0);
  expect(store.view.activities.size).toBe(2);
  expect(store.askFrom).toBe(4);
});
it('asks anew at once after an answer that was held back, and in two seconds after one that was not', async () => {
  const store = new RosterStore(openStore(':memory:'));
  const times: number[] = [];
  const held = [1_990, 0, 0];
  const central = {
    fetch: async () => {
      times.push(performance.now());
      await sleep(held[times.length - 1] ?? 0);
      return Response.json({ cursor: 0, reset: false, changes: [], more: false });
    },
  };
  const sync = new RosterSync(central as never, store, () => {});
  sync.start();
  await sleep(2_700);
  await sync.stop();
  expect(times).toHaveLength(2);
});
it('asks again in ten minutes where it was told three times that it is not known, and at once when told to', async () => {
  const store = new RosterStore(openStore(':memory:'));
  const central = await scriptedServer((_heard, nth) => (nth <= 3 ? { status: 401 } : page(8, put)));
  const problems: string[] = [];
  // Short waits after the first two, which may be astray.
  const chance = vi.spyOn(Math, 'random').mockReturnValue(0.05);
  const sync = new RosterSync(openClient(central.url), store, (why) => problems.push(why));
  sync.start();
  await central.until(() => central.heard.length === 3);
  await sleep(300);
  expect(central.heard).toHaveLength(3);
  sync.tryNow();
  await central.until(() => central.heard.length === 4);
  await sync.stop();
  chance.mockRestore();
  central.close();
  expect(problems).toEqual(['central no longer knows this hub']);
});
