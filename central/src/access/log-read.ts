import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { audit } from '../audit/audit-log.ts';
import type { CentralDb } from '../store/schema.ts';
import { write } from '../store/write.ts';

/**
 * Puts on record that somebody read something about patients, before they get it.
 * @param what e.g. `caseload`, `path`, `follow-ups`
 * @param paths whose; with a list of several, all in one entry
 */
export async function logRead(db: CentralDb, staff: StaffMember, what: string, paths: string[]): Promise<void> {
  if (paths.length === 0) return;
  const entry = {
    at: new Date().toISOString(),
    actor: `staff ${staff.id}`,
    action: `read ${what}`,
    subject: paths.length === 1 ? paths[0]! : null,
    detail: paths.length === 1 ? {} : { paths },
  };
  await write(db, (trx) => audit(trx, entry));
}
