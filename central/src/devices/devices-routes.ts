import { parse } from '@tapwell/shared/http/problem';
import { staffOf } from '@tapwell/shared/http/staff-sign-in';
import express, { type Request, Router } from 'express';
import { requireRole, WITH_PEOPLE } from '../access/roles.ts';
import type { CentralDb } from '../store/schema.ts';
import { askAgain, devicesView, endDevice, newHubCode } from './devices.ts';
import { resending } from './wire.ts';

/** Hubs, their kiosks and programs: link workers see how they are, administrators look after them. */
export function devicesRoutes(db: CentralDb, wake: () => void = () => {}): Router {
  const router = Router();
  const administrator = requireRole('administrator');

  router.get('/devices', requireRole(...WITH_PEOPLE, 'administrator'), async (req, res) => {
    const view = await devicesView(db, new Date());
    const programs = staffOf(req).role === 'administrator' ? view.programs : [];
    res.set('cache-control', 'no-store').json({ ...view, programs });
  });

  router.post('/devices/hubs/:id/code', administrator, async (req: Request<{ id: string }>, res) => {
    const made = await newHubCode(db, staffOf(req as Request).id, req.params.id, new Date());
    res.set('cache-control', 'no-store').json(made);
  });

  router.post('/devices/resend', administrator, express.json({ limit: '4kb' }), async (req, res) => {
    const hubs = await askAgain(db, `staff ${staffOf(req).id}`, parse(resending, req.body), new Date());
    wake();
    res.json({ hubs });
  });

  router.post('/devices/:id/revoke', administrator, async (req: Request<{ id: string }>, res) => {
    await endDevice(db, staffOf(req as Request).id, req.params.id, new Date());
    res.status(204).end();
  });
  return router;
}
