import type { ColumnType } from 'kysely';

/** The path of a patient through a scheme, from referral to outcome. */
export interface PathTables {
  path: {
    id: string;
    patient_id: string;
    scheme_id: string;
    /** Who has it now; null while nobody has taken it. Its history is in path_holder. */
    link_worker_id: string | null;
    /** Day of the referral, else of the first prescription. */
    opened_on: string;
    /** Day of the outcome; null while it goes on. */
    ended_on: ColumnType<string | null, string | null | undefined>;
  };
  /** Append-only: what happened. Visits are not here but in attendance, and join the path when it is read. */
  path_event: {
    id: string;
    path_id: string;
    kind: string;
    on_date: string;
    recorded_at: string;
    /** JSON of PathEvent. */
    body: string;
  };
  /** Append-only: who had it since when. */
  path_holder: {
    id: string;
    path_id: string;
    link_worker_id: string | null;
    at: string;
    by_id: string;
    why: string | null;
  };
}
