import { hash } from 'node:crypto';
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
  let chained = last?.hash ?? CHAIN_START;
  const rows = entries.map((entry) => {
    seq++;
    chained = chainHash(chained, seq, entry);
    return { ...entry, seq, detail: JSON.stringify(entry.detail), hash: chained };
  });
  for (let i = 0; i < rows.length; i += ROWS_AT_ONCE) {
    await trx
      .insertInto('audit')
      .values(rows.slice(i, i + ROWS_AT_ONCE))
      .execute();
  }
}

const AT_ONCE = 5_000;
const ROWS_AT_ONCE = 100;
const GROUPS_AT_ONCE = 50;

/**
 * What an entry about these is about: the one, or the group of them. A group is
 * named by who is in it, so that nobody can be put in or taken out unnoticed. Pure.
 */
export function subjectOf(ids: string[]): { subject: string; group: Group | undefined } {
  const subjects = [...new Set(ids)].sort();
  if (subjects.length === 1) return { subject: subjects[0]!, group: undefined };
  const id = `${GROUP}${hash('sha256', JSON.stringify(subjects), 'base64url')}`;
  return { subject: id, group: { id, subjects } };
}

export interface Group {
  id: string;
  subjects: string[];
}
const GROUP = 'group ';

/** The number of the first entry whose group is not who it says. */
async function brokenGroup(db: CentralDb, rows: { seq: number; subject: string | null }[]): Promise<number | null> {
  const ids = [...new Set(rows.flatMap(({ subject }) => (subject?.startsWith(GROUP) ? [subject] : [])))];
  const wrong = new Set<string>();
  for (let i = 0; i < ids.length; i += GROUPS_AT_ONCE) {
    const some = ids.slice(i, i + GROUPS_AT_ONCE);
    const members = await db.selectFrom('audit_group').selectAll().where('id', 'in', some).execute();
    const byId = grouped(members);
    for (const id of some) {
      const subjects = (byId.get(id) ?? []).map(({ subject }) => subject);
      if (subjects.length < 2 || subjectOf(subjects).subject !== id) wrong.add(id);
    }
  }
  return rows.find(({ subject }) => subject !== null && wrong.has(subject))?.seq ?? null;
}

function grouped<T extends { id: string }>(rows: T[]): Map<string, T[]> {
  const byId = new Map<string, T[]>();
  for (const row of rows) {
    const same = byId.get(row.id);
    if (same) same.push(row);
    else byId.set(row.id, [row]);
  }
  return byId;
}

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
    const group = await brokenGroup(db, rows);
    const first = Math.min(broken ?? Number.POSITIVE_INFINITY, group ?? Number.POSITIVE_INFINITY);
    if (first !== Number.POSITIVE_INFINITY) return { entries: first - 1, broken: first };
    previous = rows.at(-1) ?? previous;
    if (rows.length < AT_ONCE) return { entries: previous.seq, broken: null };
  }
}
