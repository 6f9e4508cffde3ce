import { Problem, parse } from '@tapwell/shared/http/problem';
import { staffOf } from '@tapwell/shared/http/staff-sign-in';
import express, { type Request, Router } from 'express';
import { ownPaths } from '../access/readable.ts';
import { requireRole } from '../access/roles.ts';
import { erasing } from '../access/wire.ts';
import type { CentralDb } from '../store/schema.ts';
import { erasePerson } from './erase.ts';

/** A person's data removed on request, by the team lead of their scheme. */
export function keepRoutes(db: CentralDb, changed: () => void): Router {
  const router = Router();
  const body = express.json({ limit: '4kb' });

  router.post('/paths/:id/erase', requireRole('team-lead'), body, async (req: Request<{ id: string }>, res) => {
    const staff = staffOf(req as Request);
    const now = new Date();
    const { reason } = parse(erasing, req.body);
    const own = await ownPaths(db, staff, now)
      .select('p.patient_id')
      .where('p.id', '=', req.params.id)
      .executeTakeFirst();
    if (!own) throw new Problem(404, 'Not found', 'There is no such person in your scheme.');
    // Who leads one scheme does not decide for another's.
    const elsewhere = await db
      .selectFrom('path')
      .select('id')
      .where('patient_id', '=', own.patient_id)
      .where('id', 'not in', ownPaths(db, staff, now).select('p.id').where('p.patient_id', '=', own.patient_id))
      .executeTakeFirst();
    if (elsewhere) {
      throw new Problem(409, 'Not yet', 'This person is with another scheme too. Somebody who leads both must do it.');
    }
    await erasePerson(db, own.patient_id, { actor: `staff ${staff.id}`, reason, now });
    changed();
    res.status(204).end();
  });
  return router;
}
