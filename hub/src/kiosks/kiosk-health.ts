import type { HubFact, KioskHealth } from '@tapwell/shared/facts/hub-report';
import { newId } from '@tapwell/shared/ids';
import { type KioskStatus, SHORTEST_GAP_MS } from '@tapwell/shared/tap/kiosk-wire';
import type { Db } from '../store/open.ts';
import type { Outbox } from '../store/outbox.ts';

interface Row {
  id: string;
  name: string;
  reader: 'ready' | 'not-ready';
  why: string | null;
  waiting: number;
  last_seen: string;
  clear_through: string;
}

/** Less is drift between two estimates. */
const CLOCK_MOVED_MS = 5_000;

/**
 * What the hub knows of its kiosks, and the times in which one could not read a
 * card: those go to central as facts, so an absence then is never called
 * "missed". Only the kiosk itself knows them: one that is silent may just be
 * cut off from us, and journals every tap.
 */
export class Kiosks {
  readonly #db: Db;
  readonly #outbox: Outbox;
  readonly #rows;
  readonly #paired;
  readonly #save;
  readonly #knownGap;
  readonly #saveGap;
  readonly #saveClock;
  readonly #clocks: Map<string, number>;
  readonly #movedClocks = new Set<string>();

  constructor(db: Db, outbox: Outbox) {
    this.#db = db;
    this.#outbox = outbox;
    this.#rows = db.prepare<[], Row>(
      'SELECT kiosk.*, device.name FROM kiosk JOIN device USING (id) WHERE revoked_at IS NULL ORDER BY device.name',
    );
    this.#paired = db.prepare<[], { id: string; paired_at: string }>(
      'SELECT id, paired_at FROM device WHERE revoked_at IS NULL',
    );
    this.#save = db.prepare(
      `INSERT INTO kiosk VALUES (@id, @reader, @why, @waiting, @now, @clear)
       ON CONFLICT (id) DO UPDATE SET reader = @reader, why = @why, waiting = @waiting, last_seen = @now, clear_through = @clear`,
    );
    this.#knownGap = db.prepare<[string], { id: string }>('SELECT id FROM kiosk_gap WHERE id = ?');
    this.#saveGap = db.prepare('INSERT INTO kiosk_gap (id, body) VALUES (?, ?)');
    this.#saveClock = db.prepare(
      `INSERT INTO kiosk_clock VALUES (?, ?, ?)
       ON CONFLICT (kiosk_id) DO UPDATE SET offset_ms = excluded.offset_ms, at = excluded.at`,
    );
    const clocks = db.prepare<[], { kiosk_id: string; offset_ms: number }>('SELECT * FROM kiosk_clock').all();
    this.#clocks = new Map(clocks.map((row) => [row.kiosk_id, row.offset_ms]));
  }

  /** @returns whether its reader changed, for those who watch */
  heard(id: string, status: KioskStatus, now: Date): boolean {
    const iso = now.toISOString();
    const known = this.#rows.all().find((row) => row.id === id);
    this.#db.transaction(() => {
      const before = this.#clearSoFar().get(id) ?? iso;
      const pairedAt = this.#paired.all().find((row) => row.id === id)?.paired_at ?? iso;
      for (const { id: gapId, ...told } of status.gaps) {
        if (this.#knownGap.get(gapId)) continue;
        const gap = believedGap(told, { pairedAt, clear: before, now: iso });
        this.#tellGap(gapId, gap && { kind: 'kiosk-gap', id: gapId, at: iso, kioskId: id, ...gap });
      }
      const clear = clearThrough(status, iso, before);
      if (this.#movedClocks.has(id)) this.#saveClock.run(id, Math.round(this.#clocks.get(id)!), iso);
      this.#save.run({ id, reader: status.reader, why: status.why, waiting: status.waiting, now: iso, clear });
    })();
    this.#movedClocks.delete(id);
    return known?.reader !== status.reader;
  }

  /**
   * How much later it was here than at the kiosk, as it estimated with a tap.
   * Written down with what the kiosk says next: no tap waits for it.
   */
  clockWas(id: string, offsetMs: number): void {
    const known = this.#clocks.get(id);
    if (known !== undefined && Math.abs(known - offsetMs) < CLOCK_MOVED_MS) return;
    this.#clocks.set(id, offsetMs);
    this.#movedClocks.add(id);
  }

  /** The last known offset of each kiosk's clock, in ms. */
  clocks(): ReadonlyMap<string, number> {
    return this.#clocks;
  }

  /** Every kiosk in use; `lastSeen` null for one that was paired and has not spoken. */
  all(): (Omit<KioskHealth, 'lastSeen'> & { lastSeen: string | null })[] {
    const known = new Map(this.health().map((kiosk) => [kiosk.id, kiosk]));
    return kioskList(this.#db).map(
      ({ id, name }) =>
        known.get(id) ?? { id, name, reader: 'not-ready', why: 'It has not spoken yet.', waiting: 0, lastSeen: null },
    );
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

  /** For each kiosk in use, until when the hub has all its taps and it could read cards. */
  clearThrough(): string[] {
    return [...this.#clearSoFar().values()];
  }

  /**
   * Takes a kiosk out of use: its tokens are worth nothing from now on. What it
   * may have read since it was last clear is unknown, and said so.
   * @returns false when there is no such kiosk in use
   */
  revoke(id: string, now: Date): boolean {
    return this.#db.transaction(() => {
      const from = this.#clearSoFar().get(id);
      if (!from) return false;
      const to = now.toISOString();
      this.#db.prepare('UPDATE device SET revoked_at = ? WHERE id = ?').run(to, id);
      const gapId = newId();
      this.#tellGap(gapId, { kind: 'kiosk-gap', id: gapId, at: to, kioskId: id, from, to });
      return true;
    })();
  }

  /** Kept too: central may ask for it once more. @param gap undefined for one that is not believed */
  #tellGap(id: string, gap: Extract<HubFact, { kind: 'kiosk-gap' }> | undefined): void {
    this.#saveGap.run(id, gap ? JSON.stringify(gap) : null);
    if (gap) this.#outbox.add('fact', gap.from, gap);
  }

  /** A kiosk that was paired and has not spoken yet is clear until its pairing, no further. */
  #clearSoFar(): Map<string, string> {
    const clear = new Map(this.#paired.all().map((row) => [row.id, row.paired_at]));
    for (const row of this.#rows.all()) clear.set(row.id, row.clear_through);
    return clear;
  }
}

