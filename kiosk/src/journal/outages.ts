import { newId } from '@tapwell/shared/ids';
import { type KioskStatus, SHORTEST_GAP_MS } from '@tapwell/shared/tap/kiosk-wire';
import type Database from 'better-sqlite3';

/** When an outage began: by the hub's clock, null when nobody knows, or by the monotonic one of this run. */
type Beginning = { hub: number | null } | { at: number };

interface Ended {
  from: Beginning;
  /** Monotonic. */
  to: number;
}

/** What the hub's clock showed at a moment of the monotonic one. */
interface Meeting {
  hub: number;
  at: number;
  /** When we were last known to have lived, by then. */
  lived: number | null;
}

/** A time in which no card could be read; hub clock, ms since 1970. */
interface Gap {
  id: string;
  from: number | null;
  to: number;
}

/** How often the kiosk notes that it lives; a crash is taken to have begun then. */
const NOTE_EVERY_MS = 15_000;
/** As many as a status may carry. */
const MOST_GAPS = 50;

/**
 * The times in which this kiosk could not read a card: reader not ready, or
 * the kiosk itself not running. Kept until the hub has heard of each, so that
 * an absence then is never called "missed".
 *
 * All of it by the hub's clock, and within one run by the monotonic one: a
 * small computer without a clock of its own wakes at whatever time it knew
 * last, as if it had never been off. So nothing of the time before a start is
 * known until the hub has answered once, and until then nothing is clear.
 */
export class Outages {
  readonly #db: Database.Database;
  readonly #monotonic: () => number;
  readonly #clock: () => number;
  readonly #noteRow;
  readonly #addGap;
  readonly #gaps;
  readonly #removeGap;
  #meeting: Meeting | undefined;
  /** Since when no card can be read; null while the reader works. */
  #down: Beginning | null;
  /** Over, and not durable yet. */
  #ended: Ended[] = [];
  #notedAt = Number.NEGATIVE_INFINITY;
  /** When we last noted that we lived, hub clock: never earlier than before, for the hub may wake in the past. */
  #lived: number | null;
  /** Our two clocks when we last looked at them. */
  #looked: { clock: number; at: number };
  /** Our clock ran on while the monotonic one stood still: we slept, or it was set. The hub will tell which. */
  #doubtful = false;

