import { timingSafeEqual } from 'node:crypto';
import { tokenHash } from '@tapwell/shared/device/secrets';
import { Problem } from '@tapwell/shared/http/problem';
import { type Request, Router } from 'express';
import { countKiosks, type HubMetrics, type HubNow } from './hub-metrics.ts';
import { CONTENT_TYPE } from './prometheus.ts';
import type { StoreWatch } from './store-watch.ts';

interface Deps {
  watch: Pick<StoreWatch, 'trouble'>;
  metrics: Pick<HubMetrics, 'page'>;
  now: () => HubNow;
  /** Lets a Prometheus on another machine in. */
  metricsToken: string | undefined;
}

/** Long enough for a slow night at central, short enough that a monitor hears of it on the day. */
const UPLOAD_LATE_MS = 3_600_000;
const ROSTER_LATE_MS = 24 * 3_600_000;
/** Clocks that are set right by as much as this were never wrong. */
const CLOCK_PLAY_MS = 5 * 60_000;

/** `/healthz` for whoever restarts or watches hubs, and `/metrics` for Prometheus. Nothing personal in either. */
export function operateRoutes({ watch, metrics, now, metricsToken }: Deps): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => {
    const { status, body } = health(watch.trouble, now(), Date.now());
    res.status(status).set('cache-control', 'no-store').json(body);
  });
  router.get('/metrics', (req, res) => {
    if (!mayRead(req, metricsToken)) {
      throw new Problem(403, 'Forbidden', 'Metrics are read on the hub itself, or with its metrics token.');
    }
    res.set('cache-control', 'no-store').set('content-type', CONTENT_TYPE).send(metrics.page());
  });
  return router;
}

/**
 * 503 only when the hub cannot do its work, which is to save taps; what merely
 * waits (central away, a kiosk silent) is told with a 200, since starting the
 * hub anew mends none of it. Pure.
 */
export function health(trouble: StoreWatch['trouble'], hub: HubNow, now: number) {
  // A time to come was written while our clock was wrong: nobody knows when that was.
  const age = (at: string | null) => {
    const ms = at === null ? Number.POSITIVE_INFINITY : now - Date.parse(at);
    return ms < -CLOCK_PLAY_MS ? Number.POSITIVE_INFINITY : ms;
  };
  const inStep = age(hub.lastSavedAt) < UPLOAD_LATE_MS ? 'in step' : 'late';
  const body = {
    status: trouble ? 'failing' : 'ok',
    ...(trouble ? { reasons: [trouble] } : {}),
    store: trouble ? 'cannot be written' : 'writable',
    central: hub.refused ? 'refuses' : inStep,
    roster: hub.rosterAt === null ? 'none' : age(hub.rosterAt) < ROSTER_LATE_MS ? 'fresh' : 'old',
    kiosks: countKiosks(hub.kiosks, now),
  };
  return { status: trouble ? 503 : 200, body };
}

/** From this machine, and not handed on by a proxy for someone elsewhere; or with the token. */
function mayRead(req: Request, token: string | undefined): boolean {
  const given = /^Bearer (\S+)$/i.exec(req.get('authorization') ?? '')?.[1];
  if (given !== undefined && token !== undefined) {
    return timingSafeEqual(Buffer.from(tokenHash(given)), Buffer.from(tokenHash(token)));
  }
  const handedOn = req.get('x-forwarded-for') !== undefined || req.get('forwarded') !== undefined;
  return !handedOn && LOOPBACK.test(req.socket.remoteAddress ?? '');
}

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;
