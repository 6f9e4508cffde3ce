import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { newId } from '@tapwell/shared/ids';
import Database from 'better-sqlite3';
import { SCHEMA_VERSION } from '../../store/open.ts';
import { storeTrouble } from '../store-trouble.ts';
import { type BackupAbout, label, readBackup } from './backup-file.ts';

/**
 * Copies a hub's store, also while the hub runs: `VACUUM INTO` sees one moment
 * of it and holds no tap up. What was written is synced, read again and checked
 * before it gets its name, so that a file of that name is a good backup.
 * @throws Error in one sentence; then there is no file of that name
 */
export function backUp(data: string, file: string, now: Date): BackupAbout {
  const store = join(data, 'hub.sqlite');
  if (!existsSync(store)) throw new Error(`There is no hub in "${data}".`);
  if (existsSync(file)) throw new Error(already(file));
  if (!existsSync(dirname(file))) throw new Error(`There is no folder "${dirname(file)}".`);
  const part = join(dirname(file), `.${basename(file)}.${newId()}`);
  try {
    // Made first, so that nobody else may read it from its first byte on: it holds the hub's keys.
    closeSync(openSync(part, 'wx', 0o600));
    copyStore(store, part);
    const copy = new Database(part);
    try {
      label(copy, data, now);
    } finally {
      copy.close();
    }
    sync(part);
    const about = readBackup(part, SCHEMA_VERSION);
    giveName(part, file);
    return about;
  } catch (error) {
    if (storeTrouble(error) === 'disk-full') throw new Error(`There is no space for the backup "${file}".`);
    throw error;
  } finally {
    rmSync(part, { force: true });
  }
}

function copyStore(store: string, to: string): void {
  const db = new Database(store, { readonly: true, timeout: 30_000 });
  try {
    db.prepare('VACUUM INTO ?').run(to);
  } finally {
    db.close();
  }
}

/** A link cannot take the place of a file that came in between; a disk without links (a USB stick) gets a rename. */
function giveName(part: string, file: string): void {
  try {
    linkSync(part, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || existsSync(file)) throw new Error(already(file));
    renameSync(part, file);
  }
  sync(dirname(file));
}

/** Bytes, or a folder's names, on the disk and not only on their way to it. */
export function sync(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function already(file: string): string {
  return `There is a file "${file}" already. A backup overwrites nothing: give another name.`;
}