  constructor(
    db: Database.Database,
    monotonic: () => number = () => performance.now(),
    clock: () => number = Date.now,
  ) {
    this.#db = db;
    this.#monotonic = monotonic;
    this.#clock = clock;
    this.#looked = { clock: clock(), at: monotonic() };
    db.exec(
      `CREATE TABLE IF NOT EXISTS gap (id TEXT PRIMARY KEY, from_at INTEGER, to_at INTEGER NOT NULL) STRICT;
       CREATE TABLE IF NOT EXISTS lived (only INTEGER PRIMARY KEY CHECK (only = 1), hub_at INTEGER NOT NULL) STRICT;`,
    );
    this.#noteRow = db.prepare<[number]>(
      'INSERT INTO lived VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET hub_at = excluded.hub_at',
    );
    this.#addGap = db.prepare<[string, number | null, number]>('INSERT INTO gap VALUES (?, ?, ?)');
    this.#gaps = db.prepare<[number], Gap>(
      'SELECT id, from_at AS "from", to_at AS "to" FROM gap ORDER BY from_at, id LIMIT ?',
    );
    this.#removeGap = db.prepare<[string]>('DELETE FROM gap WHERE id = ?');
    // Until the reader is ready we are down, and were since we last noted that we lived.
    const lived = db.prepare<[], { hub_at: number }>('SELECT hub_at FROM lived').get();
    this.#lived = lived?.hub_at ?? null;
    this.#down = { hub: this.#lived };
  }

  /** @throws when the disk is full; the outage that ends here is then kept in memory */
  readerReady(): void {
    if (this.#down) {
      this.#ended.push({ from: this.#down, to: this.#monotonic() });
      this.#down = null;
    }
    this.#settle();
  }

  readerDown(): void {
    this.#down ??= { at: this.#monotonic() };
  }

  /** Call every few seconds while running. */
  alive(): void {
    this.#look();
    this.#settle();
  }

  /**
   * The hub has answered.
   * @param hub its clock then, ms
   * @param at monotonic time then
   */
  met(hub: number, at: number): void {
    this.#look();
    const ranOn = this.#meeting ? hub - this.#hubAt(at) : 0;
    // We slept, or its clock was behind: either way nobody can vouch for the time between.
    if (ranOn >= SHORTEST_GAP_MS) this.#lost(at);
    this.#meeting = { hub, at, lived: this.#lived };
    this.#doubtful = false;
    this.#settle();
  }

  /** For the hub: since when nothing is clear, and the gaps it has not heard of, oldest first. */
  status(): Pick<KioskStatus, 'downSince' | 'gaps'> {
    this.#look();
    const gaps = this.#gaps.all(MOST_GAPS + 1);
    const told = gaps.slice(0, MOST_GAPS);
    return {
      downSince: this.#downSince(gaps[MOST_GAPS]),
      gaps: told.map(({ id, from, to }) => ({ id, from: from === null ? null : iso(from), to: iso(to) })),
    };
  }

  told(ids: string[]): void {
    for (const id of ids) this.#removeGap.run(id);
  }

  /** @param next a gap there was no room to tell of */
  #downSince(next: Gap | undefined): KioskStatus['downSince'] {
    if (!this.#meeting || this.#doubtful) return 'unknown';
    const beginnings = [...this.#ended.map((e) => e.from), ...(this.#down ? [this.#down] : [])];
    const since = [...beginnings.map((from) => this.#byHub(from)), ...(next ? [next.from] : [])];
    if (since.length === 0) return null;
    return since.includes(null) ? 'unknown' : iso(Math.min(...since.map(Number)));
  }

  /** From the last meeting until now cards may have been read or not: the monotonic clock stood still. */
  #lost(at: number): void {
    const beginnings = [...this.#ended.map((e) => e.from), ...(this.#down ? [this.#down] : [])];
    const since = [this.#meeting!.hub, ...beginnings.map((from) => this.#byHub(from))];
    // By a hub that woke in 1970 it began then; but up to the note all is known.
    const earliest = Math.max(this.#meeting!.lived ?? 0, Math.min(...since.map(Number)));
    const from = { hub: since.includes(null) ? null : earliest };
    this.#ended = this.#down ? [] : [{ from, to: at }];
    if (this.#down) this.#down = from;
  }

  /** Whether our clock has run on by itself since we last looked. */
  #look(): void {
    const { clock, at } = this.#looked;
    this.#looked = { clock: this.#clock(), at: this.#monotonic() };
    if (this.#looked.clock - clock - (this.#looked.at - at) < SHORTEST_GAP_MS) return;
    if (this.#meeting) this.#doubtful = true;
    // Nothing before the first meeting can be measured across it: the outage before our start lasts until now.
    else if (this.#ended[0]) this.#ended = [{ from: this.#ended[0].from, to: this.#looked.at }];
  }

  /** Makes durable what is known, as soon as it is. */
  #settle(): void {
    if (!this.#meeting) return;
    const now = this.#hubAt(this.#monotonic());
    const held: Ended[] = [];
    const over: { from: number | null; to: number }[] = [];
    for (const ended of this.#ended) {
      const from = this.#byHub(ended.from);
      const to = this.#hubAt(ended.to);
      // The hub itself has woken at a time that is past: nothing can be measured by that clock.
      if (from !== null && now < from) held.push(ended);
      else if (from === null || to - from >= SHORTEST_GAP_MS) over.push({ from, to });
    }
    // Only while nothing is open: a restart in the middle is one outage.
    const sure = held.length === 0 && this.#down === null && !this.#doubtful && now > (this.#lived ?? 0);
    const note = sure && (this.#ended.length > 0 || this.#monotonic() - this.#notedAt >= NOTE_EVERY_MS);
    if (over.length > 0 || note) {
      this.#db.transaction(() => {
        for (const { from, to } of over) this.#addGap.run(newId(), from && Math.round(from), Math.round(to));
        if (note) this.#noteRow.run(Math.round(now));
      })();
    }
    this.#ended = held;
    if (!note) return;
    this.#notedAt = this.#monotonic();
    this.#lived = Math.round(now);
  }

  #byHub(from: Beginning): number | null {
    return 'at' in from ? this.#hubAt(from.at) : from.hub;
  }

  #hubAt(at: number): number {
    return this.#meeting!.hub + (at - this.#meeting!.at);
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
