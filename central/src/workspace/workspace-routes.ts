import { Problem } from '@tapwell/shared/http/problem';
import { sameSiteOnly } from '@tapwell/shared/http/security';
import { requireStaff, type StaffStore, staffFromCookie, staffOf } from '@tapwell/shared/http/staff-sign-in';
import { type RequestHandler, Router } from 'express';
import type { Server as SocketServer } from 'socket.io';
import { accessRoutes } from '../access/access-routes.ts';
import { requireRole, WITH_PEOPLE } from '../access/roles.ts';
import { concernRoutes } from '../concerns/concern-routes.ts';
import { directoryRoutes } from '../directory/directory-routes.ts';
import { hubList } from '../hubs/hub-list.ts';
import { pathRoutes } from '../paths/path-routes.ts';
import { caseloadRoutes } from '../prescriptions/caseload-routes.ts';
import type { CentralDb } from '../store/schema.ts';
import { todayRoutes } from '../today/today-routes.ts';

/** Cookies do not know ports: the name says whose sign-in it is. */
export const CENTRAL_COOKIE = 'tapwell_central';

/**
 * All that staff ask of central once they are signed in. Each route names the
 * roles it is for; a test tries every role at every route.
 */
export function workspaceRoutes(db: CentralDb, staff: StaffStore): Router {
  const router = Router();
  router.use(sameSiteOnly, requireStaff(staff, CENTRAL_COOKIE), ownPasswordFirst);

  router.use(accessRoutes(db));
  router.use(concernRoutes(db));
  router.use(caseloadRoutes(db));
  router.use(todayRoutes(db));
  router.use(directoryRoutes(db));
  router.use(pathRoutes(db));

  router.get('/hubs', requireRole(...WITH_PEOPLE, 'administrator'), async (_req, res) => {
    res.set('cache-control', 'no-store').json({ hubs: await hubList(db) });
  });

  return router;
}

/** Who has still the password somebody else gave them does nothing else before they have one of their own. */
const ownPasswordFirst: RequestHandler = (req, _res, next) => {
  const first = staffOf(req).mustChangePassword === true && req.path !== '/password';
  next(first ? new Problem(403, 'Forbidden', 'Please choose a password of your own first.') : undefined);
};

/** Open workspaces hear that a prescription of theirs changed, by its id alone. */
export function workspacePush(io: SocketServer, db: CentralDb, staff: StaffStore, log: (error: unknown) => void) {
  io.use(async (socket, next) => {
    const member = await staffFromCookie(staff, CENTRAL_COOKIE, socket.request.headers.cookie, new Date());
    if (!member) return next(new Error('Please sign in.'));
    await socket.join(`staff:${member.id}`);
    next();
  });
  return (prescriptionIds: string[]): void => {
    // While a backlog comes in at night nobody has a workspace open.
    if (prescriptionIds.length === 0 || io.sockets.sockets.size === 0) return;
    db.selectFrom('prescription')
      .select(['id', 'link_worker_id'])
      .where('id', 'in', prescriptionIds)
      .execute()
      .then((rows) => {
        for (const row of rows) io.to(`staff:${row.link_worker_id}`).emit('changed', row.id);
      })
      .catch(log);
  };
}
