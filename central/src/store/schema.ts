import type { ColumnType, Generated, Insertable, Kysely, Selectable } from 'kysely';
import type { AccessTables } from './tables/access.ts';
import type { CompanionTables } from './tables/companion.ts';
import type { ActivityPublic, DirectoryTables, ProviderPublic, VenuePublic } from './tables/directory.ts';
import type { FhirTables } from './tables/fhir.ts';
import type { KeepingTables } from './tables/keeping.ts';
import type { PathTables } from './tables/path.ts';
import type { ReferralTables } from './tables/referral.ts';
import type { TodayTables } from './tables/today.ts';

/**
 * Central's record as relational tables; FHIR is a mapping, not the storage.
 * Instants are RFC 3339 text in UTC with milliseconds (they sort as text),
 * dates `YYYY-MM-DD`, booleans 0 or 1, JSON as text: the same on SQLite and
 * PostgreSQL.
 */
export interface Tables
  extends PathTables,
    ReferralTables,
    TodayTables,
    AccessTables,
    DirectoryTables,
    KeepingTables,
    CompanionTables,
    FhirTables {
  scheme: {
    id: string;
    name: string;
    link_worker_title: string;
    zone: string;
    /** JSON of SchemePolicy. */
    policy: string;
  };
  venue: { id: string; name: string; zone: string } & VenuePublic;
  hub: {
    id: string;
    name: string;
    venue_id: string;
    scheme_id: string;
    /** Uploads are complete up to here; null before the first. */
    synced_through: string | null;
    last_seen: string | null;
    /** Last report, JSON of HubReport. */
    report: string | null;
    /** 1 when something its roster shows may have changed. */
    roster_stale: number;
    /** Local date it was last worked out for; a new day may end a prescription. */
    roster_day: string | null;
    /** The hub has applied its roster up to here. */
    roster_cursor: Generated<number>;
    /** When it last asked, which acknowledged that; null when never. */
    roster_asked_at: ColumnType<string | null, string | null | undefined>;
    /** It is asked to send again what it has from then on: the record was restored. */
    resend_since: ColumnType<string | null, string | null | undefined>;
    resend_asked_at: ColumnType<string | null, string | null | undefined>;
    /** When it had put all of that on its way. */
    resend_done_at: ColumnType<string | null, string | null | undefined>;
    /** When it was first paired; before that nobody tapped a card there. */
    first_paired_at: ColumnType<string | null, string | null | undefined>;
    /** Since when no device of it may call; null while one may, or none ever did. */
    out_of_use_at: ColumnType<string | null, string | null | undefined>;
  };
  provider: {
    id: string;
    name: string;
    /** One of `ACTIVITY_SOURCES`. */
    kind: Generated<string>;
  } & ProviderPublic;
  activity: {
    id: string;
    provider_id: string;
    venue_id: string;
    name: string;
    area: string;
    room: string | null;
    /** JSON of Schedule. */
    schedule: string;
    early_minutes: number;
    late_after_minutes: number;
    /** 1 when leaving is recorded and hours count. */
    timed: Generated<number>;
    /** Most people the room takes; null without a limit. */
    capacity: ColumnType<number | null, number | null | undefined>;
    /** 0 where people come one by one. */
    in_group: Generated<number>;
  } & ActivityPublic;
  staff: {
    id: string;
    username: string;
    name: string;
    role: string;
    provider_id: string | null;
    /** Null for staff of all schemes. */
    scheme_id: ColumnType<string | null, string | null | undefined>;
    /** `none` for who signs in with the organisation only. */
    password_hash: string;
    /** 1 until they have chosen a password of their own. */
    must_change_password: Generated<number>;
    /** When they left; they may not sign in, and what they did stays theirs. */
    ended_at: ColumnType<string | null, string | null | undefined>;
    /** The name by which their organisation knows them; small letters. */
    sign_in_as: ColumnType<string | null, string | null | undefined>;
    /** Who they are at their organisation, from their first sign-in on. */
    oidc_issuer: ColumnType<string | null, string | null | undefined>;
    oidc_subject: ColumnType<string | null, string | null | undefined>;
  };
  patient: {
    id: string;
    nhs_number: string | null;
    given: string;
    family: string;
    display_name: string;
    language: string | null;
    larger_text: number;
    /** Date of birth. */
    born: ColumnType<string | null, string | null | undefined>;
    phone: ColumnType<string | null, string | null | undefined>;
    email: ColumnType<string | null, string | null | undefined>;
    /** How they like to be reached: `phone`, `text`, `email` or `letter`. */
    contact_by: ColumnType<string | null, string | null | undefined>;
    /** Their data was removed; what is left counts and names nobody. */
    erased_at: ColumnType<string | null, string | null | undefined>;
  };
  /** What venues must know of one programme on a path; worked out from its events. */
  prescription: {
    /** Of a path's first programme: the path's own. */
    id: string;
    path_id: ColumnType<string | null, string | null | undefined>;
    /** 1, or 2 after a renewal. */
    programme: Generated<number>;
    patient_id: string;
    scheme_id: string;
    link_worker_id: string;
    starts_on: string;
    /** Null without an end. */
    weeks: number | null;
    /** `active`, `draft` or `ended`. */
    status: string;
  };
  prescribed_activity: {
    id: string;
    prescription_id: string;
    activity_id: string;
    /** As it was agreed last. */
    per_week: number;
    /** Planned number of visits; null without one. */
    sessions: number | null;
    /** First and last day, where it was agreed later or stopped earlier than the rest. */
    starts_on: ColumnType<string | null, string | null | undefined>;
    ends_on: ColumnType<string | null, string | null | undefined>;
    /** Spans as JSON, where it was not always agreed as it was last; null for all others. */
    agreed: ColumnType<string | null, string | null | undefined>;
    /** When that was on record as JSON, where it was not before its first day; null for all others. */
    listed: ColumnType<string | null, string | null | undefined>;
  };
  /** Held by a patient or by a companion, never by both. */
  card: {
    id: string;
    patient_id: string | null;
    companion_id: ColumnType<string | null, string | null | undefined>;
    profile: string;
    uid: string;
    key_version: number;
    state: string;
    state_since: string;
    issued_at: string;
  };
  attendance: {
    /** Order of arrival here; FHIR paging follows it. */
    seq: Generated<number>;
    id: string;
    /** Of what stands here: the highest there is. Those before and those overtaken are in attendance_version. */
    version: Generated<number>;
    status: string;
    patient_id: string;
    prescription_id: string;
    prescribed_activity_id: string;
    activity_id: string;
    session_id: string;
    session_start: string;
    session_end: string;
    venue_id: string;
    provider_id: string;
    arrived_at: string;
    left_at: string | null;
    late: number;
    method: string;
    assurance: string;
    flags: string;
    /** Staff who recorded or changed it last, and why. */
    by_id: string | null;
    by_name: string | null;
    reason: string | null;
    card_id: string | null;
    counter: number | null;
    kiosk_at: string | null;
    hub_at: string;
    central_at: string;
    updated_at: string;
    /** Device that sent it. */
    source: string;
    /** Another attendance of the same patient and session came first: kept, not counted. */
    duplicate_of: string | null;
  };
  /** Versions of an attendance besides the one that holds. Append-only. */
  attendance_version: {
    attendance_id: string;
    version: number;
    status: string;
    arrived_at: string;
    left_at: string | null;
    late: number;
    method: string;
    assurance: string;
    flags: string;
    by_id: string | null;
    by_name: string | null;
    reason: string | null;
    central_at: string;
  };
  /** Sessions at which someone was: proof that they ran. */
  session_run: { session_id: string; activity_id: string; session_start: string };
  /** Every genuine read central has heard of, to find one counter used twice and one card in two places. */
  card_read: { id: string; card_id: string; counter: number | null; venue_id: string; at: string };
  /** Something about a card or a tap that a person must decide. */
  concern: {
    id: string;
    kind: string;
    patient_id: string | null;
    card_id: string | null;
    venue_id: string;
    at: string;
    central_at: string;
    settled_at: string | null;
    settled_by: string | null;
  };
  /** Append-only; each row's hash covers the row before it. */
  audit: {
    seq: number;
    at: string;
    actor: string;
    action: string;
    subject: string | null;
    detail: string;
    hash: string;
  };
  hub_fact: { id: string; hub_id: string; kind: string; at: string; body: string; central_at: string };
  /** What staff last said of a session; every version is kept in hub_fact, as of the next three. */
  session_day: {
    session_id: string;
    hub_id: string;
    activity_id: string;
    session_start: string;
    session_end: string;
    version: number;
    /** That said so; of two with one version the younger holds. */
    fact_id: string;
    status: string;
    reason: string | null;
    extra: number;
    guests: number;
    by_id: string;
    by_name: string;
  };
  /** Whether someone expected was excused. */
  excuse: {
    patient_id: string;
    session_id: string;
    hub_id: string;
    prescribed_activity_id: string;
    version: number;
    /** That said so; of two with one version the younger holds. */
    fact_id: string;
    state: string;
    reason: string | null;
    by_id: string;
    by_name: string;
  };
  /** Who came along with a patient to a session. */
  companion_visit: {
    id: string;
    hub_id: string;
    version: number;
    /** That said so; of two with one version the younger holds. */
    fact_id: string;
    status: string;
    patient_id: string;
    session_id: string;
    companion_id: string | null;
    companion_name: string;
    card_id: string | null;
    by_id: string | null;
    by_name: string | null;
  };
  /** What became of a tap that was on no register: an attendance, or nothing when staff dismissed it. */
  placed_tap: {
    tap_id: string;
    hub_id: string;
    fact_id: string;
    at: string;
    attendance_id: string | null;
    reason: string | null;
    by_id: string;
    by_name: string;
  };
  /** A known patient tapped a card and no attendance came of it: they may not be called absent. */
  unplaced_tap: { id: string; patient_id: string; venue_id: string; at: string };
  /**
   * A time of which nothing is known: nobody is called absent for it. `why` is
   * null where no card could be read; else what the hub knew of that time is
   * gone: it was `replaced` by another machine (`paired-again`: perhaps; its
   * first report will show), no longer held what a restored record had lost
   * (`not-held`), or was taken out of use (`out-of-use`).
   */
  kiosk_gap: {
    id: string;
    hub_id: string;
    from_at: string;
    to_at: string;
    why: ColumnType<string | null, string | null | undefined>;
  };
  /** What each hub's roster holds, as last worked out; `seq` is the cursor. */
  roster_entry: { hub_id: string; kind: string; entry_id: string; seq: number; body: string | null };
  /** Patients whose part of a hub's roster may have changed; `urgent` when a card of theirs did. */
  roster_touched: { hub_id: string; patient_id: string; urgent: number };
  device: {
    id: string;
    kind: string;
    hub_id: string | null;
    name: string;
    /** Space-separated: `write` for a hub (its own venue); `read`, `write-all` and `audit` for programs. */
    scopes: string;
    /** The only scheme whose patients a program may read; null for all. */
    scheme_id: ColumnType<string | null, string | null | undefined>;
    public_jwk: string | null;
    revoked_at: string | null;
  };
  pairing_code: { hash: string; hub_id: string; expires_at: string; used_at: string | null };
  /** `proof_key`: thumbprint of the key that must come with it; null for programs' plain tokens. */
  access_token: { hash: string; device_id: string; expires_at: string; proof_key: string | null };
  assertion: { jti: string; expires_at: string };
  /** On PostgreSQL: from which all processes make the nonces for proofs. One row. */
  proof_secret: { id: string; secret: string };
  /** On PostgreSQL: hashes of the proofs that were used of late; `at` in ms by the database's clock. */
  used_proof: { jti: string; at: number };
  /** `idle_at`: when it ends unless somebody does something before. */
  staff_session: {
    hash: string;
    staff_id: string;
    expires_at: string;
    idle_at: string;
    /** Of a sign-in with the organisation: for signing out there too. */
    id_token: ColumnType<string | null, string | null | undefined>;
  };
}

export type CentralDb = Kysely<Tables>;
export type NewRow<T extends keyof Tables> = Insertable<Tables[T]>;
export type Row<T extends keyof Tables> = Selectable<Tables[T]>;
