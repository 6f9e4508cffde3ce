import { setImmediate as turn } from 'node:timers/promises';
import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { newId } from '@tapwell/shared/ids';
import { addDays } from '@tapwell/shared/path/dates';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { encounterKind } from '../fhir/kinds/attendances.ts';
import type { After } from '../fhir/kinds/kind.ts';
import { collect } from '../fhir/search/find.ts';
import type { CentralDb } from '../store/schema.ts';
import { write } from '../store/write.ts';
import { smallRecord, visit } from '../testing/record.ts';
import { arrivedThrough, joinIngest } from './arrived.ts';
import { insertAttendances, rowOf } from './attendance-row.ts';
import { storeAttendances } from './store-attendance.ts';

const HALL = { source: 'hub', venueId: 'hall' };
const now = new Date('2036-06-09T00:00:00Z');
const WRITERS = 8;
const EACH = 12;

let db: CentralDb;
beforeEach(async () => {
  db = await smallRecord();
});
afterEach(() => db.destroy());

/** Someone's visit of its own day. */
const visitOf = (n: number) => visit({ id: newId() }, addDays('2026-05-11', n));
const put = (trx: CentralDb, a: Attendance) =>
  insertAttendances(trx, [rowOf(a, { central_at: '', updated_at: '', source: 'hub', duplicate_of: null })]);

/** What a program finds that follows next links one by one, from where it was. */
async function readOn(after: After | null): Promise<{ ids: string[]; after: After | null }> {
  const ids: string[] = [];
  for (let at = after; ; ) {
    const { found, next } = await collect(db, encounterKind, { narrow: {}, terms: [], count: 1, after: at });
    ids.push(...found.map(({ resource }) => resource.id!));
    if (!next) {
      const last = ids.at(-1);
      if (last === undefined) return { ids, after: at };
      const { seq } = await db.selectFrom('attendance').select('seq').where('id', '=', last).executeTakeFirstOrThrow();
      return { ids, after: { key: String(seq) } };
    }
    at = next;
  }
}

describe('a program that reads on while visits arrive', () => {
  it('sees each of them once, however many are stored at the same time', async () => {
    let done = false;
    const writers = Array.from({ length: WRITERS }, async (_, w) => {
      const sent: string[] = [];
      for (let i = 0; i < EACH; i++) {
        const a = visitOf(w * EACH + i);
        const [result] = await storeAttendances(db, [a], HALL, now);
        expect(result!.kind).toBe('created');
        sent.push(a.id);
      }
      return sent;
    });
    const stored = Promise.all(writers).finally(() => {
      done = true;
    });
    const seen: string[] = [];
    let after: After | null = null;
    for (let last = false; !last; ) {
      // What was stored before we began to read is found by then.
      last = done;
      const page: Awaited<ReturnType<typeof readOn>> = await readOn(after);
      seen.push(...page.ids);
      after = page.after;
      // SQLite answers at once: others get their turn.
      await turn();
    }
    const all = (await stored).flat();
    expect([...seen].sort()).toEqual(all.sort());
  }, 60_000);
});

describe.runIf(inject('postgres'))('reading while a visit is being stored for long', () => {
  /** Begins to store a visit, and commits it when told to. */
  async function slowly(a: Attendance): Promise<() => Promise<void>> {
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    let stored = Promise.resolve();
    await new Promise<void>((began, failed) => {
      stored = write(db, async (trx) => {
        await joinIngest(trx);
        await put(trx, a);
        began();
        await ended;
      });
      stored.catch(failed);
    });
    return () => {
      end();
      return stored;
    };
  }

  it('waits for nobody, and nobody for it', async () => {
    const finish = await slowly(visitOf(1));
    // Neither would come back before the slow one is done.
    await arrivedThrough(db);
    const reading = arrivedThrough(db);
    const [result] = await storeAttendances(db, [visitOf(2)], HALL, now);
    expect(result!.kind).toBe('created');
    await reading;
    await finish();
  });
  it('leaves what was numbered after it for when it is there too', async () => {
    const [before, slowOne, after] = [visitOf(1), visitOf(2), visitOf(3)];
    await storeAttendances(db, [before], HALL, now);
    const finish = await slowly(slowOne);
    await storeAttendances(db, [after], HALL, now);
    const first = await readOn(null);
    expect(first.ids).toEqual([before.id]);
    await finish();
    expect((await readOn(first.after)).ids).toEqual([slowOne.id, after.id]);
  });
  it('does not wait for one that was given up', async () => {
    const failed = write(db, async (trx) => {
      await joinIngest(trx);
      await put(trx, visitOf(1));
      throw new Error('no further');
    });
    await expect(failed).rejects.toThrow('no further');
    const a = visitOf(2);
    await storeAttendances(db, [a], HALL, now);
    expect((await readOn(null)).ids).toEqual([a.id]);
  });
  it.each([2_147_483_646, 2_147_483_648, 4_294_967_295, 5_000_000_000])('holds for numbers about %i', async (last) => {
    await sql`select setval(pg_get_serial_sequence('attendance', 'seq'), ${last})`.execute(db);
    const [slowOne, after] = [visitOf(2), visitOf(3)];
    const finish = await slowly(slowOne);
    await storeAttendances(db, [after], HALL, now);
    expect(await arrivedThrough(db)).toBe(last);
    await finish();
    expect(await arrivedThrough(db)).toBe(last + 2);
  });
});
