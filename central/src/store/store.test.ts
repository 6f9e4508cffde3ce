import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { createDatabase } from '../testing/postgres-server.ts';
import { smallRecord } from '../testing/record.ts';
import { openStore } from './open.ts';
import type { CentralDb } from './schema.ts';
import { write } from './write.ts';

describe('a record', () => {
  let db: CentralDb;
  beforeEach(async () => {
    db = await smallRecord();
  });
  afterEach(() => db.destroy());
  const name = async (id: string) =>
    (await db.selectFrom('venue').select('name').where('id', '=', id).executeTakeFirst())?.name;

  it('sorts and compares text byte by byte, whatever the locale of the database', async () => {
    const ids = ['a-c', 'ab', 'Zoe', 'a', 'émile', 'zoe', 'a@1'];
    await db
      .insertInto('venue')
      .values(ids.map((id) => ({ id, name: id, zone: 'Europe/London' })))
      .execute();
    const rows = await db.selectFrom('venue').select('id').where('id', 'in', ids).orderBy('id').execute();
    expect(rows.map((row) => row.id)).toEqual(['Zoe', 'a', 'a-c', 'a@1', 'ab', 'zoe', 'émile']);
    const before = await db.selectFrom('venue').select('id').where('id', '<', 'a').execute();
    expect(before.map((row) => row.id)).toEqual(['Zoe']);
  });
  it('counts in numbers, and holds numbers of any size we use', async () => {
    const { rows } = await db
      .selectFrom('venue')
      .select((q) => q.fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow();
    expect(rows).toBe(1);
    await db
      .updateTable('hub')
      .set({ roster_cursor: 2 ** 40 })
      .execute();
    const { newest } = await db
      .selectFrom('hub')
      .select((q) => q.fn.max('roster_cursor').as('newest'))
      .executeTakeFirstOrThrow();
    expect(newest).toBe(2 ** 40);
  });
  it('keeps text in which somebody sent U+0000, instead of refusing it for ever', async () => {
    await db.updateTable('venue').set({ name: 'Ha\0ll' }).execute();
    expect(await name('hall')).toMatch(/^Ha.ll$/s);
  });
  it('keeps a change wholly or not at all', async () => {
    const failing = write(db, async (trx) => {
      await trx.updateTable('venue').set({ name: 'Half done' }).execute();
      throw new Error('no further');
    });
    await expect(failing).rejects.toThrow('no further');
    expect(await name('hall')).toBe('Hall');
  });
  it('begins a change again that the database threw out, and gives up after some times', async () => {
    let times = 0;
    const thrownOut = (until: number) => () => {
      times++;
      if (times < until) throw Object.assign(new Error('deadlock'), { code: '40P01' });
      return Promise.resolve('done');
    };
    expect(await write(db, thrownOut(3))).toBe('done');
    expect(times).toBe(3);
    times = 0;
    await expect(write(db, thrownOut(100))).rejects.toThrow('deadlock');
    expect(times).toBeLessThan(10);
  });
});

// Two connections of one process to one SQLite file would wait for each other for ever: see test/src/central for its processes.
describe.runIf(inject('postgres'))('opening a record on PostgreSQL', () => {
  it('by four at once makes it once', async () => {
    const url = await createDatabase(inject('postgres'), `opened_${process.pid}`);
    const opened = await Promise.all([1, 2, 3, 4].map(() => openStore(':memory:', url)));
    for (const db of opened) {
      expect(await db.selectFrom('hub').selectAll().execute()).toEqual([]);
      await db.destroy();
    }
  });
});
