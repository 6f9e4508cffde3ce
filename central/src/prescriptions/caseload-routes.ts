import { Problem, parse } from '@tapwell/shared/http/problem';
import { type StaffMember, staffOf } from '@tapwell/shared/http/staff-sign-in';
import { localDate } from '@tapwell/shared/schedule/sessions';
import { Router } from 'express';
import { z } from 'zod';
import { logRead } from '../access/log-read.ts';
import { mayReadPath } from '../access/readable.ts';
import { requireRole, WITH_PEOPLE } from '../access/roles.ts';
import type { CentralDb } from '../store/schema.ts';
import { caseloadRow } from './caseload.ts';
import { heldPaths, type Whose } from './held.ts';
import { readPeople } from './people.ts';
import { readPrescriptions } from './read.ts';

/** `of`: a team lead may look at `team`, or at one link worker by their id. */
export const whoseQuery = z.strictObject({ of: z.string().min(1).max(200).default('own') });

/**
 * | | |
 * |---|---|
 * | `GET /api/caseload?of=` | `{ now, people: CaseloadRow[] }`: own people and those of whom they cover; a team lead's `team`, or one link worker |
 * | `GET /api/prescriptions/:id` | `{ now, prescription: PrescriptionView }` of somebody they may read |
 */
export function caseloadRoutes(db: CentralDb): Router {
  const router = Router();

  router.get('/caseload', requireRole(...WITH_PEOPLE), async (req, res) => {
    const now = new Date();
    const staff = staffOf(req);
    const held = await heldPaths(db, staff, whoseOf(staff, parse(whoseQuery, req.query).of), todayOf(now));
    const people = await readPeople(db, held, now);
    await logRead(
      db,
      staff,
      'caseload',
      people.map((person) => person.id),
      now,
    );
    res.set('cache-control', 'no-store').json({ now: now.toISOString(), people: people.map(caseloadRow) });
  });

  router.get('/prescriptions/:id', requireRole(...WITH_PEOPLE), async (req, res) => {
    const now = new Date();
    const id = String(req.params.id);
    const found = await db.selectFrom('prescription').select('path_id').where('id', '=', id).executeTakeFirst();
    const pathId = found && (found.path_id ?? id);
    // Somebody else's prescription is as unknown as none: not even its existence is told.
    if (!pathId || !(await mayReadPath(db, staffOf(req), pathId, now))) {
      throw new Problem(404, 'Not found', 'There is no such prescription in your caseload.');
    }
    await logRead(db, staffOf(req), 'prescription', [pathId], now);
    const [prescription] = await readPrescriptions(db, { id }, now);
    res.set('cache-control', 'no-store').json({ now: now.toISOString(), prescription });
  });
  return router;
}

/**
 * @throws Problem 403 when only a team lead may see that
 */
export function whoseOf(staff: StaffMember, of: string): Whose {
  if (of === 'own' || of === staff.id) return of === 'own' ? 'own' : { linkWorkerId: staff.id };
  if (staff.role !== 'team-lead')
    throw new Problem(403, 'Forbidden', 'Only a team lead sees other people’s caseloads.');
  return of === 'team' ? 'team' : { linkWorkerId: of };
}

/** The day by which cover is counted, and what is due. */
export function todayOf(now: Date): string {
  return localDate(now, 'Europe/London').toString();
}
