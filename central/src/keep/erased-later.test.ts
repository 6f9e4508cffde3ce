import { newId } from '@tapwell/shared/ids';
import type { Kysely } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { storeFact } from '../hubs/store-fact.ts';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { newSchemeKeys } from '../keys/scheme-keys.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord, visit } from '../testing/record.ts';
import { erasePerson } from './erase.ts';

const now = new Date('2026-06-20T12:00:00.000Z');
const at = '2026-06-15T09:00:00.000Z';
const by = { id: 'rosa', name: 'Rosa' };
const session = {
  ...{ sessionId: 'walk@2026-06-15T10:00', activityId: 'walk', version: 0, personId: 'mary' },
  ...{ sessionStart: '2026-06-15T09:00:00.000Z', sessionEnd: '2026-06-15T10:00:00.000Z' },
};
const excused = (own: object = {}) => ({
  ...{ id: newId(), at, ...session, kind: 'expected', state: 'excused', prescribedActivityId: 'mary-walk' },
  ...{ reason: 'her cancer came back', by, ...own },
});
const tap = (own: object = {}) => ({
  ...{ id: newId(), at, kind: 'tap', outcome: 'drop-in', kioskAt: at, cardId: 'card-mary', counter: null },
  ...{ personId: null, evidence: { kind: 'uid', uid: '04112233445566' }, ...own },
});
const placed = (tapId: string, attendanceId: string | null) => ({
  ...{ id: newId(), at, kind: 'placed', tapId, attendanceId, reason: 'she was unwell', by },
});

let db: CentralDb;
beforeEach(async () => {
  db = await smallRecord();
  return () => db.destroy();
});
const tell = async (fact: object) => {
  const sender = { id: 'hub', venueId: 'hall' };
  expect(await storeFact(db, newSchemeKeys(), sender, fact as never, now)).toEqual({ status: 201 });
};
const came = (a: ReturnType<typeof visit>) => storeAttendances(db, [a], { source: 'hub', venueId: 'hall' }, now);
const erase = (id = 'mary') => erasePerson(db, id, { actor: 'staff lena', reason: 'asked-by-person', now });
async function everything(): Promise<string> {
  // biome-ignore lint/suspicious/noExplicitAny: tables by their names
  const any = db as Kysely<any>;
  const tables = await any.introspection.getTables();
  return JSON.stringify(await Promise.all(tables.map(({ name }) => any.selectFrom(name).selectAll().execute())));
}

describe('what a hub tells of somebody whose data was removed', () => {
  it('is kept without a word, a name or a number of a card; of others it is kept as said', async () => {
    await erase();
    const drop = tap();
    await tell(excused());
    await tell({
      ...{ ...session, id: newId(), at, kind: 'companion', visitId: newId(), status: 'finished' },
      ...{ companionId: null, companionName: 'Cousin Bertha', cardId: null, by },
    });
    await tell(drop);
    await tell(placed(drop.id, null));
    await tell(excused({ personId: 'ahmed', prescribedActivityId: 'ahmed-walk', reason: 'on holiday' }));
    const left = await everything();
    for (const secret of ['cancer', 'Bertha', '04112233445566', 'unwell']) expect(left).not.toContain(secret);
    expect(left).toContain('on holiday');
    expect(await db.selectFrom('excuse').select(['patient_id', 'state']).orderBy('patient_id').execute()).toEqual([
      { patient_id: 'ahmed', state: 'excused' },
      { patient_id: 'mary', state: 'excused' },
    ]);
  });
  it('goes too when it came before the tap or the visit it is about', async () => {
    await erase();
    const [drop, a] = [tap(), visit({}, '2026-06-15')];
    await tell(placed(drop.id, null));
    await tell(placed(newId(), a.id));
    expect(await everything()).toContain('unwell');
    await tell(drop);
    await came(a);
    expect(await everything()).not.toContain('unwell');
  });
  it('counts as a visit, also when it is changed, whatever was written about it', async () => {
    await erase();
    const a = visit({ reason: 'forgot her card at the clinic' }, '2026-06-15');
    await came(a);
    await came({ ...a, version: 1, late: true, reason: 'left early for chemotherapy' });
    await came(visit({ personId: 'ahmed', reason: 'forgot his card' }, '2026-06-15'));
    const left = await everything();
    for (const secret of ['clinic', 'chemotherapy']) expect(left).not.toContain(secret);
    expect(left).toContain('forgot his card');
    const rows = await db
      .selectFrom('attendance')
      .select(['version', 'late'])
      .where('patient_id', '=', 'mary')
      .execute();
    expect(rows).toEqual([{ version: 1, late: 1 }]);
  });
});

it('an id with signs of a pattern in it finds its own facts and nobody else’s', async () => {
  const people = await db.selectFrom('patient').selectAll().where('id', '=', 'mary').execute();
  await db
    .insertInto('patient')
    .values(['m_y%\\', 'maryx'].map((id) => ({ ...people[0]!, id, nhs_number: null })))
    .execute();
  await tell(tap({ personId: 'm_y%\\', cardId: null, outcome: 'refused', evidence: { kind: 'uid', uid: '04AA' } }));
  await tell(tap({ personId: 'm_y%\\', cardId: null, outcome: 'unknown', evidence: { kind: 'uid', uid: '04BB' } }));
  await tell(tap({ personId: 'maryx', cardId: null, outcome: 'unknown', evidence: { kind: 'uid', uid: '04CC' } }));
  await erase('m_y%\\');
  const bodies = await db.selectFrom('hub_fact').select('body').execute();
  expect(bodies.map(({ body }) => JSON.parse(body).evidence.uid ?? null).sort()).toEqual(['04CC', null, null]);
});
