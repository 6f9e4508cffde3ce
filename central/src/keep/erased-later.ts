import type { HubFact } from '@tapwell/shared/facts/hub-report';
import type { CentralDb } from '../store/schema.ts';
import { holdName } from '../store/write.ts';
import { forgetFact } from './erase.ts';
import { factWithoutWords } from './without-words.ts';

/**
 * What a hub says may arrive long after it was said, of somebody whose data was
 * removed since: it counts as ever, and none of its words are kept.
 */
export async function asMayBeKept(trx: CentralDb, fact: HubFact): Promise<HubFact> {
  const gone = (await erasedAmong(trx, await whomItIsAbout(trx, fact))) || (await companionErased(trx, fact));
  if (!gone) return fact;
  // Of the two about one tap either may come first.
  if (fact.kind === 'tap') await forgetPlaced(trx, 'tap_id', fact.id);
  return factWithoutWords(fact);
}

/** What was said of a tap before the visit of it arrived. */
export async function forgetPlaced(trx: CentralDb, by: 'tap_id' | 'attendance_id', id: string): Promise<void> {
  const rows = await trx.selectFrom('placed_tap').select('fact_id').where(by, '=', id).execute();
  for (const { fact_id } of rows) await forgetFact(trx, fact_id);
  if (rows.length > 0) await trx.updateTable('placed_tap').set({ reason: null }).where(by, '=', id).execute();
}

async function erasedAmong(trx: CentralDb, patientIds: string[]): Promise<boolean> {
  if (patientIds.length === 0) return false;
  // Should their data be removed at this moment, either we see it or the removal sees us.
  for (const id of [...new Set(patientIds)].sort()) await holdName(trx, `patient ${id}`, 'shared');
  const erased = await trx
    .selectFrom('patient')
    .select('id')
    .where('id', 'in', patientIds)
    .where('erased_at', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return erased !== undefined;
}

/** Whoever came along, by their press or card: their name may have been removed though the person's was not. */
async function companionErased(trx: CentralDb, fact: HubFact): Promise<boolean> {
  const id = await companionIn(trx, fact);
  if (id === null) return false;
  await holdName(trx, `companion ${id}`, 'shared');
  const erased = await trx
    .selectFrom('companion')
    .select('id')
    .where('id', '=', id)
    .where('erased_at', 'is not', null)
    .executeTakeFirst();
  return erased !== undefined;
}

async function companionIn(trx: CentralDb, fact: HubFact): Promise<string | null> {
  if (fact.kind === 'companion') return fact.companionId;
  if (fact.kind !== 'tap' || fact.cardId === null) return null;
  const card = await trx.selectFrom('card').select('companion_id').where('id', '=', fact.cardId).executeTakeFirst();
  return card?.companion_id ?? null;
}

async function whomItIsAbout(trx: CentralDb, fact: HubFact): Promise<string[]> {
  switch (fact.kind) {
    case 'expected':
    case 'companion':
      return [fact.personId];
    case 'tap': {
      const own = fact.personId === null ? [] : [fact.personId];
      if (fact.cardId === null) return own;
      return [
        ...own,
        ...holders(await trx.selectFrom('card').select('patient_id').where('id', '=', fact.cardId).execute()),
      ];
    }
    case 'placed': {
      const tap = await trx.selectFrom('unplaced_tap').select('patient_id').where('id', '=', fact.tapId).execute();
      if (fact.attendanceId === null) return holders(tap);
      const visit = trx.selectFrom('attendance').select('patient_id').where('id', '=', fact.attendanceId);
      return holders([...tap, ...(await visit.execute())]);
    }
    case 'session':
    case 'kiosk-gap':
      return [];
  }
}

function holders(rows: { patient_id: string | null }[]): string[] {
  return rows.flatMap(({ patient_id }) => patient_id ?? []);
}
