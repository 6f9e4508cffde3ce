import { Problem } from '@tapwell/shared/http/problem';
import { staffOf } from '@tapwell/shared/http/staff-sign-in';
import { Router } from 'express';
import { requireRole, WITH_PEOPLE } from '../access/roles.ts';
import { audit } from '../audit/audit-log.ts';
import type { CentralDb } from '../store/schema.ts';
import { write } from '../store/write.ts';

/** One line for the link worker. */
export interface ConcernView {
  id: string;
  kind: string;
  name: string;
  venue: string;
  at: string;
  zone: string;
}

/** What a link worker is to decide about their own patients' cards. Signed-in link workers only. */
export function concernRoutes(db: CentralDb): Router {
  const router = Router();
  const own = (linkWorkerId: string) =>
    db
      .selectFrom('concern as c')
      .innerJoin('patient', 'patient.id', 'c.patient_id')
      .innerJoin('venue', 'venue.id', 'c.venue_id')
      .where('c.settled_at', 'is', null)
      .where('c.patient_id', 'in', (q) =>
        q.selectFrom('prescription').select('patient_id').where('link_worker_id', '=', linkWorkerId),
      );

  router.get('/concerns', requireRole(...WITH_PEOPLE), async (req, res) => {
    const rows = await own(staffOf(req).id)
      .select(['c.id', 'c.kind', 'c.at', 'patient.given', 'patient.family', 'venue.name as venue', 'venue.zone'])
      .orderBy('c.at', 'desc')
      .limit(100)
      .execute();
    const concerns = rows.map(
      ({ id, kind, at, given, family, venue, zone }): ConcernView => ({
        id,
        kind,
        name: `${given} ${family}`,
        venue,
        at,
        zone,
      }),
    );
    res.set('cache-control', 'no-store').json({ concerns });
  });

  router.post('/concerns/:id/settle', requireRole(...WITH_PEOPLE), async (req, res) => {
    const staff = staffOf(req);
    const found = await own(staff.id)
      .select(['c.id', 'c.card_id'])
      .where('c.id', '=', req.params.id)
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
