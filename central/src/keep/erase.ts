import { localDate } from '@tapwell/shared/schedule/sessions';
import { type SqlBool, sql } from 'kysely';
import { audit } from '../audit/audit-log.ts';
import { touchRosters } from '../roster/touch.ts';
import type { CentralDb } from '../store/schema.ts';
import { holdName, holdRows, write } from '../store/write.ts';
import { factWithoutWords, NO_DETAILS, REMOVED, withoutWords } from './without-words.ts';

export interface Erasing {
  /** `staff <id>`, or `central` when the time to keep it is over. */
  actor: string;
  /** Of a short list, as the log is kept for ever. */
  reason: string;
  now: Date;
  /** Asked once nobody else can change their paths: true leaves everything as it is. */
  unless?: (paths: { scheme_id: string; ended_on: string | null }[]) => boolean;
}

/** Clocks of two processes differ by less. */
const CLOCKS_MS = 10 * 60_000;

/**
 * Removes a person's data for good: names, numbers, contacts, notes, everybody's
 * own words about them, their cards' numbers. What is left counts: which steps
 * there were and when, scores, visits, and names nobody. Venues are told at
 * once. All or nothing, and once. Whoever writes about them at that moment comes
 * before, and their words go too, or after, and is refused (paths/still-here.ts).
 * @returns false when there is nobody like that, or it was done before
 */
export async function erasePerson(db: CentralDb, patientId: string, erasing: Erasing): Promise<boolean> {
  const { actor, reason, now } = erasing;
  const at = now.toISOString();
  // Looked for before anything is held: it may be a long look.
  const cardsBefore = await cardsOf(db, patientId);
  const looked = new Date(now.getTime() - CLOCKS_MS).toISOString();
  const known = await factsAbout(db, [patientId, ...cardsBefore]);
  return write(db, async (trx) => {
    const { paths: theirs, cardIds } = await holdAll(trx, patientId);
    if (erasing.unless?.(theirs)) return false;
    const paths = theirs.map(idOf);
    const factIds = new Set([...known, ...(await factsAbout(trx, [patientId, ...cardIds], looked))]);
    const first = await trx
      .updateTable('patient')
      .set({ given: REMOVED, family: REMOVED, display_name: REMOVED, ...NO_DETAILS, erased_at: at })
      .where('id', '=', patientId)
      .where('erased_at', 'is', null)
      .executeTakeFirst();
    if (first.numUpdatedRows === 0n) return false;
    await stopCards(trx, cardIds, at);
    await leaveRosters(trx, [patientId, ...cardIds]);
    await forgetWords(trx, patientId, paths);
    await forgetCompany(trx, patientId, at);
    await forgetVisits(trx, patientId, at);
    for (const id of factIds) await forgetFact(trx, id);
    const today = localDate(now, 'Europe/London').toString();
    await trx
      .updateTable('path')
      .set({ ended_on: today })
      .where('patient_id', '=', patientId)
      .where('ended_on', 'is', null)
      .execute();
    // Should a venue's roster be worked out at this moment from what was so before, it is once more.
    await touchRosters(trx, [patientId], true);
    const action = actor === 'central' ? 'person purged' : 'person erased';
    const about = paths.length > 0 ? paths : [patientId];
    await audit(trx, ...about.map((subject) => ({ at, actor, action, subject, detail: { reason } })));
    return true;
  });
}

const idOf = ({ id }: { id: string }) => id;

async function cardsOf(db: CentralDb, patientId: string): Promise<string[]> {
  return (await db.selectFrom('card').select('id').where('patient_id', '=', patientId).execute()).map(idOf);
}

/** Keeps everybody else from writing anything about them. What is read of them after this is all there is. */
async function holdAll(trx: CentralDb, patientId: string) {
  await holdName(trx, `path of ${patientId}`);
  await holdName(trx, `patient ${patientId}`);
  const paths = () =>
    trx.selectFrom('path').select(['id', 'scheme_id', 'ended_on']).where('patient_id', '=', patientId).execute();
  await holdRows(trx, 'path', (await paths()).map(idOf));
  const activities = await trx
    .selectFrom('prescribed_activity as pa')
    .innerJoin('prescription as p', 'p.id', 'pa.prescription_id')
    .select('pa.activity_id as id')
    .distinct()
    .where('p.patient_id', '=', patientId)
    .execute();
  await holdRows(trx, 'activity', activities.map(idOf));
  const cardIds = await cardsOf(trx, patientId);
  await holdRows(trx, 'card', cardIds);
  // As they are now that nobody changes them.
  return { paths: await paths(), cardIds };
}

