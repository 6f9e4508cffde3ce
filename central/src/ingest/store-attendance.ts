import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { noteReads } from '../concerns/note.ts';
import { forgetPlaced } from '../keep/erased-later.ts';
import { touchRosters } from '../roster/touch.ts';
import { everyLength } from '../store/every-length.ts';
import type { CentralDb, Row } from '../store/schema.ts';
import { holdRows } from '../store/write.ts';
import { joinIngest } from './arrived.ts';
import { attendanceOf, insertAttendances, rowOf, sayingOf } from './attendance-row.ts';
import { type Counting, countedNow, countingKey, doubtRun, noteRun, recount } from './counted.ts';
import { judgeVersion } from './judge-version.ts';
import { together } from './together.ts';
import { type Refers, referredTo, whyNot } from './why-not.ts';

export type StoreResult =
  | { kind: 'created' | 'exists' | 'updated'; id: string }
  /** What it refers to is not on record here; sending it again does not help. */
  | { kind: 'refused'; reason: string };

/** The device that sent them, and the venue it speaks for; null for one that may speak for all. */
export interface Sender {
  source: string;
  venueId: string | null;
}

/**
 * Stores attendances, each on its own merits, in one transaction, which those
 * of other hubs may share, and with a handful of statements whatever their number: backlogs of weeks come this way.
 * Idempotent by attendance id and version, and indifferent to order: a
 * correction that overtakes what it corrects wins all the same.
 */
export function storeAttendances(
  db: CentralDb,
  attendances: Attendance[],
  from: Sender,
  now: Date,
): Promise<StoreResult[]> {
  if (attendances.length === 0) return Promise.resolve([]);
  return together(db, async (trx) => {
    await holdRows(
      trx,
      'activity',
      attendances.map((a) => a.activityId),
    );
    await joinIngest(trx);
    const at = now.toISOString();
    const [refers, held, counted] = [
      await referredTo(trx, attendances),
      await heldNow(trx, attendances, from.source),
      await countedNow(trx, attendances),
    ];
    const plan = new Plan(refers, held, counted, from, now);
    const results = attendances.map((a) => plan.add(a));
    await carryOut(trx, plan, from.source, at);
    return results;
  });
}

/** What stands under an id, and whether the sender is where it came from. */
interface Held {
  stands: Attendance;
  sameRecorder: boolean;
  /** It came in this very batch and is not in the store yet. */
  fresh: boolean;
}

/** Decides a batch entry by entry, as if each came alone; nothing is stored while it does. */
class Plan {
  readonly created = new Map<string, Attendance>();
  readonly changed = new Map<string, Attendance>();
  readonly history: Attendance[] = [];
  readonly recount = new Map<string, Counting>();
  /** Of people whose data was removed. */
  readonly ofErased = new Set<string>();
  readonly #refers: Map<string, Refers>;
  readonly #held: Map<string, Held>;
  readonly #counted: Map<string, string>;
  readonly #from: Sender;
  readonly #now: Date;

  constructor(
    refers: Map<string, Refers>,
    held: Map<string, Held>,
    counted: Map<string, string>,
    from: Sender,
    now: Date,
  ) {
    this.#refers = refers;
    this.#held = held;
    this.#counted = counted;
    this.#from = from;
    this.#now = now;
  }

