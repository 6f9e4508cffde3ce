import { Problem, parse } from '@tapwell/shared/http/problem';
import { staffOf } from '@tapwell/shared/http/staff-sign-in';
import express, { Router } from 'express';
import type { CentralDb } from '../store/schema.ts';
import { glassUses, markSeen, openGlass, openNow } from './break-glass.ts';
import { logRead } from './log-read.ts';
import { ownPaths } from './readable.ts';
import { readersOf } from './readers.ts';
import { requireRole, WITH_PEOPLE } from './roles.ts';
import { breakGlass } from './wire.ts';

/** Looking at somebody else's patient with a reason, and who looked at whom. */
export function accessRoutes(db: CentralDb): Router {
  const router = Router();
  const people = requireRole(...WITH_PEOPLE);
  const lead = requireRole('team-lead');

  router.post('/break-glass', people, express.json({ limit: '4kb' }), async (req, res) => {
    const opened = await openGlass(db, staffOf(req), parse(breakGlass, req.body), new Date());
    res
      .status(opened.until === null ? 200 : 201)
      .set('cache-control', 'no-store')
      .json(opened);
  });

  router.get('/break-glass/mine', people, async (req, res) => {
    res.set('cache-control', 'no-store').json({ open: await openNow(db, staffOf(req), new Date()) });
  });

  router.get('/break-glass', lead, async (req, res) => {
    const uses = await glassUses(db, staffOf(req), new Date());
    await logRead(
      db,
      staffOf(req),
      'break-glass list',
      uses.map((use) => use.pathId),
    );
    res.set('cache-control', 'no-store').json({ uses });
  });

  router.post('/break-glass/:id/seen', lead, async (req, res) => {
    await markSeen(db, staffOf(req), req.params.id, new Date());
    res.status(204).end();
  });

  router.get('/paths/:id/readers', lead, async (req, res) => {
    const { id } = req.params;
    const own = await ownPaths(db, staffOf(req), new Date()).select('p.id').where('p.id', '=', id).executeTakeFirst();
    if (!own) throw new Problem(404, 'Not found', 'There is no such person in your scheme.');
    await logRead(db, staffOf(req), 'readers', [id]);
    res.set('cache-control', 'no-store').json({ reads: await readersOf(db, id) });
  });
  return router;
}
