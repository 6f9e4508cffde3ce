import { SERVICE_USE, type ServiceUse } from '@tapwell/shared/scheme/words';
import { z } from 'zod';

/**
 * Bringing in people, licensed scores and service use from CSV. Nothing of a
 * file is kept before somebody has seen what would come of it, so it is sent
 * twice.
 *
 * | | |
 * |---|---|
 * | `GET /api/imports` | `{ schemes: SchemeImports[] }`: what may be brought in, and how its columns are called |
 * | `POST /api/imports/:kind/preview` | a FileSent; a FilePreview |
 * | `POST /api/imports/:kind` | a FileImport; `{ imported }`, the same when it is sent again; 409 when it would not do what the preview said |
 */
export const IMPORT_KINDS = ['people', 'scores', 'service-use'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

const sent = {
  text: z.string().max(2_000_000, 'The file is too large: please split it.'),
  /** For staff of several schemes. */
  schemeId: z.string().max(100).optional(),
  /** With service use: for which days and services the file has everything. */
  complete: z
    .strictObject({
      services: z.array(z.enum(SERVICE_USE)).min(1, 'Say what the file has.'),
      from: z.iso.date('Say from which day.'),
      until: z.iso.date('Say until which day.'),
    })
    .refine((c) => c.from <= c.until, { path: ['until'], message: 'The last day comes before the first.' })
    .optional(),
};
export const fileSent = z.strictObject(sent);
export type FileSent = z.infer<typeof fileSent>;
export const fileImport = z.strictObject({ ...sent, id: z.uuid(), hash: z.string(), ready: z.number().int() });
export type FileImport = z.infer<typeof fileImport>;

/** What would become of one line. */
export interface LineView {
  /** As a spreadsheet counts them. */
  line: number;
  /** Whom or what it is about. */
  what: string;
  is: 'ready' | 'same' | 'left-out';
  /** What is wrong and what to do, or what to know; each begins with the column it is about. */
  says: string[];
}

export interface FilePreview {
  id: string;
  hash: string;
  ready: number;
  lines: LineView[];
  /** What to know of the file as a whole. */
  notes: string[];
  /** The lines that are left out as CSV, each with why; null when there are none. */
  leftOut: string | null;
}

export interface ColumnView {
  title: string;
  hint: string;
  needed: boolean;
}

export interface SchemeImports {
  id: string;
  name: string;
  columns: Record<ImportKind, ColumnView[]>;
  /** Null where the scheme imports none. */
  serviceUse: ServiceUse[] | null;
  hasScores: boolean;
}
