import { createHash } from 'node:crypto';

/** One entry of the audit log, before it is chained. */
export interface AuditEntry {
  /** UTC instant. */
  at: string;
  /** Who: `staff priya`, `device <id>`, `central`. */
  actor: string;
  /** What, as a verb phrase, e.g. `card blocked`. */
  action: string;
  /** About what or whom, by id; null when about nothing in particular. */
  subject: string | null;
  /** More, as data; never a name. */
  detail: Record<string, unknown>;
}

export interface ChainedEntry extends AuditEntry {
  seq: number;
  hash: string;
}

/** What the first entry is chained to. */
export const CHAIN_START = '0'.repeat(64);

/** The hash of an entry: over its content and the hash before it, so that no entry can be changed, added or taken out unnoticed. */
export function chainHash(previous: string, seq: number, entry: AuditEntry): string {
  const { at, actor, action, subject, detail } = entry;
  return createHash('sha256')
    .update(JSON.stringify([previous, seq, at, actor, action, subject, detail]))
    .digest('hex');
}

/**
 * Checks a chain from its start, or on from an entry that was checked.
 * @returns the number of the first entry that does not fit, or null when all do
 */
export function firstBroken(
  entries: Iterable<ChainedEntry>,
  after: { seq: number; hash: string } = { seq: 0, hash: CHAIN_START },
): number | null {
  let previous = after.hash;
  let seq = after.seq;
  for (const entry of entries) {
    seq++;
    if (entry.seq !== seq || entry.hash !== chainHash(previous, seq, entry)) return seq;
    previous = entry.hash;
  }
  return null;
}
