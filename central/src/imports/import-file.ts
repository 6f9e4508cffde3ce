import { createHash } from 'node:crypto';
import { Problem } from '@tapwell/shared/http/problem';
import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { newId } from '@tapwell/shared/ids';
import { localDate } from '@tapwell/shared/schedule/sessions';
import { logRead } from '../access/log-read.ts';
import { audit } from '../audit/audit-log.ts';
import { policyOf } from '../paths/policy-of.ts';
import { schemeFor } from '../paths/refer.ts';
import type { CentralDb } from '../store/schema.ts';
import { holdName, write } from '../store/write.ts';
import { readCsv, writeCsv } from './csv.ts';
import type { Asking, Planner } from './plan.ts';
import { planPeople } from './plan-people.ts';
import { planScores } from './plan-scores.ts';
import { planServiceUse } from './plan-service-use.ts';
import type { FileImport, FilePreview, FileSent, ImportKind, LineView } from './wire.ts';

const PLANNERS: Record<ImportKind, Planner> = {
  people: planPeople,
  scores: planScores,
  'service-use': planServiceUse,
};

/** What would come of a file, line by line. Nothing of it is kept. */
export async function previewFile(
  db: CentralDb,
  kind: ImportKind,
  sent: FileSent,
  staff: StaffMember,
  now: Date,
): Promise<FilePreview> {
  const asking = await askingOf(db, sent, staff, now);
  const { lines, ready, named, notes = [] } = await PLANNERS[kind](asking);
  await logRead(db, staff, `preview of ${kind}`, named);
  await logPreview(db, kind, asking, lines.length, named.length);
  return { id: newId(), hash: hashOf(kind, sent), ready, lines, notes, leftOut: leftOutOf(asking, lines) };
}

/**
 * Brings in the lines that the preview showed as ready, all or none, once
 * however often it is sent.
 * @throws Problem 409 when it would not do what the preview said
 */
export async function importFile(
  db: CentralDb,
  kind: ImportKind,
  { id, hash, ready, ...sent }: FileImport,
  staff: StaffMember,
  now: Date,
): Promise<{ imported: number }> {
  if (hashOf(kind, sent) !== hash) throw changedSince();
  return write(db, async (trx) => {
    // Two files at once may be about the same people: the second sees what the first brought in.
    await holdName(trx, 'imports');
    const before = await trx.selectFrom('import_run').select(['kind', 'rows']).where('id', '=', id).executeTakeFirst();
    if (before) return { imported: before.rows };
    const plan = await PLANNERS[kind](await askingOf(trx, sent, staff, now));
    if (plan.ready !== ready) throw changedSince();
    const entries = await plan.apply(trx, id);
    const run = { id, kind, at: now.toISOString(), by_id: staff.id, rows: plan.ready };
    await trx.insertInto('import_run').values(run).execute();
    const own = {
      at: run.at,
      actor: `staff ${staff.id}`,
      action: `import ${kind}`,
      subject: id,
      detail: { rows: run.rows },
    };
    await audit(trx, ...entries, own);
    return { imported: plan.ready };
  });
}

/** Each answer says who is on record and who is not; how many were asked about is known, also where nobody was met. */
function logPreview(db: CentralDb, kind: ImportKind, asking: Asking, lines: number, met: number): Promise<void> {
  const { staff, scheme, now } = asking;
  const at = now.toISOString();
  const entry = {
    at,
    actor: `staff ${staff.id}`,
    action: `preview ${kind}`,
    subject: scheme.id,
    detail: { lines, met },
  };
  return write(db, (trx) => audit(trx, entry));
}

async function askingOf(db: CentralDb, sent: FileSent, staff: StaffMember, now: Date): Promise<Asking> {
  const table = readCsv(sent.text);
  const id = await schemeFor(db, staff, sent.schemeId);
  const { policy, zone } = await policyOf(db, id);
  const today = localDate(now, zone).toString();
  return { db, staff, scheme: { id, policy, zone }, now, today, table, sent };
}

/** Lines that are left out, to be mended and brought in again. */
function leftOutOf({ table }: Asking, lines: LineView[]): string | null {
  const why = new Map(lines.filter((one) => one.is === 'left-out').map((one) => [one.line, one.says.join(' ')]));
  if (why.size === 0) return null;
  const rows = table.rows.filter(({ line }) => why.has(line));
  const width = table.header.length;
  const even = (cells: string[]) => Array.from({ length: width }, (_, i) => cells[i] ?? '');
  return writeCsv([
    [...table.header, 'Why it was left out'],
    ...rows.map(({ line, cells }) => [...even(cells), why.get(line)!]),
  ]);
}

function hashOf(kind: ImportKind, { text, schemeId, complete }: FileSent): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, schemeId ?? null, complete ?? null, text]))
    .digest('hex');
}

function changedSince(): Problem {
  return new Problem(409, 'Changed meanwhile', 'The record has changed since you looked: please look again first.');
}