  add(said: Attendance): StoreResult {
    const refers = this.#refers.get(said.prescribedActivityId);
    const reason = whyNot(said, refers, this.#from.venueId, this.#now);
    if (reason) return { kind: 'refused', reason };
    const erased = refers !== undefined && refers.erased_at !== null;
    if (erased) this.ofErased.add(said.id);
    // It counts as ever; words about somebody whose data was removed are not kept.
    const a = erased ? { ...said, reason: null } : said;
    const held = this.#held.get(a.id);
    if (!held) {
      this.#held.set(a.id, { stands: a, sameRecorder: true, fresh: true });
      this.created.set(a.id, a);
      this.#counts(a);
      return { kind: 'created', id: a.id };
    }
    const verdict = judgeVersion(held.stands, a, held.sameRecorder);
    if (verdict.kind === 'refused') return verdict;
    if (verdict.kind === 'known') return { kind: 'exists', id: a.id };
    this.history.push(verdict.kind === 'kept' ? a : held.stands);
    if (verdict.kind === 'kept') return { kind: 'exists', id: a.id };
    this.#held.set(a.id, { ...held, stands: a });
    (held.fresh ? this.created : this.changed).set(a.id, a);
    if (held.stands.status !== a.status) this.recount.set(countingKey(a), a);
    return { kind: 'updated', id: a.id };
  }

  /** Where several could count, it is worked out after; until then none does, as two may not even for a moment. */
  counting(a: Attendance): { duplicate_of: string | null } {
    return { duplicate_of: a.status === 'finished' && this.recount.has(countingKey(a)) ? a.id : null };
  }

  #counts(a: Attendance): void {
    if (a.status !== 'finished') return;
    const key = countingKey(a);
    if (this.#counted.has(key)) this.recount.set(key, a);
    else this.#counted.set(key, a.id);
  }
}

async function carryOut(trx: CentralDb, plan: Plan, source: string, at: string): Promise<void> {
  const created = [...plan.created.values()];
  const changed = [...plan.changed.values()];
  const touched = [...created, ...changed];
  if (created.length > 0) {
    await insertAttendances(
      trx,
      created.map((a) => rowOf(a, { central_at: at, updated_at: at, source, ...plan.counting(a) })),
    );
  }
  for (const a of changed) {
    const { cardId: card_id, counter, kioskAt: kiosk_at, hubAt: hub_at } = a;
    const counting = plan.recount.has(countingKey(a)) ? plan.counting(a) : {};
    await trx
      .updateTable('attendance')
      .set({ ...sayingOf(a), card_id, counter, kiosk_at, hub_at, updated_at: at, ...counting })
      .where('id', '=', a.id)
      .execute();
  }
  if (plan.history.length > 0) {
    await trx
      .insertInto('attendance_version')
      .values(plan.history.map((a) => ({ attendance_id: a.id, ...sayingOf(a), central_at: at })))
      .onConflict((c) => c.columns(['attendance_id', 'version']).doNothing())
      .execute();
  }
  for (const id of plan.ofErased) await forgetPlaced(trx, 'attendance_id', id);
  for (const which of plan.recount.values()) await recount(trx, which, at);
  await noteRun(
    trx,
    touched.filter((a) => a.status === 'finished'),
  );
  await doubtRun(trx, [
    ...new Set(
      changed.filter((a) => a.status !== 'finished' && plan.recount.has(countingKey(a))).map((a) => a.sessionId),
    ),
  ]);
  await touchRosters(trx, [...new Set(touched.map((a) => a.personId))]);
  await noteReads(
    trx,
    created.flatMap(({ id, cardId, counter, venueId, arrivedAt }) =>
      cardId ? [{ id, cardId, counter, venueId, at: arrivedAt }] : [],
    ),
    at,
  );
}

const withIds = everyLength((db, ids: string[]) => db.selectFrom('attendance').selectAll().where('id', 'in', ids));

async function heldNow(trx: CentralDb, of: Attendance[], source: string): Promise<Map<string, Held>> {
  const ids = [...new Set(of.map((a) => a.id))];
  const rows = await withIds(trx, ids);
  const own = await sameRecorders(trx, rows, source);
  return new Map(
    rows.map((row) => [row.id, { stands: attendanceOf(row), sameRecorder: own.has(row.source), fresh: false }]),
  );
}

/** Devices that are the sender, or were: a hub that is paired anew has another key and is the same hub. */
async function sameRecorders(trx: CentralDb, rows: Row<'attendance'>[], source: string): Promise<Set<string>> {
  const own = new Set([source]);
  if (rows.every((row) => own.has(row.source))) return own;
  const devices = await trx
    .selectFrom('device')
    .select('id')
    .where('hub_id', '=', (q) => q.selectFrom('device').select('hub_id').where('id', '=', source))
    .execute();
  for (const { id } of devices) own.add(id);
  return own;
}
