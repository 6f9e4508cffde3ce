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
  await skipNumbers(db);
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
