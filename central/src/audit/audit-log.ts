import type { CentralDb } from '../store/schema.ts';
import { holdName } from '../store/write.ts';
import { type AuditEntry, CHAIN_START, chainHash, firstBroken } from './chain.ts';

/**
 * Appends entries to the audit log. Call within the transaction of what they
 * tell of, last: until it ends nobody else can append, as the chain must not fork.
 */
export async function audit(trx: CentralDb, ...entries: AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await holdName(trx, 'audit');
  const last = await trx.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  let seq = last?.seq ?? 0;
  let hash = last?.hash ?? CHAIN_START;
  for (const entry of entries) {
    seq++;
    hash = chainHash(hash, seq, entry);
    await trx
      .insertInto('audit')
      .values({ ...entry, seq, detail: JSON.stringify(entry.detail), hash })
      .execute();
  }
}

const AT_ONCE = 5_000;

/**
 * Walks the whole log, however long, as far as it went when we began.
 * @returns how many entries fit, and the number of the first that does not, or null when the log is whole
 */
export async function verifyAudit(db: CentralDb): Promise<{ entries: number; broken: number | null }> {
  let previous = { seq: 0, hash: CHAIN_START };
  for (;;) {
    const rows = await db
      .selectFrom('audit')
      .selectAll()
      .where('seq', '>', previous.seq)
      .orderBy('seq')
      .limit(AT_ONCE)
      .execute();
    const broken = firstBroken(
      rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) as Record<string, unknown> })),
      previous,
    );
    if (broken !== null) return { entries: broken - 1, broken };
    previous = rows.at(-1) ?? previous;
    if (rows.length < AT_ONCE) return { entries: previous.seq, broken: null };
  }
}
