import { expect, it } from 'vitest';
import { erasePerson } from '../keep/erase.ts';
import { newSchemeKeys } from '../keys/scheme-keys.ts';
import { smallRecord } from '../testing/record.ts';
import { rosterFeed } from './feed.ts';
import { skipNumbers } from './skip-numbers.ts';

const now = new Date('2026-06-20T12:00:00.000Z');
const keys = newSchemeKeys();

it('after a restore a hub that was told more is told all of it anew, however much was said before it asks', async () => {
  const db = await smallRecord();
  const first = await rosterFeed(db, 'hub', 0, keys, now);
  expect(first.reset).toBe(false);
  // Since the backup, which is what we have again, it was told one thing more.
  const cursor = first.cursor + 1;
  await skipNumbers(db, now);
  await erasePerson(db, 'mary', { actor: 'staff lena', reason: 'asked-by-person', now });
  const { reset, changes, cursor: next, more } = await rosterFeed(db, 'hub', cursor, keys, now);
  expect([reset, more]).toEqual([true, false]);
  expect(changes).toContainEqual(
    expect.objectContaining({ op: 'put', entry: expect.objectContaining({ id: 'ahmed' }) }),
  );
  expect(changes).not.toContainEqual(expect.objectContaining({ entry: expect.objectContaining({ id: 'mary' }) }));
  // From then on as ever.
  expect(await rosterFeed(db, 'hub', next, keys, now)).toMatchObject({ reset: false, changes: [] });
});

it('is told anew as well when the same backup is put back a second time', async () => {
  const db = await smallRecord();
  await rosterFeed(db, 'hub', 0, keys, now);
  const backup = await db.selectFrom('roster_entry').selectAll().execute();
  await skipNumbers(db, now);
  const { cursor } = await rosterFeed(db, 'hub', 0, keys, now);
  // It was told three things more, all forgotten again; and other three are said before it asks.
  await db.deleteFrom('roster_entry').execute();
  await db.insertInto('roster_entry').values(backup).execute();
  await skipNumbers(db, new Date(now.getTime() + 60_000));
  const newest = () => db.selectFrom('roster_entry').select('seq').orderBy('seq', 'desc').executeTakeFirstOrThrow();
  const forgotten = cursor + 3;
  const mary = db.updateTable('roster_entry').where('entry_id', '=', 'mary');
  await mary.set({ body: null, seq: (await newest()).seq + 3 }).execute();
  expect((await rosterFeed(db, 'hub', forgotten, keys, now)).reset).toBe(true);
});

it('goes on from where it was when the clock is behind', async () => {
  const db = await smallRecord();
  const { cursor } = await rosterFeed(db, 'hub', 0, keys, now);
  await skipNumbers(db, now);
  const after = await rosterFeed(db, 'hub', 0, keys, now);
  await skipNumbers(db, new Date(0));
  const again = await rosterFeed(db, 'hub', after.cursor + 3, keys, now);
  expect([after.cursor > cursor, again.reset, again.cursor > after.cursor + 3]).toEqual([true, true, true]);
});
