import { expect, it } from 'vitest';
import { readersOf } from '../access/readers.ts';
import { smallRecord } from '../testing/record.ts';
import { workspaceOf } from '../testing/signed-in.ts';

it('the waiting list tells whom somebody new may be, so it is a reading of them too', async () => {
  const db = await smallRecord();
  const sam = await workspaceOf(db).as({ id: 'sam', role: 'link-worker', scheme_id: 'scheme' });
  const form = { id: 'form', scheme_id: 'scheme', name: 'Elm', referrers: 'gp', made_at: '', made_by: 'sam' };
  await db.insertInto('referral_form').values(form).execute();
  const name = { given: 'Maria', family: 'Test', display_name: 'Maria' };
  await db
    .insertInto('patient')
    .values({ id: 'new', nhs_number: null, ...name, language: null, larger_text: 0 })
    .execute();
  await db
    .insertInto('path')
    .values({ id: 'new', patient_id: 'new', scheme_id: 'scheme', link_worker_id: null, opened_on: '2026-06-01' })
    .execute();
  const came = { id: 'i', form_id: 'form', path_id: 'new', at: '2026-06-01T09:00:00.000Z', nhs_number: '9990000018' };
  await db.insertInto('referral_intake').values(came).execute();
  const { body } = await sam.get('/referrals').expect(200);
  expect(body.referrals).toMatchObject([{ id: 'new', maybe: [{ name: 'Mary Test' }] }]);
  // Mary is Priya's, and Sam has read who she is.
  expect(await readersOf(db, 'rx-mary')).toMatchObject([{ staff: 'sam', what: 'waiting list' }]);
});
