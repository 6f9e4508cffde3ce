import { Problem, parse } from '@tapwell/shared/http/problem';
import { type StaffMember, staffOf } from '@tapwell/shared/http/staff-sign-in';
import express, { Router } from 'express';
import { logRead } from '../access/log-read.ts';
import { mayReadPath } from '../access/readable.ts';
import { requireRole, WITH_PEOPLE } from '../access/roles.ts';
import type { CentralDb } from '../store/schema.ts';
import { appendEvent } from './append.ts';
import { eventDraft } from './event-draft.ts';
import { readPath } from './path-view.ts';
import type { PathView } from './wire.ts';

/** People's paths, for those who may read them; see wire.ts. */
export function pathRoutes(db: CentralDb): Router {
  const router = Router();
  const people = requireRole(...WITH_PEOPLE);

  router.get('/paths/:id', people, async (req, res) => {
    const view = await viewOf(db, staffOf(req), req.params.id, new Date());
    await logRead(db, staffOf(req), 'path', [view.id]);
    res.set('cache-control', 'no-store').json(view);
  });

  router.post('/paths/:id/events', people, express.json({ limit: '64kb' }), async (req, res) => {
    const now = new Date();
    const staff = staffOf(req);
    const pathId = String(req.params.id);
    await requireReadable(db, staff, pathId, now);
    const added = await appendEvent(db, pathId, parse(eventDraft, req.body), { staff, now });
    res
      .status(added ? 201 : 200)
      .set('cache-control', 'no-store')
      .json(await viewOf(db, staff, pathId, now));
  });
  return router;
}

/** @throws Problem 404: somebody else's path is as unknown as none */
export async function requireReadable(db: CentralDb, staff: StaffMember, pathId: string, now: Date): Promise<void> {
  if (!(await mayReadPath(db, staff, pathId, now))) {
    throw new Problem(404, 'Not found', 'There is no such person in your caseload.');
  }
}

async function viewOf(db: CentralDb, staff: StaffMember, pathId: string, now: Date): Promise<PathView> {
  await requireReadable(db, staff, pathId, now);
  return (await readPath(db, pathId, now))!;
}
