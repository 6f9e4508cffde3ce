import { deviceOf } from '@tapwell/shared/http/device-access';
import { Problem } from '@tapwell/shared/http/problem';
import type { Request } from 'express';
import { keepGroup } from '../access/log-read.ts';
import { audit, subjectOf } from '../audit/audit-log.ts';
import { rightsOf } from '../store/devices.ts';
import type { CentralDb } from '../store/schema.ts';
import { write } from '../store/write.ts';
import type { Kind } from './kinds/kind.ts';

/** A program that reads the record. */
export interface Reader {
  deviceId: string;
  /** The only scheme whose patients it may read; null for all. */
  scheme: string | null;
}

/**
 * Who asks, if they may read this kind of resource. Hubs may write what
 * happened at their venue, and read nothing.
 * @throws Problem 403
 */
export async function readerOf(db: CentralDb, req: Request, kind?: Kind): Promise<Reader> {
  const deviceId = deviceOf(req);
  const { mayRead, mayAudit, schemeId } = await rightsOf(db, deviceId);
  if (kind?.forAudit) {
    // The log is one for all schemes.
    if (!mayAudit || schemeId !== null) {
      throw new Problem(403, 'Forbidden', 'This program may not read the log of who read what.');
    }
  } else if (!mayRead) throw new Problem(403, 'Forbidden', 'This device may not read the record.');
  return { deviceId, scheme: schemeId };
}

/**
 * Puts on record that a program read about patients, before it gets it: one
 * entry for each request.
 * @param patients whom; each once
 */
export async function logProgramRead(
  db: CentralDb,
  { deviceId }: Reader,
  what: string,
  patients: (string | null)[],
  more: Record<string, unknown> = {},
): Promise<void> {
  const whom = [...new Set(patients)].filter((id) => id !== null);
  if (whom.length === 0) return;
  const { subject, group } = subjectOf(whom);
  const detail = { ...more, ...(group && { people: group.subjects.length }) };
  const entry = { at: new Date().toISOString(), actor: `device ${deviceId}`, action: `read ${what}`, subject, detail };
  await write(db, async (trx) => {
    if (group) await keepGroup(trx, group);
    await audit(trx, entry);
  });
}
