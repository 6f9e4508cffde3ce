import type { ErrorRequestHandler, Router } from 'express';
import type { Logger } from 'pino';
import type { HubConfig } from '../config.ts';
import type { Kiosks } from '../kiosks/kiosk-health.ts';
import { type Db, metaOf } from '../store/open.ts';
import type { Outbox } from '../store/outbox.ts';
import { syncedThrough } from '../sync/synced-through.ts';
import { HubMetrics, type HubNow } from './hub-metrics.ts';
import { operateRoutes } from './operate-routes.ts';
import { purgeDaily } from './purge.ts';
import { storeTrouble, TROUBLE_WORDS } from './store-trouble.ts';
import { refuseWhileIll, StoreWatch } from './store-watch.ts';

interface Deps {
  config: Pick<HubConfig, 'data' | 'keepDays' | 'metricsToken' | 'central'>;
  db: Db;
  outbox: Outbox;
  kiosks: Kiosks;
  /** How the exchange with central goes; null before it was begun. */
  sync: () => Pick<HubNow, 'lastSavedAt' | 'rosterAt' | 'refused'>;
  log: Logger;
  /** What staff see of the hub's state has changed. */
  onChange: () => void;
}

/** What keeps a running hub well, and tells how it is. */
export interface Operating {
  metrics: HubMetrics;
  /** `/healthz` and `/metrics`. */
  routes: Router;
  /** Before the problem handler: refuses what cannot be saved now. */
  refuse: ErrorRequestHandler;
  /** Why nothing can be saved now, in words for staff; null when all is well. */
  trouble(): string | null;
  /** Notes where the hub serves and whom it calls, for `tapwell hub check`. */
  serving(url: string): void;
  stop(): Promise<void>;
}

/** The name in `meta` under which the last start is noted. */
export const SERVING = 'serving';
export interface Serving {
  url: string;
  central: string;
}

export function operate({ config, db, outbox, kiosks, sync, log, onChange }: Deps): Operating {
  const watch = new StoreWatch({ db, data: config.data, log, onChange });
  const now = (): HubNow => {
    const counts = outbox.counts();
    return {
      ...counts,
      ...sync(),
      syncedThrough: syncedThrough(new Date(), counts.oldest, kiosks.clearThrough()),
      kiosks: kiosks.health(),
      canSave: watch.trouble === null,
    };
  };
  const metrics = new HubMetrics(config.data, now);
  const purging = purgeDaily(db, config.keepDays, log);
  watch.start();
  return {
    metrics,
    routes: operateRoutes({ watch, metrics, now, metricsToken: config.metricsToken }),
    refuse: refuseWhileIll(watch),
    trouble: () => watch.trouble && TROUBLE_WORDS[watch.trouble],
    serving: (url) => {
      try {
        metaOf(db).set(SERVING, JSON.stringify({ url, central: config.central } satisfies Serving));
      } catch (error) {
        // It started on a full disk, which is told elsewhere.
        if (!storeTrouble(error)) throw error;
      }
    },
    stop: async () => {
      watch.stop();
      await purging.stop();
    },
  };
}
