import { SqliteError } from 'better-sqlite3';

/** Why the hub cannot save anything now: a short code for machines. */
export type StoreTrouble = 'disk-full' | 'disk-read-only' | 'disk-failing' | 'store-damaged' | 'store-busy';

/** The same for people: what the kiosk's log, the register and `tapwell hub check` say. */
export const TROUBLE_WORDS: Record<StoreTrouble, string> = {
  'disk-full':
    "The hub's disk is full. Nothing new can be saved here until there is space; taps wait safely in the kiosks.",
  'disk-read-only': "The hub's disk cannot be written to. Taps wait safely in the kiosks.",
  'disk-failing': "The hub's disk does not work as it should. Taps wait safely in the kiosks.",
  'store-damaged': "The hub's store is damaged and needs to be restored from a backup. Taps wait safely in the kiosks.",
  'store-busy': "Another program keeps the hub's store busy. Taps wait safely in the kiosks.",
};

/** The same error, or for people what it says of the store. */
export function inWords(error: unknown): unknown {
  const trouble = storeTrouble(error);
  return trouble ? new Error(TROUBLE_WORDS[trouble], { cause: error }) : error;
}

/**
 * What an error says of the store; undefined when it is about something else.
 * SQLite's own reading of the system's errors: a write without space is
 * SQLITE_FULL, and one for its index of the WAL is SQLITE_IOERR_SHMSIZE.
 */
export function storeTrouble(error: unknown): StoreTrouble | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'disk-full';
  if (code === 'EROFS') return 'disk-read-only';
  if (code === 'EIO') return 'disk-failing';
  if (!(error instanceof SqliteError)) return undefined;
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') return 'disk-full';
  if (code.startsWith('SQLITE_READONLY')) return 'disk-read-only';
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return 'store-damaged';
  if (code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CANTOPEN')) return 'disk-failing';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'store-busy';
  return undefined;
}
