import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** A store that forgets needs no folder. */
const IN_MEMORY = ':memory:';

/**
 * Sees to it that a part's data folder is there and can be written to; what it
 * makes is for its owner alone. Folder by folder: `mkdir` with `recursive`
 * never returns where the system answers "no such folder" to making one, as
 * below /proc.
 * @throws Error in one sentence for the person who named the folder
 */
export function ensureDataFolder(folder: string): void {
  if (folder === IN_MEMORY) return;
  const missing: string[] = [];
  for (let at = resolve(folder); !isFolder(at, folder); at = dirname(at)) missing.unshift(at);
  try {
    for (const path of missing) makeFolder(path);
  } catch (error) {
    throw new Error(`The folder "${folder}" cannot be made: ${inWords(error)}.`);
  }
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Error(`The folder "${folder}" cannot be written to: ${inWords(error)}.`);
  }
}

function isFolder(path: string, asked: string): boolean {
  let found: ReturnType<typeof statSync>;
  try {
    found = statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new Error(`The folder "${asked}" cannot be reached: ${inWords(error)}.`);
  }
  if (found && !found.isDirectory()) throw new Error(`The folder "${asked}" cannot be made: "${path}" is a file.`);
  return found !== undefined;
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another part may make the same folder at the same time.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

const WORDS: Record<string, string> = {
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: "this user's share of the disk is full",
  ENOENT: 'the system allows no folder there',
  ENOTDIR: 'part of its path is a file',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links lead in a circle',
};

function inWords(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return WORDS[code ?? ''] ?? message;
}
