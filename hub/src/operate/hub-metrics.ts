import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { KioskHealth } from '@tapwell/shared/facts/hub-report';
import type { RequestHandler } from 'express';
import type { TapIngest } from '../ingest/receive-taps.ts';
import { Counter, type Family, gauge, gaugeBy, Histogram, render } from './prometheus.ts';
import { freeBytes } from './store-watch.ts';

/** What the hub knows of itself when asked. */
export interface HubNow {
  waiting: number;
  /** When the oldest fact that waits for central happened. */
  oldest: string | null;
  quarantined: number;
  lastSavedAt: string | null;
  syncedThrough: string | null;
  rosterAt: string | null;
  /** Central refuses this hub, and only people can help. */
  refused: boolean;
  kiosks: KioskHealth[];
  canSave: boolean;
}

/** Not heard of for so long: a few missed reports. */
export const SILENT_MS = 60_000;

const OUTCOMES = [
  'checked-in',
  'already-checked-in',
  'checked-out',
  'companion-recorded',
  'choose-session',
  'drop-in',
  'prescription-ended',
  'card-not-recognised',
  'card-blocked',
  'card-suspect',
];

/**
 * What the hub counts, for Prometheus. Numbers of the venue and the machine:
 * no person, no card and no kiosk is named by any label.
 */
export class HubMetrics {
  readonly #taps = new Counter('tapwell_hub_taps_total', 'Taps answered, by their outcome.', 'outcome', OUTCOMES);
  readonly #notTaken = new Counter('tapwell_hub_taps_not_taken_total', 'Taps refused because of a fault here.');
  readonly #seconds = new Histogram(
    'tapwell_hub_ingest_seconds',
    'Time from a tap received to its durable answer.',
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  );
  readonly #commits = new Histogram(
    'tapwell_hub_commit_size',
    'Taps and choices that shared one durable commit.',
    [1, 2, 4, 8, 16, 32, 64, 128, 256],
  );
  readonly #errors = new Counter(
    'tapwell_hub_http_errors_total',
    'Requests answered with an error, by status.',
    'status',
  );
  readonly #data: string;
  readonly #now: () => HubNow;

  constructor(data: string, now: () => HubNow) {
    this.#data = data;
    this.#now = now;
  }

  /** All of it as text. */
  page(): string {
    const counted = [this.#taps, this.#notTaken, this.#seconds, this.#commits, this.#errors];
    return render([...counted, ...gauges(this.#data, this.#now(), Date.now())]);
  }

  committed(jobs: number): void {
    this.#commits.observe(jobs);
  }

  /** The same ingest, measured. */
  measure(ingest: TapIngest): Pick<TapIngest, 'receive' | 'choose'> {
    return {
      receive: async (tap) => {
        const began = performance.now();
        try {
          const outcome = await ingest.receive(tap);
          this.#taps.add(outcome.outcome);
          this.#seconds.observe((performance.now() - began) / 1000);
          return outcome;
        } catch (error) {
          this.#notTaken.add();
          throw error;
        }
      },
      choose: (tapId, sessionId, now) => ingest.choose(tapId, sessionId, now),
    };
  }

  /** Counts answers with an error, whoever gives them. */
  readonly watchErrors: RequestHandler = (_req, res, next) => {
    res.once('finish', () => {
      if (res.statusCode >= 400) this.#errors.add(String(res.statusCode));
    });
    next();
  };
}

/** How things stand, all at one moment. */
function gauges(data: string, hub: HubNow, now: number): Family[] {
  const g = (name: string, help: string, value: number | undefined) => gauge(`tapwell_hub_${name}`, help, value);
  const age = (at: string | null) => (at === null ? undefined : Math.max(0, (now - Date.parse(at)) / 1000));
  const oldest = hub.waiting === 0 ? 0 : age(hub.oldest);
  return [
    g('outbox_entries', 'Facts that wait for central.', hub.waiting),
    g('outbox_oldest_seconds', 'Age of the oldest fact that waits for central.', oldest),
    g('quarantine_entries', 'Facts set aside for staff to settle.', hub.quarantined),
    g('last_upload_seconds', 'Since central was last reached and took what we had.', age(hub.lastSavedAt)),
    g('central_refuses', '1 while central refuses this hub until somebody pairs it again.', Number(hub.refused)),
    g('synced_through_seconds', 'Age of the time up to which this record is complete.', age(hub.syncedThrough)),
    g('roster_age_seconds', 'Since central last said that our roster is up to date.', age(hub.rosterAt)),
    gaugeBy('tapwell_hub_kiosks', 'Kiosks in use, by how they are.', 'state', countKiosks(hub.kiosks, now)),
    g('store_writable', '1 while the hub can save, 0 while it refuses taps.', Number(hub.canSave)),
    g('store_bytes', 'Size of the store on disk, with its write-ahead log.', storeBytes(data)),
    g('disk_free_bytes', 'Space left on the disk of the data folder.', freeBytes(data)),
    g('resident_memory_bytes', 'Memory in use.', process.memoryUsage.rss()),
    g('uptime_seconds', 'Since the hub was started.', process.uptime()),
  ];
}

/** How many kiosks are ready, not ready and silent. Pure. */
export function countKiosks(kiosks: KioskHealth[], now = Date.now()): Record<'ready' | 'not-ready' | 'silent', number> {
  const counts = { ready: 0, 'not-ready': 0, silent: 0 };
  for (const { reader, lastSeen } of kiosks) counts[now - Date.parse(lastSeen) > SILENT_MS ? 'silent' : reader] += 1;
  return counts;
}

function storeBytes(data: string): number {
  const size = (file: string) => statSync(join(data, file), { throwIfNoEntry: false })?.size ?? 0;
  return data === ':memory:' ? 0 : size('hub.sqlite') + size('hub.sqlite-wal');
}
