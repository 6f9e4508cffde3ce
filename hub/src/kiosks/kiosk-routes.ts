import { deviceOf } from '@tapwell/shared/http/device-access';
import { Problem, parse } from '@tapwell/shared/http/problem';
import { kioskStatus, type VenueStatus } from '@tapwell/shared/tap/kiosk-wire';
import { choice } from '@tapwell/shared/tap/outcome';
import { type RequestHandler, Router } from 'express';
import type { TapIngest } from '../ingest/receive-taps.ts';
import type { RosterStore } from '../roster/roster-store.ts';
import type { Sessions } from '../roster/sessions.ts';
import type { Kiosks } from './kiosk-health.ts';
import { takeTaps } from './take-taps.ts';

interface Deps {
  ingest: Pick<TapIngest, 'receive' | 'choose'>;
  roster: RosterStore;
  /** With what staff said of the day. */
  sessions: Pick<Sessions, 'openAt'>;
  kiosks: Kiosks;
  /** How the venue stands with central. */
  centralState?: () => NonNullable<VenueStatus['central']>;
  requireDevice: RequestHandler;
  /** Staff mode, for a kiosk that is paired. */
  staffRoutes: Router;
  /** A register may have changed. */
  onChanged: () => void;
}

/** What a paired kiosk may ask of its hub. */
export function kioskRoutes(deps: Deps): Router {
  const { ingest, roster, sessions, kiosks, centralState, requireDevice, staffRoutes, onChanged } = deps;
  const router = Router();
  const take = takeTaps(deps);
  router.use(requireDevice);
  router.use('/staff', staffRoutes);

  router.post('/taps', async (req, res) => {
    res.json(await take(req.body, deviceOf(req)));
  });

  router.post('/taps/:id/choice', async (req, res) => {
    const { sessionId } = parse(choice, req.body);
    const outcome = await ingest.choose(req.params.id, sessionId, new Date());
    if (!outcome) throw new Problem(409, 'No such choice', 'This tap does not offer that session any more.');
    onChanged();
    res.json(outcome);
  });

  router.post('/status', (req, res) => {
    const now = new Date();
    if (kiosks.heard(deviceOf(req), parse(kioskStatus, req.body), now)) onChanged();
    const { view } = roster;
    const running = sessions.openAt(now).filter((session) => !session.cancelled);
    const status: VenueStatus = {
      now: now.toISOString(),
      venue: view.venue?.name ?? '',
      zone: view.zone,
      running: running.map((s) => ({ activity: s.activity.name, time: s.time })),
      ...(centralState && { central: centralState() }),
    };
    res.json(status);
  });
  return router;
}
