import type { KioskHealth } from '@tapwell/shared/facts/hub-report';
import { newId } from '@tapwell/shared/ids';
import type { KioskStatus } from '@tapwell/shared/tap/kiosk-wire';
import type { Db } from '../store/open.ts';
import type { Outbox } from '../store/outbox.ts';

/** A kiosk silent for longer than this could not have been counted on to read a card. */
const SILENT_MS = 60_000;
/** A gap shorter than this hides nobody: people wait or try again. */
const SHORTEST_GAP_MS = 60_000;

interface Row {
  id: string;
  name: string;
  reader: 'ready' | 'not-ready';
  why: string | null;
  waiting: number;
  last_seen: string;
  clear_through: string;
  gap_since: string | null;
}

/**
 * What the hub knows of its kiosks, and the times in which one could not have
 * read a card: those go to central as facts, so an absence then is never
 * called "missed".
 */
export class Kiosks {
  readonly #db: Db;
  readonly #outbox: Outbox;
  readonly #rows;
  readonly #save;

  constructor(db: Db, outbox: Outbox) {
    this.#db = db;
    this.#outbox = outbox;
    this.#rows = db.prepare<[], Row>(
      'SELECT kiosk.*, device.name FROM kiosk JOIN device USING (id) WHERE revoked_at IS NULL ORDER BY device.name',
    );
    this.#save = db.prepare(
      `INSERT INTO kiosk VALUES (@id, @reader, @why, @waiting, @now, @clear, @gap)
       ON CONFLICT (id) DO UPDATE SET reader = @reader, why = @why, waiting = @waiting, last_seen = @now,
         clear_through = @clear, gap_since = @gap`,
    );
  }

  heard(id: string, status: KioskStatus, now: Date): void {
    const before = this.#rows.all().find((row) => row.id === id);
    const iso = now.toISOString();
    const gap = gapAfter(before && { ...before, lastSeen: before.last_seen, gapSince: before.gap_since }, status, now);
    this.#db.transaction(() => {
      if (gap.closed) {
        this.#outbox.add('fact', gap.closed.from, {
          kind: 'kiosk-gap',
          id: newId(),
          at: iso,
          kioskId: id,
          ...gap.closed,
        });
      }
      this.#save.run({
        id,
        reader: status.reader,
        why: status.why,
        waiting: status.waiting,
        now: iso,
        clear: status.waiting === 0 ? iso : (before?.clear_through ?? iso),
        gap: gap.since,
      });
    })();
  }

  health(): KioskHealth[] {
    return this.#rows.all().map(({ id, name, reader, why, waiting, last_seen }) => ({
      id,
      name,
      reader,
      why,
      waiting,
      lastSeen: last_seen,
    }));
  }

  /** For each kiosk, until when the hub has all its taps and it could read cards. */
  clearThrough(): string[] {
    return this.#rows.all().map((row) => [row.clear_through, row.gap_since ?? row.clear_through].sort()[0]!);
  }
}

/** How a status report changes the record of gaps. Pure. */
export function gapAfter(
  before: { lastSeen: string; gapSince: string | null } | undefined,
  status: Pick<KioskStatus, 'reader'>,
  now: Date,
): { since: string | null; closed?: { from: string; to: string } } {
  if (!before) return { since: status.reader === 'ready' ? null : now.toISOString() };
  const silent = now.getTime() - Date.parse(before.lastSeen) > SILENT_MS;
  const since = before.gapSince ?? (silent ? before.lastSeen : null);
  if (status.reader !== 'ready') return { since: since ?? now.toISOString() };
  const longEnough = since !== null && now.getTime() - Date.parse(since) >= SHORTEST_GAP_MS;
  return longEnough ? { since: null, closed: { from: since, to: now.toISOString() } } : { since: null };
}
