import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDataFolder } from '@tapwell/shared/disk/data-folder';
import Database, { SqliteError } from 'better-sqlite3';

export const LOCK_FILE = 'hub.lock';

/**
 * Takes a hub's data folder for this process alone. The lock is the system's,
 * held through an empty SQLite file: it ends with the process however that
 * ends, and no process id left behind can be mistaken for a living hub.
 * @returns how to give it back
 * @throws Error in one sentence when a hub runs on the folder
 */
export function takeFolder(data: string): () => void {
  if (data === ':memory:') return () => {};
  ensureDataFolder(data);
  // A moment's patience: who only looks whether a hub runs holds it for as long as that takes.
  const lock = new Database(join(data, LOCK_FILE), { timeout: 300 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (isTaken(error)) throw new Error(`A hub runs on "${data}" already. Stop it first, or name another folder.`);
    throw error;
  }
  return () => {
    lock.close();
  };
}

/** Whether a hub runs on a folder. */
export function folderIsTaken(data: string): boolean {
  const path = join(data, LOCK_FILE);
  if (!existsSync(path)) return false;
  const lock = new Database(path, { timeout: 0, readonly: true });
  try {
    // Reading is refused while another process holds it alone.
    lock.pragma('schema_version');
    return false;
  } catch (error) {
    if (isTaken(error)) return true;
    throw error;
  } finally {
    lock.close();
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof SqliteError && error.code.startsWith('SQLITE_BUSY');
}