/**
 * Until when everything from a kiosk is here, after it has spoken. Pure.
 * @param before what was so until now; never taken back, for a hub may wake at a time that is past
 */
export function clearThrough(
  status: Pick<KioskStatus, 'waiting' | 'downSince' | 'asOf'>,
  heardAt: string,
  before: string,
): string {
  const { waiting, downSince, asOf } = status;
  const now = asOf && asOf < heardAt ? asOf : heardAt;
  // One that has just started does not know yet since when it could read no card.
  if (waiting > 0 || downSince === 'unknown' || (downSince !== null && downSince > now)) return before;
  // While no card can be read nothing is clear; the time since is told as a gap once it is over.
  return [downSince ?? now, before].sort()[1]!;
}

/**
 * What is believed of a gap a kiosk tells of: nothing from before it was paired.
 * One whose beginning it does not know began where it was last clear. Pure.
 * @returns undefined when nothing of it is left that could hide somebody
 */
export function believedGap(
  gap: { from: string | null; to: string },
  { pairedAt, clear, now }: { pairedAt: string; clear: string; now: string },
): { from: string; to: string } | undefined {
  // Clear until a time to come: our clock was set back since, and that says nothing of this gap.
  const since = gap.from ?? (clear > now ? pairedAt : clear);
  const from = [since, pairedAt].sort()[1]!;
  return Date.parse(gap.to) - Date.parse(from) >= SHORTEST_GAP_MS ? { from, to: gap.to } : undefined;
}

/** The kiosks in use, for the command line. */
export function kioskList(db: Db): { id: string; name: string; pairedAt: string }[] {
  return db
    .prepare<[], { id: string; name: string; pairedAt: string }>(
      'SELECT id, name, paired_at AS pairedAt FROM device WHERE revoked_at IS NULL ORDER BY name',
    )
    .all();
}
