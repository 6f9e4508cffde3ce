import { describe, expect, it } from 'vitest';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord } from '../testing/record.ts';
import { together } from './together.ts';

const named = async (db: CentralDb) =>
  (await db.selectFrom('venue').select('id').where('name', '=', 'New').orderBy('id').execute()).map((row) => row.id);
const add = (db: CentralDb, id: string) =>
  together(db, async (trx) => {
    await trx.insertInto('venue').values({ id, name: 'New', zone: 'Europe/London' }).execute();
    return id;
  });

describe('changes that come together', () => {
  it('are all made, and each hears of its own', async () => {
    const db = await smallRecord();
    const ids = Array.from({ length: 40 }, (_, i) => `venue-${String(i).padStart(2, '0')}`);
    expect(await Promise.all(ids.map((id) => add(db, id)))).toEqual(ids);
    expect(await named(db)).toEqual(ids);
    await db.destroy();
  });
  it('do not fail with the one among them that fails, and nothing of that one is kept', async () => {
    const db = await smallRecord();
    const failing = together(db, async (trx) => {
      await trx.insertInto('venue').values({ id: 'half', name: 'New', zone: 'Europe/London' }).execute();
      throw new Error('no further');
    });
    const all = await Promise.allSettled([add(db, 'a'), add(db, 'b'), failing, add(db, 'c')]);
    expect(all.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await named(db)).toEqual(['a', 'b', 'c']);
    await db.destroy();
  });
  it('are told only once the change is kept', async () => {
    const db = await smallRecord();
    await Promise.all(['a', 'b', 'c'].map((id) => add(db, id).then(async () => expect(await named(db)).toContain(id))));
    await db.destroy();
  });
});
