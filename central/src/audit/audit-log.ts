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

/** @returns the number of the first entry that was tampered with, or null when the log is whole */
export async function verifyAudit(db: CentralDb): Promise<number | null> {
  const rows = await db.selectFrom('audit').selectAll().orderBy('seq').execute();
  return firstBroken(rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) as Record<string, unknown> })));
}
