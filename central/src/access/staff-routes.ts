import { tokenHash } from '@tapwell/shared/device/secrets';
import { GuessGuard } from '@tapwell/shared/http/guess-guard';
import { Problem, parse } from '@tapwell/shared/http/problem';
import { cookieName, readCookie, staffOf } from '@tapwell/shared/http/staff-sign-in';
import express, { type Request, Router } from 'express';
import type { CentralDb } from '../store/schema.ts';
import { ROLES, requireRole } from './roles.ts';
import { addStaff, changeOwnPassword, changeStaff, endStaff, resetPassword, staffList } from './staff.ts';
import { newStaff, ownPassword, staffChange } from './wire.ts';

/** Who works here: kept by administrators; and everybody's own password. */
export function staffRoutes(db: CentralDb, cookie: string, changed: () => void = () => {}): Router {
  const router = Router();
  const administrator = requireRole('administrator');
  const body = express.json({ limit: '8kb' });
  const guard = new GuessGuard();

  router.get('/staff', administrator, async (_req, res) => {
    const places = async (table: 'provider' | 'scheme') =>
      db.selectFrom(table).select(['id', 'name']).orderBy('name').execute();
    res.set('cache-control', 'no-store').json({
      staff: await staffList(db, new Date()),
      providers: await places('provider'),
      schemes: await places('scheme'),
    });
  });

  router.post('/staff', administrator, body, async (req, res) => {
    const added = await addStaff(db, staffOf(req).id, parse(newStaff, req.body), new Date());
    changed();
    res.status(201).set('cache-control', 'no-store').json(added);
  });

  router.post('/staff/:id', administrator, body, async (req: Request<{ id: string }>, res) => {
    await changeStaff(db, staffOf(req as Request).id, req.params.id, parse(staffChange, req.body), new Date());
    changed();
    res.status(204).end();
  });

  router.post('/staff/:id/password', administrator, async (req: Request<{ id: string }>, res) => {
    const password = await resetPassword(db, staffOf(req as Request).id, req.params.id, new Date());
    changed();
    res.set('cache-control', 'no-store').json({ password });
  });

  router.post('/staff/:id/end', administrator, async (req: Request<{ id: string }>, res) => {
    await endStaff(db, staffOf(req as Request).id, req.params.id, new Date());
    changed();
    res.status(204).end();
  });

  router.post('/password', requireRole(...ROLES), body, async (req, res) => {
    const staff = staffOf(req);
    const given = parse(ownPassword, req.body);
    const who = { name: staff.id, from: req.ip ?? '' };
    const now = new Date();
    if (!guard.mayTry(who, now.getTime())) {
      throw new Problem(429, 'Too many tries', 'Too many wrong passwords. Please wait a few minutes and try again.');
    }
    const session = tokenHash(readCookie(req.headers.cookie, cookieName(req, cookie)) ?? '');
    await guard.oneAtATime(() => changeOwnPassword(db, staff.id, given, session, now));
    guard.succeeded(who, now.getTime());
    changed();
    res.status(204).end();
  });
  return router;
}
