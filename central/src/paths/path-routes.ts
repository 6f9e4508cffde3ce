import { Problem, parse } from '@tapwell/shared/http/problem';
import { type StaffMember, staffOf } from '@tapwell/shared/http/staff-sign-in';
import express, { type Response, Router } from 'express';
import { logRead } from '../access/log-read.ts';
import { mayReadPath, mayWritePath } from '../access/readable.ts';
import { requireRole, WITH_PEOPLE } from '../access/roles.ts';
import type { CentralDb } from '../store/schema.ts';
import { appendEvent } from './append.ts';
import { changePatient } from './change-patient.ts';
import { eventDraft } from './event-draft.ts';
import { setHolder } from './holder.ts';
import { readPath } from './path-view.ts';
import { refer } from './refer.ts';
import { newHolder, newPath, type PathView, patientChange } from './wire.ts';

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
    const draft = parse(eventDraft, req.body);
    if (!(await mayWritePath(db, staff, pathId, draft.kind, now, draft.corrects))) {
      throw new Problem(
        403,
        'Forbidden',
        'You may read this, and note a contact; the rest is for those whose path it is.',
      );
    }
    const added = await appendEvent(db, pathId, draft, { staff, now });
    await answer(res, staff, pathId, added);
  });

  router.post('/paths', people, express.json({ limit: '64kb' }), async (req, res) => {
    const staff = staffOf(req);
    const asked = parse(newPath, req.body);
    const referral = parse(eventDraft, asked.referral);
    const added = await refer(db, { ...asked, referral }, staff, new Date());
    // Whoever put somebody onto the list for others may not read on.
    if (!(await mayReadPath(db, staff, asked.id, new Date()))) return void res.status(added ? 201 : 200).json(null);
    await answer(res, staff, asked.id, added);
  });

  router.post('/paths/:id/holder', people, express.json({ limit: '4kb' }), async (req, res) => {
    const staff = staffOf(req);
    await setHolder(db, String(req.params.id), parse(newHolder, req.body), staff, new Date());
    res.status(204).end();
  });

  router.patch('/paths/:id/patient', people, express.json({ limit: '4kb' }), async (req, res) => {
    const now = new Date();
    const staff = staffOf(req);
    const pathId = String(req.params.id);
    await requireReadable(db, staff, pathId, now);
    if (!(await mayWritePath(db, staff, pathId, 'patient', now))) {
      throw new Problem(403, 'Forbidden', 'You may read this; changes are for those whose path it is.');
    }
    const path = await db.selectFrom('path').select('patient_id').where('id', '=', pathId).executeTakeFirstOrThrow();
    await changePatient(db, path.patient_id, parse(patientChange, req.body), { staff, now });
    await answer(res, staff, pathId, false);
  });

  async function answer(res: Response, staff: StaffMember, pathId: string, added: boolean): Promise<void> {
    const view = await viewOf(db, staff, pathId, new Date());
    await logRead(db, staff, 'path', [pathId]);
    res
      .status(added ? 201 : 200)
      .set('cache-control', 'no-store')
      .json(view);
  }
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
