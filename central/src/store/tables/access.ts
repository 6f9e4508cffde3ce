import type { ColumnType } from 'kysely';

/** Who may see whose patients besides their own. */
export interface AccessTables {
  /** Somebody looks after a colleague's caseload for some days, both inclusive. */
  cover: {
    id: string;
    link_worker_id: string;
    covered_by: string;
    from_on: string;
    until_on: string;
    at: string;
    by_id: string;
    why: string | null;
    /** Ended before its last day. */
    ended_at: ColumnType<string | null, string | null | undefined>;
  };
  /** Somebody looked at a patient who is not theirs, and said why. */
  break_glass: {
    id: string;
    staff_id: string;
    patient_id: string;
    at: string;
    until_at: string;
    reason: string;
    /** The team lead who looked at it afterwards. */
    seen_by: ColumnType<string | null, string | null | undefined>;
    seen_at: ColumnType<string | null, string | null | undefined>;
  };
}
