import { hubFact, hubFacts, hubReport } from '@tapwell/shared/facts/hub-report';
import { deviceOf } from '@tapwell/shared/http/device-access';
import { Problem, parse } from '@tapwell/shared/http/problem';
import { type Request, type RequestHandler, Router } from 'express';
import { z } from 'zod';
import type { SchemeKeys } from '../keys/scheme-keys.ts';
import { rosterFeed } from '../roster/feed.ts';
import { rightsOf } from '../store/devices.ts';
import type { CentralDb } from '../store/schema.ts';
import { storeFact } from './store-fact.ts';

interface Deps {
  db: CentralDb;
  keys: SchemeKeys;
  requireDevice: RequestHandler;
  log: (error: unknown) => void;
}

const rosterQuery = z.object({ cursor: z.coerce.number().int().nonnegative() });

/** `/hub`: what central and its hubs say to each other besides FHIR. */
export function hubRoutes({ db, keys, requireDevice, log }: Deps): Router {
  const router = Router();
  router.use(requireDevice);

  router.get('/roster', async (req, res) => {
    const { cursor } = parse(rosterQuery, req.query);
    const { id } = await hubOf(db, req);
    res.json(await rosterFeed(db, id, cursor, keys, new Date(), log));
  });

  router.post('/report', async (req, res) => {
    const report = parse(hubReport, req.body);
    const now = new Date().toISOString();
    const { id } = await hubOf(db, req);
    // A hub whose clock is ahead has not seen the future.
    const through = report.syncedThrough && report.syncedThrough > now ? now : report.syncedThrough;
    await db
      .updateTable('hub')
      .set({ synced_through: through, last_seen: now, report: JSON.stringify(report) })
      .where('id', '=', id)
      .execute();
    res.status(204).end();
  });

  router.post('/facts', async (req, res) => {
    const { facts } = parse(hubFacts, req.body);
    const hub = await hubOf(db, req);
    const now = new Date();
    const results: { status: number; detail?: string }[] = [];
    for (const fact of facts) {
      const read = hubFact.safeParse(fact);
      if (read.success) results.push({ status: await storeFact(db, hub, read.data, now) });
      else results.push({ status: 422, detail: read.error.issues[0]!.message });
    }
    res.json({ results });
  });
  return router;
}

async function hubOf(db: CentralDb, req: Request): Promise<{ id: string; venueId: string }> {
  const { hub } = await rightsOf(db, deviceOf(req));
  if (!hub) throw new Problem(403, 'Forbidden', 'Only a paired hub may do this.');
  return hub;
}
