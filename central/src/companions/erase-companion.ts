import { localDate } from '@tapwell/shared/schedule/sessions';
import { audit } from '../audit/audit-log.ts';
import { type Erasing, factsAbout, forgetFact, leaveRosters, stopCards } from '../keep/erase.ts';
import { REMOVED } from '../keep/without-words.ts';
import { touchRosters } from '../roster/touch.ts';
import type { CentralDb } from '../store/schema.ts';
import { holdName, holdRows, write } from '../store/write.ts';

type ErasingCompanion = Omit<Erasing, 'unless'>;

/**
 * Removes a companion's name and cards for good. That somebody came along, on
 * which days and with whom, stays: it is about the person, and counted.
 * @param spareSince null on request; else only who came along with nobody on record since this instant
 * @returns false when there is nobody like that, or it was done before
 */
export async function eraseCompanion(
  db: CentralDb,
  id: string,
  { actor, reason, now }: ErasingCompanion,
  spareSince: string | null = null,
): Promise<boolean> {
  const at = now.toISOString();
  // Looked for before anything is held: it may be a long look.
  const known = await factsAbout(db, [id, ...(await cardIdsOf(db, id))]);
  return write(db, async (trx) => {
    await holdName(trx, `companion ${id}`);
    if (spareSince !== null && !(await spareCompanions(trx, spareSince)).includes(id)) return false;
    const cardIds = await cardIdsOf(trx, id);
    await holdRows(trx, 'card', cardIds);
    const looked = new Date(now.getTime() - CLOCKS_MS).toISOString();
    const facts = new Set([...known, ...(await factsAbout(trx, [id, ...cardIds], looked))]);
    const first = await trx
      .updateTable('companion')
      .set({ display_name: REMOVED, language: null, larger_text: 0, said_at: at, erased_at: at })
      .where('id', '=', id)
      .where('erased_at', 'is', null)
      .executeTakeFirst();
    if (first.numUpdatedRows === 0n) return false;
    await trx
      .updateTable('accompanies')
      .set({
        ...{ ended_on: localDate(now, 'Europe/London').toString(), ended_at: at },
        ended_by: actor.startsWith('staff ') ? actor.slice('staff '.length) : null,
      })
      .where('companion_id', '=', id)
      .where('ended_at', 'is', null)
      .execute();
    await stopCards(trx, cardIds, at);
    await leaveRosters(trx, [id, ...cardIds]);
    await trx.updateTable('companion_visit').set({ companion_name: REMOVED }).where('companion_id', '=', id).execute();
    for (const fact of facts) await forgetFact(trx, fact);
    const whom = await trx.selectFrom('accompanies').select('patient_id').where('companion_id', '=', id).execute();
    const patientIds = [...new Set(whom.map((row) => row.patient_id))].sort();
    await touchRosters(trx, patientIds, true);
    const action = actor === 'central' ? 'companion purged' : 'companion erased';
    await audit(trx, { at, actor, action, subject: id, detail: { reason } });
    return true;
  });
}

/** Clocks of two processes differ by less. */
const CLOCKS_MS = 10 * 60_000;

/** Companions of whom nothing was put on record since an instant, and who came along with nobody who is on record still. */
export async function spareCompanions(db: CentralDb, since: string): Promise<string[]> {
  const rows = await db
    .selectFrom('companion as c')
    .select('c.id')
    .where('c.erased_at', 'is', null)
    .where('c.said_at', '<', since)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('accompanies as a').select('a.id').whereRef('a.companion_id', '=', 'c.id'))),
    )
    .orderBy('c.id')
    .execute();
  return rows.map((row) => row.id);
}

async function cardIdsOf(db: CentralDb, id: string): Promise<string[]> {
  const rows = await db.selectFrom('card').select('id').where('companion_id', '=', id).orderBy('id').execute();
  return rows.map((row) => row.id);
}
