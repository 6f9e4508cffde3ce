import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import type { AuditEntry } from '../audit/chain.ts';
import type { CentralDb } from '../store/schema.ts';
import type { Table } from './csv.ts';
import type { FileSent, LineView } from './wire.ts';

/** What a file is worked out from. */
export interface Asking {
  db: CentralDb;
  staff: StaffMember;
  scheme: { id: string; policy: SchemePolicy; zone: string };
  now: Date;
  today: string;
  table: Table;
  sent: FileSent;
}

/** What would come of a file, and how to make it so. */
export interface Plan {
  lines: LineView[];
  /** How many lines would be written. */
  ready: number;
  /** Paths of those whom the lines name, for the access log. */
  named: string[];
  /** What to know of the file as a whole. */
  notes?: string[];
  /** Within a transaction; what it returns goes to the audit log last. */
  apply(trx: CentralDb, importId: string): Promise<AuditEntry[]>;
}

export type Planner = (asking: Asking) => Promise<Plan>;
