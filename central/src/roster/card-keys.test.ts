import { expect, it } from 'vitest';
import { fileReadKey, newSchemeKeys, rotateKeys } from '../keys/scheme-keys.ts';
import { smallRecord } from '../testing/record.ts';
import { rosterFeed } from './feed.ts';

it('after a rotation hubs hold a card’s own key and its newer one, so a card caught half way works', async () => {
  const db = await smallRecord();
  const keys = rotateKeys(newSchemeKeys(), 'cardMaster');
  const { changes } = await rosterFeed(db, 'hub', 0, keys, new Date('2026-06-01T12:00:00Z'));
  const held = changes.flatMap((c) => (c.op === 'put' && c.entry.kind === 'card' ? [c.entry.fileReadKeys] : []));
  const uid = '04112233445566';
  expect(held).toEqual([[fileReadKey(keys, uid, 2), fileReadKey(keys, uid, 1)]]);
  await db.destroy();
});
