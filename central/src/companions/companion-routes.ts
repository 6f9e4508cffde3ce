import { Problem, parse } from '@tapwell/shared/http/problem';
import { type StaffMember, staffOf } from '@tapwell/shared/http/staff-sign-in';
import express, { type Request, Router } from 'express';
import { logRead } from '../access/log-read.ts';
import { mayWritePath } from '../access/readable.ts';
import { requireRole, WITH_PEOPLE } from '../access/roles.ts';
import { erasing } from '../access/wire.ts';
import { requireReadable } from '../paths/path-routes.ts';
import type { CentralDb } from '../store/schema.ts';
import { beginComingAlong, endComingAlong } from './coming-along.ts';
import { eraseCompanion } from './erase-companion.ts';
import { findCompanions, whoComesAlong } from './who-comes-along.ts';
import { accompanimentEnd, companionSearch, newAccompaniment } from './wire.ts';

/**
 * Who comes along with people, for those whose people they are; see wire.ts.
 * @param changed venues have something new to know
 */
export function companionRoutes(db: CentralDb, changed: () => void): Router {
  const router = Router();
  const people = requireRole(...WITH_PEOPLE);
  const body = express.json({ limit: '4kb' });

  router.get('/paths/:id/companions', people, async (req: Request<{ id: string }>, res) => {
    const staff = staffOf(req as Request);
    const { id } = req.params;
    await requireReadable(db, staff, id, new Date());
    const companions = await whoComesAlong(db, await whoseOf(db, id));
    if (companions.length > 0) await logRead(db, staff, 'companions', [id]);
    res.set('cache-control', 'no-store').json({ companions });
  });

  router.post('/paths/:id/companions', people, body, async (req: Request<{ id: string }>, res) => {
    const by = { staff: staffOf(req as Request), now: new Date() };
    await requireOwn(db, by.staff, req.params.id, by.now);
    const added = await beginComingAlong(db, req.params.id, parse(newAccompaniment, req.body), by);
    changed();
    res.status(added ? 201 : 200).json(null);
  });

  router.post('/paths/:id/companions/search', people, body, async (req: Request<{ id: string }>, res) => {
    const { id } = req.params;
    await requireOwn(db, staffOf(req as Request), id, new Date());
    const found = await findCompanions(db, await whoseOf(db, id), parse(companionSearch, req.body).name);
    res.set('cache-control', 'no-store').json({ found });
  });

  router.post(
    '/paths/:id/companions/:one/end',
    people,
    body,
    async (req: Request<{ id: string; one: string }>, res) => {
      const by = { staff: staffOf(req as Request), now: new Date() };
      const { id, one } = req.params;
      await requireOwn(db, by.staff, id, by.now);
      await endComingAlong(db, id, one, parse(accompanimentEnd, req.body).on, by);
      changed();
      res.status(204).end();
    },
  );

  router.post('/companions/:id/erase', requireRole('team-lead'), body, async (req: Request<{ id: string }>, res) => {
    const staff = staffOf(req as Request);
    const { reason } = parse(erasing, req.body);
    const companion = await db
      .selectFrom('companion')
      .select('scheme_id')
      .where('id', '=', req.params.id)
      .where('erased_at', 'is', null)
      .executeTakeFirst();
    // Who leads one scheme does not decide for another's.
    if (!companion || (staff.schemeId && companion.scheme_id !== staff.schemeId)) {
      throw new Problem(404, 'Not found', 'There is no such companion in your scheme.');
    }
    await eraseCompanion(db, req.params.id, { actor: `staff ${staff.id}`, reason, now: new Date() });
    changed();
    res.status(204).end();
  });
  return router;
}

async function whoseOf(db: CentralDb, pathId: string): Promise<{ patientId: string; schemeId: string }> {
  return db
    .selectFrom('path')
    .select(['patient_id as patientId', 'scheme_id as schemeId'])
    .where('id', '=', pathId)
    .executeTakeFirstOrThrow();
}

/** @throws Problem 404 for somebody else's path, 403 for one that is theirs to read only */
async function requireOwn(db: CentralDb, staff: StaffMember, pathId: string, now: Date): Promise<void> {
  await requireReadable(db, staff, pathId, now);
  if (await mayWritePath(db, staff, pathId, 'companion', now)) return;
  throw new Problem(403, 'Forbidden', 'You may read this; changes are for those whose path it is.');
}