/** Facts of hubs that name them by id; their bodies are the only place where words of a venue's staff are kept. */
export async function factsAbout(db: CentralDb, ids: string[], since = ''): Promise<string[]> {
  const found = new Set<string>();
  for (const id of ids) {
    const rows = await db
      .selectFrom('hub_fact')
      .select('id')
      .where('central_at', '>=', since)
      // SQLite has no sign of escape unless it is named.
      .where(sql<SqlBool>`body like ${`%${JSON.stringify(id).replace(/[!%_]/g, '!$&')}%`} escape '!'`)
      .execute();
    for (const row of rows) found.add(row.id);
  }
  const taps = await db.selectFrom('unplaced_tap').select('id').where('patient_id', '=', ids[0]!).execute();
  for (const tap of taps) found.add(tap.id);
  const placed = await db
    .selectFrom('placed_tap')
    .select('fact_id as id')
    .where('tap_id', 'in', taps.length > 0 ? taps.map(idOf) : [''])
    .execute();
  for (const { id } of placed) found.add(id);
  return [...found];
}

/** No card of theirs works anywhere, and its number is no longer known. */
export async function stopCards(trx: CentralDb, cardIds: string[], at: string): Promise<void> {
  for (const id of cardIds) {
    await trx
      .updateTable('card')
      .set({ uid: `erased ${id}`, state: 'blocked', state_since: at })
      .where('id', '=', id)
      .execute();
  }
}

/** What hubs were told of them is taken back under the next number; no copy of a name waits here for a hub to ask. */
export async function leaveRosters(trx: CentralDb, ids: string[]): Promise<void> {
  const told = () =>
    trx
      .selectFrom('roster_entry')
      .select(['hub_id', 'kind', 'entry_id'])
      .where('entry_id', 'in', ids)
      .where('kind', 'in', ['person', 'companion', 'card'])
      .where('body', 'is not', null)
      .orderBy('hub_id')
      .execute();
  await holdRows(
    trx,
    'hub',
    (await told()).map((row) => row.hub_id),
  );
  for (const { hub_id, kind, entry_id } of await told()) {
    const newest = await trx
      .selectFrom('roster_entry')
      .select((q) => q.fn.max('seq').as('seq'))
      .where('hub_id', '=', hub_id)
      .executeTakeFirst();
    await trx
      .updateTable('roster_entry')
      .set({ body: null, seq: Number(newest?.seq ?? 0) + 1 })
      .where('hub_id', '=', hub_id)
      .where('kind', '=', kind)
      .where('entry_id', '=', entry_id)
      .execute();
  }
}

/** What people wrote about them here. */
async function forgetWords(trx: CentralDb, patientId: string, paths: string[]): Promise<void> {
  await trx.deleteFrom('patient_change').where('patient_id', '=', patientId).execute();
  await trx.updateTable('break_glass').set({ reason: REMOVED }).where('patient_id', '=', patientId).execute();
  if (paths.length === 0) return;
  await trx.updateTable('path_holder').set({ why: null }).where('path_id', 'in', paths).execute();
  await trx.updateTable('referral_intake').set({ nhs_number: null }).where('path_id', 'in', paths).execute();
  const events = await trx.selectFrom('path_event').select(['id', 'body']).where('path_id', 'in', paths).execute();
  for (const { id, body } of events) {
    const left = JSON.stringify(withoutWords(JSON.parse(body)));
    if (left !== body) await trx.updateTable('path_event').set({ body: left }).where('id', '=', id).execute();
  }
}

/** Who came along with them. A companion without anybody else is kept a while, and then goes too (companions/erase-companion.ts). */
async function forgetCompany(trx: CentralDb, patientId: string, at: string): Promise<void> {
  const own = trx.selectFrom('accompanies').select('companion_id').where('patient_id', '=', patientId);
  await trx.updateTable('companion').set({ said_at: at }).where('id', 'in', own).execute();
  await trx.deleteFrom('accompanies').where('patient_id', '=', patientId).execute();
}

/** What staff of venues wrote about their visits, and who came along. */
async function forgetVisits(trx: CentralDb, patientId: string, at: string): Promise<void> {
  const own = trx.selectFrom('attendance').select('id').where('patient_id', '=', patientId);
  await trx.updateTable('attendance_version').set({ reason: null }).where('attendance_id', 'in', own).execute();
  await trx.updateTable('placed_tap').set({ reason: null }).where('attendance_id', 'in', own).execute();
  const taps = trx.selectFrom('unplaced_tap').select('id').where('patient_id', '=', patientId);
  await trx.updateTable('placed_tap').set({ reason: null }).where('tap_id', 'in', taps).execute();
  await trx
    .updateTable('attendance')
    .set({ reason: null, updated_at: at })
    .where('patient_id', '=', patientId)
    .execute();
  await trx.updateTable('excuse').set({ reason: null }).where('patient_id', '=', patientId).execute();
  await trx
    .updateTable('companion_visit')
    .set({ companion_name: REMOVED })
    .where('patient_id', '=', patientId)
    .execute();
}

/** The fact stays, so that it is known when it is sent again; what it says in words, and what the card showed, goes. */
export async function forgetFact(trx: CentralDb, id: string): Promise<void> {
  const row = await trx.selectFrom('hub_fact').select('body').where('id', '=', id).executeTakeFirst();
  if (!row) return;
  await trx
    .updateTable('hub_fact')
    .set({ body: JSON.stringify(factWithoutWords(JSON.parse(row.body) as object)) })
    .where('id', '=', id)
    .execute();
}
