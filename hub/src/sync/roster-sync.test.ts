import { openClient, type Scripted, scriptedServer } from '@tapwell/shared/http/scripted-server.testing';
import { expect, it } from 'vitest';
import { RosterStore } from '../roster/roster-store.ts';
import { openStore } from '../store/open.ts';
import { roster } from '../testing/venue.ts';
import { RosterSync } from './roster-sync.ts';

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
  expect(asked.slice(0, 2)).toEqual(['/hub/roster?cursor=0', '/hub/roster?cursor=4']);
  expect(store.view.people.size).toBe(2);
});
it('an entry that cannot be read is left out and told of; a lost card behind it is blocked all the same', async () => {
  const lost = { ...roster.find((e) => e.kind === 'card')!, state: 'lost' };
  const strange = { op: 'put', entry: { kind: 'hologram', id: 'x' } };
  const { store, problems } = await syncUntil(9, [page(9, [...put, strange, { op: 'put', entry: lost }])]);
  expect(store.view.cardsByUid.get('04112233445566')?.state).toBe('lost');
  expect(problems).toHaveLength(1);
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
