import type { ColumnType } from 'kysely';

type Later = ColumnType<string | null, string | null | undefined>;

/** Referral forms, what came in by them, and what people's details were before. */
export interface ReferralTables {
  /** A practice's or team's own form; whoever has its address may refer. */
  referral_form: {
    /** Not to be guessed: it stands in the address. */
    id: string;
    scheme_id: string;
    /** The practice, pharmacy or team. */
    name: string;
    /** Space-separated, of `REFERRERS`: who works there and may refer. */
    referrers: string;
    made_at: string;
    made_by: string;
    closed_at: Later;
    closed_by: Later;
  };
  /** One form sent in; the id was made with the form, so that a doubled press is one. */
  referral_intake: {
    id: string;
    form_id: string;
    path_id: string;
    at: string;
    /** As written on the form, where somebody else has it on record. */
    nhs_number: string | null;
    /** When staff said whether this is somebody who is known. */
    settled_at: Later;
    settled_by: Later;
    same_as: Later;
  };
  /** Append-only: what a person's details were before they were changed. */
  patient_change: {
    id: string;
    patient_id: string;
    at: string;
    by_id: string;
    /** JSON of the fields that changed, as they were. */
    before: string;
  };
}
