import { join } from 'node:path';
import { ensureDataFolder } from '@tapwell/shared/disk/data-folder';
import Database from 'better-sqlite3';

export type Db = Database.Database;

/**
 * The hub's one durable file. WAL with synchronous FULL: a commit that has
 * returned survives a pulled plug, which is what lets us answer a tap.
 * @param dataDir created if needed; `:memory:` for a store that forgets
 */
export function openStore(dataDir: string): Db {
  ensureDataFolder(dataDir);
  const db = new Database(dataDir === ':memory:' ? dataDir : join(dataDir, 'hub.sqlite'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('busy_timeout = 5000');
  // 16 MB of log between checkpoints: each is two syncs that taps wait for, and a page many taps wrote is copied once.
  db.pragma('wal_autocheckpoint = 4000');
  // 16 MB: the leaves of the indexes that a hundred thousand visits have grown.
  db.pragma('cache_size = -16384');
  migrate(db);
  return db;
}

/** Each step runs once, in order; released steps are never edited, only added to. */
export const migrations = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE roster (kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT;

  CREATE TABLE tap (
    id TEXT PRIMARY KEY,
    kiosk_id TEXT NOT NULL,
    kiosk_at TEXT NOT NULL,
    offset_ms INTEGER,
    hub_at TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    sure INTEGER NOT NULL,
    evidence TEXT NOT NULL,
    card_id TEXT,
    counter INTEGER,
    person_id TEXT,
    assurance TEXT,
    outcome TEXT NOT NULL
  ) STRICT;

  CREATE INDEX tap_happened ON tap (happened_at);

  -- Every genuine read of a card's counter: a counter counts once, and rises with time.
  CREATE TABLE card_read (
    card_id TEXT NOT NULL,
    counter INTEGER NOT NULL,
    happened_at TEXT NOT NULL,
    -- 0 when the kiosk's clock was doubtful: then its place in time proves nothing.
    sure INTEGER NOT NULL,
    PRIMARY KEY (card_id, counter)
  ) STRICT;

  -- Append-only but for status: a correction turns it, and goes upstream as a fact of its own.
  CREATE TABLE attendance (
    id TEXT PRIMARY KEY,
    status TEXT NOT NULL,
    person_id TEXT NOT NULL,
    prescribed_activity_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    arrived_at TEXT NOT NULL,
    tap_id TEXT REFERENCES tap (id),
    body TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX attendance_once ON attendance (person_id, session_id) WHERE status = 'finished';
  CREATE INDEX attendance_session ON attendance (session_id);
  CREATE INDEX attendance_tap ON attendance (tap_id);

  -- Facts on their way to central, in order. A row leaves only when central has it (or refused it: quarantine).
  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  -- What was refused, with its reason, for staff to settle; only what they settled leaves, with its age.
  CREATE TABLE quarantine (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    reason TEXT NOT NULL,
    refused_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE device (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    public_jwk TEXT NOT NULL,
    paired_at TEXT NOT NULL,
    revoked_at TEXT
  ) STRICT;
  CREATE TABLE pairing_code (hash TEXT PRIMARY KEY, expires_at TEXT NOT NULL, used_at TEXT) STRICT;
  CREATE TABLE token (hash TEXT PRIMARY KEY, device_id TEXT NOT NULL, expires_at TEXT NOT NULL) STRICT;
  CREATE TABLE assertion (jti TEXT PRIMARY KEY, expires_at TEXT NOT NULL) STRICT;
  CREATE TABLE staff_session (hash TEXT PRIMARY KEY, staff_id TEXT NOT NULL, expires_at TEXT NOT NULL) STRICT;

  CREATE TABLE kiosk (
    id TEXT PRIMARY KEY,
    reader TEXT NOT NULL,
    why TEXT,
    waiting INTEGER NOT NULL,
    last_seen TEXT NOT NULL,
    -- The hub has every tap of this kiosk up to here.
    clear_through TEXT NOT NULL
  ) STRICT;
  -- Gaps already told to central, by the id the kiosk gave them.
  CREATE TABLE kiosk_gap (id TEXT PRIMARY KEY) STRICT;
  `,
  `
  -- Thumbprint of the key that must come with a token.
  ALTER TABLE token ADD COLUMN proof_key TEXT;
  DELETE FROM token;
  -- A staff session ends here unless somebody does something before.
  DELETE FROM staff_session;
  ALTER TABLE staff_session ADD COLUMN idle_at TEXT NOT NULL DEFAULT '';
  `,
  `
  -- Facts recorded before they had versions.
  UPDATE attendance SET body = json_set(body, '$.status', status, '$.version', CASE status WHEN 'finished' THEN 0 ELSE 1 END,
    '$.leftAt', body ->> '$.leftAt', '$.by', body -> '$.by', '$.reason', body ->> '$.reason')
    WHERE body ->> '$.version' IS NULL;
  UPDATE outbox SET body = json_set(body, '$.version', CASE body ->> '$.status' WHEN 'finished' THEN 0 ELSE 1 END,
    '$.leftAt', body ->> '$.leftAt', '$.by', body -> '$.by', '$.reason', body ->> '$.reason')
    WHERE kind = 'attendance' AND body ->> '$.version' IS NULL;
  UPDATE quarantine SET body = json_set(body, '$.version', CASE body ->> '$.status' WHEN 'finished' THEN 0 ELSE 1 END,
    '$.leftAt', body ->> '$.leftAt', '$.by', body -> '$.by', '$.reason', body ->> '$.reason')
    WHERE kind = 'attendance' AND body ->> '$.version' IS NULL;

  -- A session's id carries its local day: <activity>@<day>T<time>.
  CREATE INDEX attendance_day ON attendance (substr(session_id, instr(session_id, '@') + 1, 10));
  CREATE INDEX outbox_happened ON outbox (happened_at);

  -- What was sent again from the quarantine, so that its line there hears how that went.
  ALTER TABLE outbox ADD COLUMN quarantine_key TEXT;
  ALTER TABLE quarantine ADD COLUMN kiosk_id TEXT;
  -- open, retrying, explained, or taken in the end.
  ALTER TABLE quarantine ADD COLUMN state TEXT NOT NULL DEFAULT 'open';
  ALTER TABLE quarantine ADD COLUMN explanation TEXT;
  ALTER TABLE quarantine ADD COLUMN settled_by TEXT;

  -- What staff say of a day. Each row holds the newest version of a fact; the presses that led there are in register_action.
  CREATE TABLE session_day (
    session_id TEXT PRIMARY KEY,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX session_day_ends ON session_day (ends_at);
  CREATE TABLE expectation (
    session_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    session_end TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (session_id, person_id)
  ) STRICT;
  CREATE TABLE companion_visit (
    id TEXT PRIMARY KEY,
    status TEXT NOT NULL,
    session_id TEXT NOT NULL,
    session_end TEXT NOT NULL,
    person_id TEXT NOT NULL,
    -- The companion's id, or the name staff gave.
    companion TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX companion_once ON companion_visit (session_id, person_id, companion) WHERE status = 'finished';
  CREATE TABLE placed_tap (tap_id TEXT PRIMARY KEY, at TEXT NOT NULL, body TEXT NOT NULL) STRICT;

  -- Every press of staff on a register, for ever as it was: who, when, why and what came of it.
  CREATE TABLE register_action (
    id TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    staff_id TEXT NOT NULL,
    staff_name TEXT NOT NULL,
    session_id TEXT,
    person_id TEXT,
    body TEXT NOT NULL,
    result TEXT NOT NULL
  ) STRICT;
  CREATE INDEX register_action_session ON register_action (session_id);
  CREATE TRIGGER register_action_stays BEFORE UPDATE ON register_action
    BEGIN SELECT RAISE (ABORT, 'what staff did is never edited'); END;

  -- Pages of a roster of which more is to come: taken together, when the last is here.
  CREATE TABLE roster_staged (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
  -- How far off each kiosk's clock was when it last said so.
  CREATE TABLE kiosk_clock (kiosk_id TEXT PRIMARY KEY, offset_ms INTEGER NOT NULL, at TEXT NOT NULL) STRICT;
  `,
  `
  -- Each tap asks which sessions were attended under a prescribed activity: without this it reads every attendance ever.
  CREATE INDEX attendance_prescribed ON attendance (prescribed_activity_id, session_id, status);
  `,
  `
  -- A day is a range of attendance_session for each activity; every tap paid for an index of its own.
  DROP INDEX attendance_day;
  `,
  `
  -- A tap that goes on no list of one provider's; what became of it for all is in placed_tap.
  CREATE TABLE dismissed_tap (
    tap_id TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (tap_id, provider_id)
  ) STRICT;
  `,
  `
  -- When it was settled, and whose note it is: the one is kept as long as visits are, the other not for everybody.
  ALTER TABLE quarantine ADD COLUMN settled_at TEXT;
  ALTER TABLE quarantine ADD COLUMN settled_by_id TEXT;
  `,
  `
  -- How often central failed at this entry alone: it goes behind all others, and is tried again.
  ALTER TABLE outbox ADD COLUMN setbacks INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX outbox_set_back ON outbox (setbacks) WHERE setbacks > 0;
  `,
  `
  -- Each visit asks which taps of that person led to nothing; only those are in it, so that few taps pay for it.
  CREATE INDEX tap_unplaced ON tap (person_id, happened_at)
    WHERE outcome ->> '$.outcome' IN ('drop-in', 'choose-session', 'prescription-ended', 'card-blocked');
  `,
  `
  -- What central was told of it: told once more when central's record was restored.
  ALTER TABLE kiosk_gap ADD COLUMN body TEXT;
  `,
  `
  -- From when on everything recorded here is still here. Of a store from before, what its purges have left says it;
  -- one that was restored from a backup knows it already.
  INSERT INTO meta SELECT 'holds-since', coalesce(min(arrived_at), strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) FROM attendance
    WHERE id NOT IN (SELECT body ->> '$.id' FROM outbox UNION ALL SELECT body ->> '$.id' FROM quarantine)
    ON CONFLICT DO NOTHING;
  -- By which central knows it again when it is paired anew.
  INSERT INTO meta VALUES ('store-id', lower(hex(randomblob(16)))) ON CONFLICT DO NOTHING;
  `,
  `
  -- Who left as the next session began and may be there: asked at each visit as the others that led to nothing.
  CREATE INDEX tap_next ON tap (person_id, happened_at) WHERE outcome ->> '$.next' IS NOT NULL;
  `,
];

/** The version of the store that this Tapwell makes. */
export const SCHEMA_VERSION = migrations.length;

function migrate(db: Db): void {
  const done = db.pragma('user_version', { simple: true }) as number;
  if (done > SCHEMA_VERSION) throw new Error('This store was made by a newer Tapwell: install that version again.');
  migrations.slice(done).forEach((sql, i) => {
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${done + i + 1}`);
    })();
  });
}

/** Small named values: roster cursor, last upload. */
export function metaOf(db: Db) {
  const get = db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?');
  const set = db.prepare('INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value');
  return {
    get: (key: string): string | undefined => get.get(key)?.value,
    set: (key: string, value: string): void => void set.run(key, value),
  };
}
