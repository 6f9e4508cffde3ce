import { expect, it } from 'vitest';
import { smallRecord } from '../testing/record.ts';
import { cardsInUse } from './count-cards.ts';

it('counts the cards that a key version is still needed for, and none that can never come back', async () => {
  const db = await smallRecord();
  const before = (await cardsInUse(db)).get(1) ?? 0;
  const add = (uid: string, state: string, key_version: number, profile = 'ntag424') =>
    db
      .insertInto('card')
      .values({
        ...{ id: uid, patient_id: 'mary', profile, uid, key_version, state },
        ...{ state_since: '2026-06-01T12:00:00.000Z', issued_at: '2026-06-01T12:00:00.000Z' },
      })
      .execute();
  await add('04000000000001', 'active', 1);
  await add('04000000000002', 'blocked', 1);
  await add('04000000000003', 'replaced', 1);
  await add('04000000000004', 'active', 2);
  await add('04000000000005', 'active', 0, 'uid');
  expect(await cardsInUse(db)).toEqual(
    new Map([
      [1, before + 2],
      [2, 1],
    ]),
  );
  await db.destroy();
});
