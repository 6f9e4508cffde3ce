import type { HubFact } from '@tapwell/shared/facts/hub-report';
import { type SqlBool, sql } from 'kysely';
import type { CentralDb } from '../store/schema.ts';

type FactOf<K extends HubFact['kind']> = Extract<HubFact, { kind: K }>;

/**
 * What staff say of a day is kept as it stands last: each change has the next
 * version, and the highest holds whatever the order they arrive in. A hub that
 * was restored may give a version out again: then the younger fact holds.
 */
function newer(table: 'session_day' | 'excuse' | 'companion_visit') {
  const held = (column: string) => sql.ref(`${table}.${column}`);
  return sql<SqlBool>`(excluded.version, excluded.fact_id) > (${held('version')}, ${held('fact_id')})`;
}

export async function storeSessionDay(trx: CentralDb, hubId: string, fact: FactOf<'session'>): Promise<void> {
  const said = {
    version: fact.version,
    fact_id: fact.id,
    status: fact.status,
    reason: fact.reason,
    extra: fact.extra ? 1 : 0,
    guests: fact.guests,
    by_id: fact.by.id,
    by_name: fact.by.name,
    session_start: fact.sessionStart,
    session_end: fact.sessionEnd,
  };
  await trx
    .insertInto('session_day')
    .values({ session_id: fact.sessionId, hub_id: hubId, activity_id: fact.activityId, ...said })
    .onConflict((c) => c.columns(['session_id', 'hub_id']).doUpdateSet(said).where(newer('session_day')))
    .execute();
}

export async function storeExcuse(trx: CentralDb, hubId: string, fact: FactOf<'expected'>): Promise<void> {
  const said = {
    version: fact.version,
    fact_id: fact.id,
    prescribed_activity_id: fact.prescribedActivityId,
    state: fact.state,
    reason: fact.reason,
    by_id: fact.by.id,
    by_name: fact.by.name,
  };
  await trx
    .insertInto('excuse')
    .values({ patient_id: fact.personId, session_id: fact.sessionId, hub_id: hubId, ...said })
    .onConflict((c) => c.columns(['patient_id', 'session_id', 'hub_id']).doUpdateSet(said).where(newer('excuse')))
    .execute();
}

export async function storeCompanionVisit(trx: CentralDb, hubId: string, fact: FactOf<'companion'>): Promise<void> {
  const said = {
    version: fact.version,
    fact_id: fact.id,
    status: fact.status,
    patient_id: fact.personId,
    session_id: fact.sessionId,
    companion_id: fact.companionId,
    companion_name: fact.companionName,
    card_id: fact.cardId,
    by_id: fact.by?.id ?? null,
    by_name: fact.by?.name ?? null,
  };
  await trx
    .insertInto('companion_visit')
    .values({ id: fact.visitId, hub_id: hubId, ...said })
    .onConflict((c) => c.column('id').doUpdateSet(said).where(newer('companion_visit')))
    .execute();
}

/** Of several words about one tap the last said holds; their ids are in the order they were said. */
export async function storePlacing(trx: CentralDb, hubId: string, fact: FactOf<'placed'>): Promise<void> {
  const said = {
    hub_id: hubId,
    fact_id: fact.id,
    at: fact.at,
    attendance_id: fact.attendanceId,
    reason: fact.reason,
    // Of the patient's own choice or further tap, nobody of the staff.
    by_id: fact.by?.id ?? '',
    by_name: fact.by?.name ?? '',
  };
  await trx
    .insertInto('placed_tap')
    .values({ tap_id: fact.tapId, ...said })
    .onConflict((c) =>
      c
        .column('tap_id')
        .doUpdateSet(said)
        .where(({ eb, ref }) => eb(ref('excluded.fact_id'), '>', ref('placed_tap.fact_id'))),
    )
    .execute();
}
