import { Problem } from '@tapwell/shared/http/problem';
import type { EventKind, PathEvent } from '@tapwell/shared/path/events';
import { mayAppend } from '@tapwell/shared/path/may-append';
import { pathOf } from '@tapwell/shared/path/path';
import { localDate } from '@tapwell/shared/schedule/sessions';
import { audit } from '../audit/audit-log.ts';
import type { AuditEntry } from '../audit/chain.ts';
import { touchRosters } from '../roster/touch.ts';
import type { CentralDb, Row } from '../store/schema.ts';
import { write } from '../store/write.ts';
import { holdPath, requireMayGoOn } from './live-path.ts';
import { policyOf } from './policy-of.ts';
import { recordedEvents } from './recorded.ts';
import { rowsOf } from './rows-of.ts';
import { requireStillHere } from './still-here.ts';
import { RECORD } from './the-record.ts';
import { whyNotDirectory } from './why-not-directory.ts';
import type { EventDraft } from './wire.ts';
import { writeRows } from './write-rows.ts';

/** Who records it, and when. */
export interface Recorder {
  staff: { id: string; name: string };
  now: Date;
  /** For the audit log, where it is nobody on the staff. */
  actor?: string;
}

/**
 * Adds an event to a path. The same one again changes nothing.
 * @returns whether it is new
 * @throws Problem 404 without such a path, 409 in a sentence when it may not come now
 */
export function appendEvent(db: CentralDb, pathId: string, draft: EventDraft, by: Recorder): Promise<boolean> {
  return write(db, async (trx) => {
    const added = await appendWithin(trx, pathId, draft, by);
    if (added) await audit(trx, added);
    return added !== null;
  });
}

/**
 * The same within a transaction; what it returns goes to the audit log last.
 * @returns null when the event was there already
 */
export async function appendWithin(
  trx: CentralDb,
  pathId: string,
  draft: EventDraft,
  { staff, now, actor = `staff ${staff.id}` }: Recorder,
): Promise<AuditEntry | null> {
  await holdPath(trx, pathId);
  const path = await trx.selectFrom('path').selectAll().where('id', '=', pathId).executeTakeFirst();
  if (!path) throw new Problem(404, 'Not found', 'There is no such person in your caseload.');
  await requireStillHere(trx, path.patient_id);
  const recorded = (await recordedEvents(trx, [path])).get(pathId)!;
  if (await isKnown(trx, path, recorded, draft)) return null;
  const { policy, zone } = await policyOf(trx, path.scheme_id);
  const event = {
    ...draft,
    by: { id: staff.id, name: staff.name },
    recordedAt: laterThan(recorded, now),
  } as PathEvent;
  const whyNot =
    notByHand(recorded, event) ??
    mayAppend(policy, pathOf(policy, recorded, localDate(now, zone).toString()), event) ??
    (event.kind === 'prescription' ? await whyNotPrescribe(trx, path, event) : null);
  if (whyNot !== null) throw new Problem(409, 'Not possible', whyNot);
  const rows = rowsOf(pathId, [...recorded, event]);
  await requireMayGoOn(trx, path, rows.endedOn);
  await storeEvents(trx, pathId, workedOut(recorded), 'unless there');
  await storeEvents(trx, pathId, [event]);
  await writeRows(trx, path, rows);
  if (CHANGES_ROSTER.includes(event.kind)) await touchRosters(trx, [path.patient_id], true);
  return {
    at: event.recordedAt,
    actor,
    action: 'path event added',
    subject: pathId,
    // Its kind and number: what it says of the person stays in the record.
    detail: { kind: event.kind, id: event.id, ...(event.corrects !== null && { corrects: event.corrects }) },
  };
}

/** Puts events on record as they are. */
export async function storeEvents(
  trx: CentralDb,
  pathId: string,
  events: PathEvent[],
  unless?: 'unless there',
): Promise<void> {
  if (events.length === 0) return;
  await trx
    .insertInto('path_event')
    .values(
      events.map((event) => ({
        id: event.id,
        path_id: pathId,
        kind: event.kind,
        on_date: event.on,
        recorded_at: event.recordedAt,
        body: JSON.stringify(event),
      })),
    )
    .$if(unless !== undefined, (q) => q.onConflict((c) => c.column('id').doNothing()))
    .execute();
}

/** What may change what a venue must know; a correction may be of one of these. */
const CHANGES_ROSTER: EventKind[] = ['prescription', 'outcome', 'taken-back'];

/** Visits come from venues and cards from the desk; both are corrected there. */
const ELSEWHERE: Partial<Record<EventKind, string>> = {
  visit: 'Visits are recorded and corrected in the venue’s register.',
  card: 'Cards are recorded when they are issued.',
};

function notByHand(recorded: PathEvent[], event: PathEvent): string | null {
  const corrected = event.corrects === null ? undefined : recorded.find((e) => e.id === event.corrects);
  return ELSEWHERE[event.kind] ?? (corrected && ELSEWHERE[corrected.kind]) ?? null;
}

/** Later than all that is on record, also when this machine's clock is behind another's: a correction comes after what it corrects. */
function laterThan(recorded: PathEvent[], now: Date): string {
  const newest = Math.max(...recorded.filter((e) => e.kind !== 'visit').map((e) => Date.parse(e.recordedAt) + 1), 0);
  return new Date(Math.max(now.getTime(), newest)).toISOString();
}

/** Prescriptions from before paths were are put on record as events before anything builds upon them. */
function workedOut(recorded: PathEvent[]): PathEvent[] {
  return recorded.filter((e) => e.kind === 'prescription' && e.by.id === RECORD.id);
}

async function isKnown(trx: CentralDb, path: Row<'path'>, recorded: PathEvent[], draft: EventDraft): Promise<boolean> {
  const own = recorded.find((e) => e.id === draft.id);
  if (own) {
    if (sameWords(own, draft)) return true;
    throw new Problem(409, 'Not possible', 'Something else was recorded under this number: please start again.');
  }
  const elsewhere = await trx.selectFrom('path_event').select('path_id').where('id', '=', draft.id).executeTakeFirst();
  if (elsewhere && elsewhere.path_id !== path.id) {
    throw new Problem(409, 'Not possible', 'Something else was recorded under this number: please start again.');
  }
  return false;
}

function sameWords(event: PathEvent, draft: EventDraft): boolean {
  const { by: _, recordedAt: __, ...words } = event;
  return inOrder(words) === inOrder(draft);
}

/** JSON with the names in order: what a browser sends again may have them in another. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_, one) =>
    one && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

async function whyNotPrescribe(
  trx: CentralDb,
  path: Row<'path'>,
  event: Extract<PathEvent, { kind: 'prescription' }>,
): Promise<string | null> {
  if (path.link_worker_id === null) return 'Nobody has taken this person yet: take them from the waiting list first.';
  return whyNotDirectory(trx, path.id, event);
}
