import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { HubFact } from '@tapwell/shared/facts/hub-report';
import { newId } from '@tapwell/shared/ids';
import Database from 'better-sqlite3';
import { type Db, SCHEMA_VERSION } from '../../store/open.ts';
import { noteGone } from '../../sync/holds-since.ts';
import { LOCK_FILE, takeFolder } from '../folder-lock.ts';
import { sync } from './back-up.ts';
import { type BackupAbout, readBackup, unlabel } from './backup-file.ts';

const ASIDE = 'replaced-';
const FRESH = 'hub.sqlite.new';

export interface Restored extends BackupAbout {
  /** Where what was in the folder before is kept. */
  aside: string | null;
  /** Kiosks that may sign in by the backup: one revoked since is among them. */
  kiosks: string[];
}

/**
 * Puts a backup into a data folder. Everything is checked before anything is
 * touched, and what was there is kept aside.
 *
 * What central has already is neither doubled nor lost by it: facts keep their
 * ids. What was recorded after the backup and never uploaded is gone, so the
 * time since then is told to central as one nobody knows about: nobody is
 * called absent in it.
 * @throws Error in one sentence; then the folder is as it was
 */
export function restore(file: string, data: string, replace: boolean, now: Date): Restored {
  const about = readBackup(file, SCHEMA_VERSION);
  const release = takeFolder(data);
  try {
    const there = readdirSync(data).filter((name) => !name.startsWith(LOCK_FILE) && !name.startsWith(ASIDE));
    if (there.length > 0 && !replace) {
      throw new Error(`The folder "${data}" is not empty. With --replace, what is in it is kept aside.`);
    }
    const own = ownedLike(data);
    const put = (name: string, write: (path: string) => void) => {
      const path = join(data, name);
      write(path);
      chmodSync(path, 0o600);
      own(path);
      sync(path);
    };
    let kiosks: string[] = [];
    let files: { name: string; body: Buffer }[] = [];
    put(FRESH, (path) => {
      copyFileSync(file, path);
      const db = new Database(path);
      try {
        files = unlabel(db);
        tellGap(db, about.takenAt, now);
        noteGone(db, now.toISOString());
        kiosks = db.prepare<[], string>('SELECT name FROM device WHERE revoked_at IS NULL').pluck().all();
      } finally {
        db.close();
      }
    });
    const aside =
      there.length > 0
        ? moveAside(
            data,
            there.filter((name) => name !== FRESH),
            now,
          )
        : null;
    // The store first: a cut in between leaves a hub that is not paired and says so, never one that starts empty.
    renameSync(join(data, FRESH), join(data, 'hub.sqlite'));
    for (const { name, body } of files) put(name, (path) => writeFileSync(path, body, { mode: 0o600 }));
    for (const path of [join(data, LOCK_FILE), ...(aside ? [aside] : [])]) own(path);
    sync(data);
    return { ...about, aside, kiosks };
  } finally {
    rmSync(join(data, FRESH), { force: true });
    release();
  }
}

/** Root restores for the user the hub runs as: what it makes is to be that user's, as the folder is. */
function ownedLike(data: string): (path: string) => void {
  const { uid, gid } = statSync(data);
  return (path) => {
    if (process.getuid?.() === 0) chownSync(path, uid, gid);
  };
}

/** Within the folder itself: the one place we may surely write, and on the same disk. */
function moveAside(data: string, names: string[], now: Date): string {
  const aside = join(data, `${ASIDE}${now.toISOString().replace(/[:.]/g, '-')}`);
  mkdirSync(aside, { mode: 0o700 });
  for (const name of names) renameSync(join(data, name), join(aside, name));
  return aside;
}

/** From when the backup's record is complete until now, taps may have been answered that nobody has any more. */
function tellGap(db: Db, takenAt: string, now: Date): void {
  const clear = db
    .prepare<[], string>(
      'SELECT clear_through FROM kiosk JOIN device USING (id) WHERE revoked_at IS NULL ORDER BY clear_through LIMIT 1',
    )
    .pluck()
    .get();
  const from = [takenAt, clear ?? takenAt].sort()[0]!;
  const to = [from, now.toISOString()].sort()[1]!;
  const gap: HubFact = { kind: 'kiosk-gap', id: newId(), at: to, kioskId: 'restored', from, to };
  db.prepare(`INSERT INTO outbox (kind, happened_at, body) VALUES ('fact', ?, ?)`).run(from, JSON.stringify(gap));
}
