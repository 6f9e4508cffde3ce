import { staffOf } from '@tapwell/shared/http/staff-sign-in';
import { Router } from 'express';
import { ROLES, requireRole } from '../access/roles.ts';
import type { CentralDb } from '../store/schema.ts';
import { readOffers, zoneOf } from './offers.ts';

/** The directory of providers, venues and activities. Nothing in it is about a patient. */
export function directoryRoutes(db: CentralDb, now = () => new Date()): Router {
  const router = Router();

  router.get('/directory/activities', requireRole(...ROLES), async (req, res) => {
    const activities = await readOffers(db, now(), await zoneOf(db, staffOf(req)));
    res.set('cache-control', 'no-store').json({ activities });
  });
  return router;
}
