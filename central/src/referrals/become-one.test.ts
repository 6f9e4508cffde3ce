import { newId } from '@tapwell/shared/ids';
import type { Kysely } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { schemeRow, shippedPolicy } from '../directory/scheme-row.ts';
import { erasePerson } from '../keep/erase.ts';
import { changePatient } from '../paths/change-patient.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord } from '../testing/record.ts';
import { makeForm } from './forms.ts';
import { sayWhoItIs } from './same-person.ts';
import { openForm, takeIn } from './take-in.ts';

const tessa = { id: 'tessa', name: 'Tessa', role: 'team-lead', providerId: null, schemeId: 'scheme' };
const toby = { ...tessa, id: 'toby', name: 'Toby', schemeId: 'other' };
const now = new Date('2026-06-20T12:00:00.000Z');
const luton = shippedPolicy('luton');
const policy = { ...luton, referral: { ...luton.referral, form: true, from: ['gp' as const, 'self' as const] } };

let db: CentralDb;
beforeEach(async () => {
  db = await smallRecord();
  await db
    .updateTable('scheme')
    .set({ policy: JSON.stringify(policy) })
    .execute();
  await db
    .insertInto('scheme')
    .values(schemeRow(policy, 'Europe/London', 'other'))
    .execute();
  return () => db.destroy();
});

/** @returns the new path */
async function formComes(own: object = {}, lead = tessa): Promise<string> {
  const formId = await makeForm(db, { name: 'Elm Tree Surgery', referrers: ['gp', 'self'] }, lead, now);
  const id = newId();
  const filled = {
    ...{ id, referrer: 'gp', sender: 'Dr Iris Vale', as: 'patient', given: 'Zelda', family: 'Test' },
    ...{ born: '1980-03-31', nhsNumber: null, phone: '01632 960123', reason: 'Loneliness', consent: 'spoken', ...own },
  };
  await takeIn(db, formId, (await openForm(db, formId, now))!, filled as never, now);
  const path = await db.selectFrom('referral_intake').select('path_id').where('id', '=', id).executeTakeFirstOrThrow();
  return path.path_id;
}
const patientOf = async (pathId: string) =>
  (await db.selectFrom('path').select('patient_id').where('id', '=', pathId).executeTakeFirstOrThrow()).patient_id;
const marysPathEnded = () =>
  db.updateTable('path').set({ ended_on: '2026-06-01' }).where('id', '=', 'rx-mary').execute();
const isMary = (pathId: string) => sayWhoItIs(db, pathId, 'mary', tessa, now);
async function everything(): Promise<string> {
  // biome-ignore lint/suspicious/noExplicitAny: tables by their names
  const any = db as Kysely<any>;
  const tables = await any.introspection.getTables();
  return JSON.stringify(await Promise.all(tables.map(({ name }) => any.selectFrom(name).selectAll().execute())));
}

describe('somebody who came by a form and is known', () => {
  it('leaves nothing behind when their data is removed, whatever was noted before it was clear who they are', async () => {
    const pathId = await formComes({ referrer: 'self', sender: 'Zelda Test', nhsNumber: '9990000018' });
    const formId = await patientOf(pathId);
    const change = { phone: '07700 900777', email: 'zelda@example.org', language: 'pl', displayName: 'Zeldy' };
    await changePatient(db, formId, change as never, { staff: tessa, now });
    await db
      .insertInto('break_glass')
      .values({
        ...{ id: newId(), staff_id: 'priya', patient_id: formId, reason: 'Zeldy rang from hospital' },
        ...{ at: now.toISOString(), until_at: now.toISOString() },
      })
      .execute();
    await isMary(pathId);
    expect(await everything()).toContain('01632 960123');
    await erasePerson(db, 'mary', { actor: 'staff tessa', reason: 'asked-by-person', now });
    const left = await everything();
    for (const secret of ['Zelda', 'Zeldy', '960123', '900777', 'zelda@example.org', '1980-03-31', '"pl"']) {
      expect(left).not.toContain(secret);
    }
  });
  it('brings what was not known of them, and changes nothing that was', async () => {
    await marysPathEnded();
    const mary = { nhs_number: null, born: '1980-03-31', phone: '01632 960999' };
    await db.updateTable('patient').set(mary).where('id', '=', 'mary').execute();
    const pathId = await formComes({ nhsNumber: '9990000034' });
    await isMary(pathId);
    const row = await db.selectFrom('patient').selectAll().where('id', '=', 'mary').executeTakeFirstOrThrow();
    expect(row).toMatchObject({ given: 'Mary', nhs_number: '9990000034', phone: '01632 960999' });
  });
  it('keeps a card that was given to them before', async () => {
    await marysPathEnded();
    const pathId = await formComes({ nhsNumber: '9990000018' });
    const card = await db.selectFrom('card').selectAll().executeTakeFirstOrThrow();
    await db
      .insertInto('card')
      .values({ ...card, id: 'given', uid: '04AABBCCDDEEFF', patient_id: await patientOf(pathId) })
      .execute();
    await isMary(pathId);
    const given = await db.selectFrom('card').select('patient_id').where('id', '=', 'given').executeTakeFirst();
    expect(given).toEqual({ patient_id: 'mary' });
  });
  it('takes along whoever was said to be them, in every scheme', async () => {
    await marysPathEnded();
    const first = await formComes({ nhsNumber: '9990000034' });
    const second = await formComes({ nhsNumber: '9990000034' }, toby);
    const firstRow = await patientOf(first);
    await sayWhoItIs(db, second, firstRow, toby, now);
    await db.updateTable('patient').set({ born: '1980-03-31' }).where('id', '=', 'mary').execute();
    await isMary(first);
    expect([await patientOf(first), await patientOf(second)]).toEqual(['mary', 'mary']);
    const live = await db.selectFrom('path').select('id').where('ended_on', 'is', null).execute();
    expect(live.map(({ id }) => id).sort()).toEqual([first, second, 'rx-ahmed'].sort());
  });
});
