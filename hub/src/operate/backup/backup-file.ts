import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Db } from '../../store/open.ts';

/**
 * A backup is one SQLite file: the store as it was at one moment, and beside
 * its tables two of the backup's own, with when it was taken and with the files
 * by which central and the kiosks know this hub.
 */
export const IDENTITY_FILES = ['identity.json', 'tls-key.pem', 'tls-cert.pem'];

/** What ends by itself within hours, and must not come back to life. */
const FLEETING = ['token', 'assertion', 'pairing_code', 'staff_session'];

/** Counted when the backup is made, and again whenever it is read. */
const COUNTED = ['tap', 'attendance', 'outbox', 'quarantine', 'roster', 'device'];

export interface BackupAbout {
  takenAt: string;
  /** Rows of each counted table. */
  counts: Record<string, number>;
}

/** Makes a backup of a copy of the store. */
export function label(copy: Db, data: string, now: Date): void {
  copy.pragma('secure_delete = ON');
  copy.transaction(() => {
    for (const table of FLEETING) copy.exec(`DELETE FROM ${table}`);
    copy.exec(`CREATE TABLE backup_about (taken_at TEXT NOT NULL, counts TEXT NOT NULL) STRICT;
      CREATE TABLE backup_file (name TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT;`);
    copy.prepare('INSERT INTO backup_about VALUES (?, ?)').run(now.toISOString(), JSON.stringify(countAll(copy)));
    const keep = copy.prepare('INSERT INTO backup_file VALUES (?, ?)');
    for (const name of IDENTITY_FILES) {
      const path = join(data, name);
      if (existsSync(path)) keep.run(name, readFileSync(path));
    }
  })();
}

/** Takes the backup's own tables out of a copy again, and gives the files they held. */
export function unlabel(copy: Db): { name: string; body: Buffer }[] {
  const files = copy.prepare<[], { name: string; body: Buffer }>('SELECT name, body FROM backup_file').all();
  copy.exec('DROP TABLE backup_file; DROP TABLE backup_about');
  // Nothing of ours has other names: a file made by someone else must not be written anywhere.
  return files.filter(({ name }) => IDENTITY_FILES.includes(name));
}

/**
 * Reads a backup through and through.
 * @param newest the newest version of the store that this Tapwell knows
 * @throws Error in one sentence when it is no backup, damaged, or of a newer Tapwell
 */
export function readBackup(file: string, newest: number): BackupAbout {
  if (!existsSync(file)) throw new Error(`There is no file "${file}".`);
  const db = new Database(file, { readonly: true });
  try {
    const damage = db.pragma('integrity_check', { simple: true });
    if (damage !== 'ok') throw new Error(`The backup "${file}" is damaged: ${String(damage)}`);
    const about = db
      .prepare<[], { takenAt: string; counts: string }>('SELECT taken_at AS takenAt, counts FROM backup_about')
      .get();
    if (!about) throw new Error(`The file "${file}" is no backup of a Tapwell hub.`);
    const version = db.pragma('user_version', { simple: true }) as number;
    if (version > newest)
      throw new Error(`The backup "${file}" was made by a newer Tapwell: install that version first.`);
    const counts = JSON.parse(about.counts) as Record<string, number>;
    const found = countAll(db);
    const short = Object.keys(counts).filter((table) => counts[table] !== found[table]);
    if (short.length > 0)
      throw new Error(`The backup "${file}" is not whole: rows are missing in ${short.join(', ')}.`);
    return { takenAt: about.takenAt, counts };
  } catch (error) {
    throw inWords(error, file);
  } finally {
    db.close();
  }
}

function inWords(error: unknown, file: string): unknown {
  const code = (error as { code?: unknown }).code;
  if (code === 'SQLITE_NOTADB' || code === 'SQLITE_ERROR') {
    return new Error(`The file "${file}" is no backup of a Tapwell hub.`);
  }
  if (typeof code === 'string' && code.startsWith('SQLITE_CORRUPT')) {
    return new Error(`The backup "${file}" is damaged and cannot be read.`);
  }
  return error;
}

function countAll(db: Db): Record<string, number> {
  const count = (table: string) => db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()!.n;
  return Object.fromEntries(COUNTED.map((table) => [table, count(table)]));
}
