import { parse } from '@tapwell/shared/http/problem';
import { staffOf } from '@tapwell/shared/http/staff-sign-in';
import express, { Router } from 'express';
import { z } from 'zod';
import { logRead } from '../access/log-read.ts';
import { requireRole, WITH_PEOPLE } from '../access/roles.ts';
import { todayOf } from '../prescriptions/caseload-routes.ts';
import type { CentralDb } from '../store/schema.ts';
import { arrangeCover, endCover, newCover } from './cover.ts';
import { handOver, handOverAll } from './hand-over.ts';
import { teamView } from './team-view.ts';

const asked = z.strictObject({ counts: z.enum(['yes', 'no']).default('no') });

/**
 * | | |
 * |---|---|
 * | `GET /api/team?counts=` | a TeamView: colleagues and cover; for a team lead who asks `yes`, with counts |
 * | `POST /api/team/hand-over` | a HandOver; 200 and `{ handedOver }` |
 * | `POST /api/covers` | a NewCover; 201, or 200 when it was arranged already |
 * | `POST /api/covers/:id/end` | 204 |
 */
export function teamRoutes(db: CentralDb, staffChanged: (staffIds: string[]) => void): Router {
  const router = Router();
  const people = requireRole(...WITH_PEOPLE);
  const json = express.json({ limit: '64kb' });

  router.get('/team', people, async (req, res) => {
    const now = new Date();
    const { view, counted } = await teamView(
      db,
      staffOf(req),
      todayOf(now),
      now,
      parse(asked, req.query).counts === 'yes',
    );
    await logRead(db, staffOf(req), 'team', counted, now);
    res.set('cache-control', 'no-store').json(view);
  });

  router.post('/team/hand-over', people, json, async (req, res) => {
    const wanted = parse(handOver, req.body);
    const handedOver = await handOverAll(db, staffOf(req), wanted, new Date());
    staffChanged([wanted.to, ...(wanted.from === null ? [] : [wanted.from])]);
    res.set('cache-control', 'no-store').json({ handedOver });
  });

  router.post('/covers', people, json, async (req, res) => {
    const now = new Date();
    const cover = parse(newCover, req.body);
    const added = await arrangeCover(db, staffOf(req), cover, todayOf(now), now);
    staffChanged([cover.linkWorkerId, cover.coveredBy]);
    res
      .status(added ? 201 : 200)
      .set('cache-control', 'no-store')
      .json({ id: cover.id });
  });

  router.post('/covers/:id/end', people, async (req, res) => {
    const { link_worker_id, covered_by } = await endCover(db, staffOf(req), String(req.params.id), new Date());
    staffChanged([link_worker_id, covered_by]);
    res.status(204).end();
  });
  return router;
}
