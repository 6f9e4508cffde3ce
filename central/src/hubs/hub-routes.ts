import { type HubFact, hubFact, hubFacts, hubReport } from '@tapwell/shared/facts/hub-report';
import { deviceOf } from '@tapwell/shared/http/device-access';
import { Problem, parse } from '@tapwell/shared/http/problem';
import { type Request, type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { WaitingLine } from '../ingest/waiting-line.ts';
import type { SchemeKeys } from '../keys/scheme-keys.ts';
import { acknowledge, rosterFeed } from '../roster/feed.ts';
import type { WaitingHubs } from '../roster/waiting-hubs.ts';
import { rightsOf } from '../store/devices.ts';
import type { CentralDb } from '../store/schema.ts';
import { keepReport } from './keep-report.ts';
import { prescriptionsOf } from './prescriptions-of.ts';
import { type FactResult, storeFact } from './store-fact.ts';

interface Deps {
  db: CentralDb;
  keys: SchemeKeys;
  requireDevice: RequestHandler;
  waiting: WaitingHubs;
  /** Prescriptions of which a hub told something new. */
  onStored: (prescriptionIds: string[]) => void;
  /** A hub has applied its roster further than before. */
  onAcknowledged: () => void;
  log: (error: unknown) => void;
}

const LONGEST_WAIT_S = 30;
/** Worked out two at a time: when all hubs ask at once, what they upload is not to wait behind all their rosters. */
const ROSTERS = { places: 2, most: 2_000, patienceMs: 20_000, comeAgainMs: 20_000 };
const rosterQuery = z.object({
  cursor: z.coerce.number().int().nonnegative(),
  /** Up to where the roster is in use, when what came after is laid aside until the rest is there. */
  used: z.coerce.number().int().nonnegative().optional(),
  wait: z.coerce.number().int().min(0).max(LONGEST_WAIT_S).default(0),
});

/** `/hub`: what central and its hubs say to each other besides FHIR. */
export function hubRoutes({ db, keys, requireDevice, waiting, onStored, onAcknowledged, log }: Deps): Router {
  const router = Router();
  const rosters = new WaitingLine(ROSTERS);
  router.use(requireDevice);

  router.get('/roster', async (req, res) => {
    const { cursor, used, wait } = parse(rosterQuery, req.query);
    const { id } = await hubOf(db, req);
    if (await acknowledge(db, id, used ?? cursor, new Date())) onAcknowledged();
    const page = async (urgentOnly: boolean) => {
      const leave = await rosters.enter();
      if (!leave) throw new Problem(503, 'Busy', 'Many hubs ask just now: please come again.');
      return rosterFeed(db, id, cursor, keys, new Date(), log, urgentOnly).finally(leave);
    };
    // Visit counts and the like wait for the end of its question; a blocked card does not.
    const first = await page(wait > 0);
    if (wait === 0 || first.changes.length > 0 || first.reset) return void res.json(first);
    const gone = new AbortController();
    res.once('close', () => gone.abort());
    const open = await waiting.wait(id, cursor, wait * 1000, gone.signal);
    if (gone.signal.aborted) return;
    res.json(open ? await page(false) : first);
  });

  router.post('/report', async (req, res) => {
    const report = parse(hubReport, req.body);
    const { id } = await hubOf(db, req);
    await keepReport(db, id, report, new Date());
    res.status(204).end();
  });

  router.post('/facts', async (req, res) => {
    const { facts } = parse(hubFacts, req.body);
    const hub = await hubOf(db, req);
    const now = new Date();
    const results: FactResult[] = [];
    const stored: HubFact[] = [];
    for (const fact of facts) {
      const read = hubFact.safeParse(fact);
      const result: FactResult = read.success
        ? await storeFact(db, keys, hub, read.data, now)
        : { status: 422, detail: read.error.issues[0]!.message };
      if (read.success && result.status === 201) stored.push(read.data);
      results.push(result);
    }
    onStored(await prescriptionsOf(db, stored));
    res.json({ results });
  });
  return router;
}

async function hubOf(db: CentralDb, req: Request): Promise<{ id: string; venueId: string }> {
  const { hub } = await rightsOf(db, deviceOf(req));
  if (!hub) throw new Problem(403, 'Forbidden', 'Only a paired hub may do this.');
  return hub;
}
