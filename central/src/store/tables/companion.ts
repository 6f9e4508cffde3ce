import type { ColumnType } from 'kysely';

type Later = ColumnType<string | null, string | null | undefined>;

/** Who comes along with whom. */
export interface CompanionTables {
  /** Someone who comes along: a volunteer, a peer supporter, a link worker. They need no account. */
  companion: {
    id: string;
    /** The only thing a venue learns of them. */
    display_name: string;
    language: string | null;
    larger_text: number;
    /** Staff of other schemes do not find them. */
    scheme_id: Later;
    /** When something was last put on record of them: how long they are kept counts from it. */
    said_at: Later;
    /** Their name was removed; what is left counts and names nobody. */
    erased_at: Later;
  };
  /** Append-only, but that an end is added once. */
  accompanies: {
    id: string;
    companion_id: string;
    patient_id: string;
    /** As what, in the words of the scheme's policy; null for those who came with the directory. */
    title: Later;
    /** First day; null where nobody said. */
    since: Later;
    at: Later;
    by_id: Later;
    /** Last day, and when and by whom that was put on record; null while it goes on. */
    ended_on: Later;
    ended_at: Later;
    ended_by: Later;
  };
}
