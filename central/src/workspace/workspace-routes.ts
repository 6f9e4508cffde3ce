import { Problem } from '@tapwell/shared/http/problem';
import { sameSiteOnly } from '@tapwell/shared/http/security';
import { requireStaff, type StaffStore, staffOf } from '@tapwell/shared/http/staff-sign-in';
import { type RequestHandler, Router } from 'express';
import { accessRoutes } from '../access/access-routes.ts';
import { requireRole, WITH_PEOPLE } from '../access/roles.ts';
import { companionRoutes } from '../companions/companion-routes.ts';
import { concernRoutes } from '../concerns/concern-routes.ts';
import { directoryRoutes } from '../directory/directory-routes.ts';
import { evaluationRoutes } from '../evaluation/evaluation-routes.ts';
import { hubList } from '../hubs/hub-list.ts';
import { importRoutes } from '../imports/import-routes.ts';
import { followUpRoutes } from '../paths/follow-up-routes.ts';
import { pathRoutes } from '../paths/path-routes.ts';
import { caseloadRoutes } from '../prescriptions/caseload-routes.ts';
import { referralRoutes } from '../referrals/referral-routes.ts';
import type { CentralDb } from '../store/schema.ts';
import { teamRoutes } from '../team/team-routes.ts';
import { todayRoutes } from '../today/today-routes.ts';
import { NO_NEWS, type WorkspaceNews } from './news.ts';

/** Cookies do not know ports: the name says whose sign-in it is. */
export const CENTRAL_COOKIE = 'tapwell_central';

/**
 * All that staff ask of central once they are signed in. Each route names the
 * roles it is for; a test tries every role at every route.
 * @param rostersChanged venues have something new to know
 */
export function workspaceRoutes(
  db: CentralDb,
  staff: StaffStore,
  news: WorkspaceNews = NO_NEWS,
  rostersChanged: () => void = () => {},
): Router {
  const router = Router();
  router.use(sameSiteOnly, requireStaff(staff, CENTRAL_COOKIE), ownPasswordFirst, telling(news));

  router.use(accessRoutes(db));
  router.use(concernRoutes(db));
  router.use(caseloadRoutes(db));
  router.use(todayRoutes(db));
  router.use(teamRoutes(db, news.staff));
  router.use(directoryRoutes(db));
  router.use(importRoutes(db));
  router.use(evaluationRoutes(db));
  router.use(followUpRoutes(db));
  router.use(pathRoutes(db));
  router.use(companionRoutes(db, rostersChanged));
  router.use(referralRoutes(db));

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

/** Whoever changes something has it told to all who see the same. */
function telling(news: WorkspaceNews): RequestHandler {
  return (req, res, next) => {
    if (req.method !== 'GET') {
      const pathId = /^\/paths\/([^/]+)/.exec(req.path)?.[1];
      res.once('finish', () => {
        if (res.statusCode >= 300) return;
        if (pathId !== undefined) news.paths([decodeURIComponent(pathId)]);
        else news.around(staffOf(req).id);
      });
    }
    next();
  };
}
