import { Problem } from '@tapwell/shared/http/problem';
import { type StaffMember, staffOf } from '@tapwell/shared/http/staff-sign-in';
import { Router } from 'express';
import { logRead } from '../access/log-read.ts';
import { ownPaths } from '../access/readable.ts';
import { requireRole, WITH_PEOPLE } from '../access/roles.ts';
import { audit } from '../audit/audit-log.ts';
import type { CentralDb } from '../store/schema.ts';
import { write } from '../store/write.ts';
import { concernWords } from './concern-words.ts';

/** One line for the link worker. */
export interface ConcernView {
  id: string;
  kind: string;
  sentence: string;
  /** Of the person; where there are several, one that goes on. */
  pathId: string;
  venue: string;
  at: string;
  zone: string;
}

/** What is to be decided about the cards of people who are somebody's own, or whom they cover; a team lead's scheme. */
export function concernRoutes(db: CentralDb): Router {
  const router = Router();

  router.get('/concerns', requireRole(...WITH_PEOPLE), async (req, res) => {
    const concerns = await openConcerns(db, staffOf(req), new Date());
    await logRead(
      db,
      staffOf(req),
      'concerns',
      concerns.map((concern) => concern.pathId),
    );
    res.set('cache-control', 'no-store').json({ concerns });
  });

  router.post('/concerns/:id/settle', requireRole(...WITH_PEOPLE), async (req, res) => {
    const staff = staffOf(req);
    const found = await concernsOf(db, staff, new Date())
      .select(['c.id', 'c.card_id'])
      .where('c.id', '=', String(req.params.id))
      .executeTakeFirst();
    if (!found) throw new Problem(404, 'Not found', 'There is nothing like that to decide.');
    const at = new Date().toISOString();
    await write(db, async (trx) => {
      const settled = await trx
        .updateTable('concern')
        .set({ settled_at: at, settled_by: staff.id })
        .where('id', '=', found.id)
        .where('settled_at', 'is', null)
        .executeTakeFirst();
      if (settled.numUpdatedRows === 0n) return;
      await audit(trx, {
        at,
        actor: `staff ${staff.id}`,
        action: 'concern settled',
        subject: found.card_id,
        detail: { id: found.id },
      });
    });
    res.status(204).end();
  });
  return router;
}

const MOST = 100;

/** Newest first. */
export async function openConcerns(db: CentralDb, staff: StaffMember, now: Date): Promise<ConcernView[]> {
  const rows = await concernsOf(db, staff, now)
    .innerJoin('patient', 'patient.id', 'c.patient_id')
    .innerJoin('venue', 'venue.id', 'c.venue_id')
    .select(['c.id', 'c.kind', 'c.at', 'patient.given', 'patient.family', 'venue.name as venue', 'venue.zone'])
    .select(['p.id as pathId', 'p.ended_on'])
    .orderBy('c.at', 'desc')
    .limit(MOST)
    .execute();
  const views = new Map<string, ConcernView>();
  for (const { id, kind, at, given, family, venue, zone, pathId, ended_on } of rows) {
    if (views.has(id) && ended_on !== null) continue;
    const sentence = concernWords(kind, `${given} ${family}`, venue);
    views.set(id, { id, kind, sentence, pathId, venue, at, zone });
  }
  return [...views.values()];
}

function concernsOf(db: CentralDb, staff: StaffMember, now: Date) {
  return ownPaths(db, staff, now)
    .innerJoin('concern as c', 'c.patient_id', 'p.patient_id')
    .where('c.settled_at', 'is', null);
}
