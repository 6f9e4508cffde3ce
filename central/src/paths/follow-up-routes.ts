import { staffOf } from '@tapwell/shared/http/staff-sign-in';
import { Router } from 'express';
import { logRead } from '../access/log-read.ts';
import { requireRole, WITH_PEOPLE } from '../access/roles.ts';
import type { CentralDb } from '../store/schema.ts';
import { followUpList } from './follow-up-list.ts';

/** `GET /api/follow-ups`: a FollowUpList of the reader's people. */
export function followUpRoutes(db: CentralDb, now = () => new Date()): Router {
  const router = Router();
  router.get('/follow-ups', requireRole(...WITH_PEOPLE), async (req, res) => {
    const list = await followUpList(db, staffOf(req), now());
    await logRead(db, staffOf(req), 'follow-ups', [...new Set(list.lines.map((line) => line.pathId))]);
    res.set('cache-control', 'no-store').json(list);
  });
  return router;
}
