import type { RosterCard, RosterCompanion } from '@tapwell/shared/roster/roster';
import { fileReadKey, type SchemeKeys } from '../keys/scheme-keys.ts';
import type { CentralDb } from '../store/schema.ts';

/** Who comes along with these people, and with which of them. */
export async function companionsOf(db: CentralDb, patientIds: string[]): Promise<RosterCompanion[]> {
  if (patientIds.length === 0) return [];
  const rows = await db
    .selectFrom('companion as c')
    .innerJoin('accompanies as a', 'a.companion_id', 'c.id')
    .select(['c.id', 'c.display_name', 'c.language', 'c.larger_text', 'a.patient_id'])
    .where('a.patient_id', 'in', patientIds)
    .where('a.ended_at', 'is', null)
    .where('c.erased_at', 'is', null)
    .orderBy('c.id')
    .orderBy('a.patient_id')
    .execute();
  const companions = new Map<string, RosterCompanion>();
  for (const row of rows) {
    const companion = companions.get(row.id) ?? {
      kind: 'companion',
      id: row.id,
      displayName: row.display_name,
      language: row.language,
      largerText: row.larger_text === 1,
      accompanies: [],
    };
    companion.accompanies.push(row.patient_id);
    companions.set(row.id, companion);
  }
  return [...companions.values()];
}

/** The cards of people and companions, each with its own keys. */
export async function cardsOf(
  db: CentralDb,
  { patientIds, companionIds }: { patientIds: string[]; companionIds: string[] },
  keys: SchemeKeys,
  log: (error: unknown) => void,
): Promise<RosterCard[]> {
  const held = (column: 'patient_id' | 'companion_id', ids: string[]) =>
    ids.length === 0 ? [] : db.selectFrom('card').selectAll().where(column, 'in', ids).orderBy('id').execute();
  const rows = [...(await held('patient_id', patientIds)), ...(await held('companion_id', companionIds))];
  return rows.map((row) => ({
    kind: 'card',
    id: row.id,
    personId: (row.patient_id ?? row.companion_id)!,
    profile: row.profile as 'ntag424' | 'uid',
    uid: row.uid,
    state: row.state as 'active',
    stateSince: row.state_since,
    issuedAt: row.issued_at,
    fileReadKeys: row.profile === 'ntag424' ? keysOf(row, keys, log) : [],
  }));
}

/**
 * The card's key, and those of newer versions: a card whose rotation was cut
 * off at the desk may hold the newer one before central knows. A card of a key
 * version we do not hold works nowhere, but must not keep the others off the roster.
 */
function keysOf(row: { uid: string; key_version: number }, keys: SchemeKeys, log: (error: unknown) => void): string[] {
  try {
    const own = fileReadKey(keys, row.uid, row.key_version);
    const newer = keys.cardMaster.filter(({ version }) => version > row.key_version);
    return [...newer.map(({ version }) => fileReadKey(keys, row.uid, version)), own];
  } catch (error) {
    log(error);
    return [];
  }
}
