import { parse } from '@tapwell/shared/http/problem';
import { staffOf } from '@tapwell/shared/http/staff-sign-in';
import express, { Router } from 'express';
import { logRead } from '../access/log-read.ts';
import { pathsOfPeople } from '../access/paths-of-people.ts';
import { requireRole, WITH_PEOPLE } from '../access/roles.ts';
import type { CentralDb } from '../store/schema.ts';
import { closeForm, formsOf, makeForm } from './forms.ts';
import { referringTo } from './referring.ts';
import { sayWhoItIs } from './same-person.ts';
import { waitingList } from './waiting-list.ts';
import { newForm, whoItIs } from './wire.ts';

/**
 * The waiting list, and the forms by which others refer; see wire.ts here and
 * that of the paths.
 */
export function referralRoutes(db: CentralDb): Router {
  const router = Router();
  const people = requireRole(...WITH_PEOPLE);
  const forms = requireRole('team-lead', 'administrator');

  router.get('/referrals', people, async (req, res) => {
    const now = new Date();
    const referrals = await waitingList(db, staffOf(req), now);
    // Whom somebody new may be is told by name and birthday too.
    const maybe = referrals.flatMap((one) => one.maybe.map(({ patientId }) => patientId));
    const ids = [...referrals.map(({ id }) => id), ...(await pathsOfPeople(db, maybe))];
    await logRead(db, staffOf(req), 'waiting list', ids, now);
    res.set('cache-control', 'no-store').json({ referrals });
  });

  router.get('/referrals/schemes', people, async (req, res) => {
    const { schemeId } = staffOf(req);
    const rows = await db.selectFrom('scheme').select(['id', 'zone', 'policy']).orderBy('name').execute();
    res.set('cache-control', 'no-store').json(referringTo(rows, schemeId, new Date()));
  });

  router.post('/referrals/:id/person', people, express.json({ limit: '4kb' }), async (req, res) => {
    const { samePersonAs } = parse(whoItIs, req.body);
    await sayWhoItIs(db, String(req.params.id), samePersonAs, staffOf(req), new Date());
    res.status(204).end();
  });

  router.get('/referral-forms', forms, async (req, res) => {
    res.set('cache-control', 'no-store').json(await formsOf(db, staffOf(req)));
  });

  router.post('/referral-forms', forms, express.json({ limit: '4kb' }), async (req, res) => {
    const id = await makeForm(db, parse(newForm, req.body), staffOf(req), new Date());
    const { forms } = await formsOf(db, staffOf(req));
    res
      .status(201)
      .set('cache-control', 'no-store')
      .json(forms.find((form) => form.id === id));
  });

  router.post('/referral-forms/:id/close', forms, async (req, res) => {
    await closeForm(db, String(req.params.id), staffOf(req), new Date());
    res.status(204).end();
  });
  return router;
}
