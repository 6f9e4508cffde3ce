import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { audit, type Group, subjectOf } from '../audit/audit-log.ts';
import type { AuditEntry } from '../audit/chain.ts';
import type { CentralDb } from '../store/schema.ts';
import { write } from '../store/write.ts';

/** A page that looks by itself each minute is one reading, not sixty an hour. */
const AGAIN_AFTER_MS = 10 * 60_000;
const MOST_REMEMBERED = 20_000;

/**
 * Puts on record that somebody read something about patients, before they get
 * it: returns once the entry is on the disk. Reads that come together share one
 * transaction; the same reader with the same people within ten minutes is one
 * entry. Who is in a list that changes little is written once.
 * @param what e.g. `caseload`, `path`, `follow-ups`
 * @param paths whose; with a list of several, all in one entry
 */
export async function logRead(
  db: CentralDb,
  staff: Pick<StaffMember, 'id'>,
  what: string,
  paths: string[],
  now = new Date(),
): Promise<void> {
  if (paths.length === 0) return;
  const { subject, group } = subjectOf(paths);
  const key = `${staff.id} ${what} ${subject}`;
  const log = logOf(db);
  const last = log.known.get(key);
  if (last !== undefined && now.getTime() - last < AGAIN_AFTER_MS && now.getTime() >= last) return;
  const entry: AuditEntry = {
    at: now.toISOString(),
    actor: `staff ${staff.id}`,
    action: `read ${what}`,
    subject,
    detail: group ? { people: group.subjects.length } : {},
  };
  await log.add(entry, group);
  // Known only now: whoever asks again meanwhile waits for an entry of their own.
  if (log.known.size >= MOST_REMEMBERED) log.known.clear();
  log.known.set(key, now.getTime());
}

/** Entries on their way to the audit log of one record. */
class ReadLog {
  /** When each reading was last put on record, by reader, what and whom. */
  readonly known = new Map<string, number>();
  readonly #db: CentralDb;
  #waiting: { entry: AuditEntry; group: Group | undefined }[] = [];
  #next: Promise<void> | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(db: CentralDb) {
    this.#db = db;
  }

  add(entry: AuditEntry, group: Group | undefined): Promise<void> {
    this.#waiting.push({ entry, group });
    this.#next ??= this.#writing
      .catch(() => {})
      .then(() => {
        const batch = this.#waiting;
        this.#waiting = [];
        this.#next = undefined;
        const written = writeAll(this.#db, batch);
        this.#writing = written;
        return written;
      });
    return this.#next;
  }
}

const logs = new WeakMap<CentralDb, ReadLog>();

function logOf(db: CentralDb): ReadLog {
  let log = logs.get(db);
  if (!log) {
    log = new ReadLog(db);
    logs.set(db, log);
  }
  return log;
}

const AT_ONCE = 400;

function writeAll(db: CentralDb, batch: { entry: AuditEntry; group: Group | undefined }[]): Promise<void> {
  return write(db, async (trx) => {
    const groups = new Map(batch.flatMap(({ group }) => (group ? [[group.id, group] as const] : [])));
    for (const group of groups.values()) await keepGroup(trx, group);
    await audit(trx, ...batch.map(({ entry }) => entry));
  });
}

/** Written once for the same people, whoever reads them and however often. */
export async function keepGroup(trx: CentralDb, { id, subjects }: Group): Promise<void> {
  const known = await trx.selectFrom('audit_group').select('id').where('id', '=', id).limit(1).executeTakeFirst();
  if (known) return;
  for (let i = 0; i < subjects.length; i += AT_ONCE) {
    await trx
      .insertInto('audit_group')
      .values(subjects.slice(i, i + AT_ONCE).map((subject) => ({ id, subject })))
      .onConflict((c) => c.columns(['id', 'subject']).doNothing())
      .execute();
  }
}

/** For tests that use one database for several records. */
export function forgetReads(db: CentralDb): void {
  logs.delete(db);
}
