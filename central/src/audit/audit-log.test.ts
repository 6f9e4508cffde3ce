import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CentralDb } from '../store/schema.ts';
import { write } from '../store/write.ts';
import { smallRecord } from '../testing/record.ts';
import { audit, verifyAudit } from './audit-log.ts';

describe('the audit log', () => {
  let db: CentralDb;
  const entry = (action: string) => ({
    at: '2026-06-01T10:00:00.000Z',
    actor: 'central',
    action,
    subject: null,
    detail: {},
  });
  beforeEach(async () => {
    db = await smallRecord();
  });
  afterEach(() => db.destroy());

  it('is one chain however many append to it at once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => write(db, (trx) => audit(trx, entry(`a${i}`), entry(`b${i}`)))),
    );
    expect(await verifyAudit(db)).toEqual({ entries: 40, broken: null });
  });
  it('is found broken where an entry was changed or taken out', async () => {
    for (const action of ['one', 'two', 'three', 'four']) await write(db, (trx) => audit(trx, entry(action)));
    await db.updateTable('audit').set({ actor: 'somebody' }).where('seq', '=', 3).execute();
    expect(await verifyAudit(db)).toEqual({ entries: 2, broken: 3 });
    await db.deleteFrom('audit').where('seq', '=', 2).execute();
    expect(await verifyAudit(db)).toEqual({ entries: 1, broken: 2 });
  });
});
