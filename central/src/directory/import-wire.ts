import { z } from 'zod';

/**
 * Taking a file of services into the directory. Nothing of it is kept before
 * somebody has seen what it would do, so the file is sent twice: to
 * `POST /api/directory/imports/preview`, then to `POST /api/directory/imports`.
 */
export const directoryFileSent = z.strictObject({
  text: z.string().max(20_000_000),
  /** For services none of whose categories is an area of the scheme; null leaves them out. */
  area: z.string().max(200).nullable().default(null),
});
export const directoryImport = directoryFileSent.extend({
  /** From the preview. */
  id: z.uuid(),
  hash: z.string(),
  /** How many new or changed entries they saw. */
  rows: z.number().int(),
});

/** What would become of one service of the file. */
export interface ImportLine {
  /** Place in the file, from 1. */
  line: number;
  name: string;
  is: 'new' | 'changed' | 'same' | 'left-out';
  /** Names of what would change. */
  fields: string[];
  /** Why it is left out, and what to look at. */
  notes: string[];
}

export interface ImportPreview {
  /** For the import, so that pressed twice it is one. */
  id: string;
  hash: string;
  lines: ImportLine[];
  /** Entries that would be written: activities, and providers and venues besides. */
  rows: number;
}

export interface ImportDone {
  /** Written by this import, now or when it was sent before. */
  rows: number;
}
