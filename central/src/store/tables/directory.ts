import type { ColumnType } from 'kysely';

type Added<T> = ColumnType<T | null, T | null | undefined>;

/** What the directory says of a provider besides its name; all of it is public. */
export interface ProviderPublic {
  /** By which others know it: a UUID, given by an import or when it was loaded; null where its id is one. */
  external_id: Added<string>;
  description: Added<string>;
  url: Added<string>;
  email: Added<string>;
  phone: Added<string>;
  /** First and last day of its accreditation. */
  accredited_from: Added<string>;
  accredited_until: Added<string>;
  /** Nothing of it is offered from that day on; what was prescribed stays on record. */
  withdrawn_on: Added<string>;
}

/** Where a venue is. */
export interface VenuePublic {
  external_id: Added<string>;
  address: Added<string>;
  town: Added<string>;
  postcode: Added<string>;
  latitude: Added<number>;
  longitude: Added<number>;
  accessibility: Added<string>;
}

/** What people want to know of an activity before they come. */
export interface ActivityPublic {
  external_id: Added<string>;
  description: Added<string>;
  url: Added<string>;
  email: Added<string>;
  phone: Added<string>;
  /** In words, e.g. `Free` or `£2 a visit`. */
  cost: Added<string>;
  /** Whom it is for, in words. */
  eligibility: Added<string>;
  min_age: Added<number>;
  max_age: Added<number>;
  /** Codes, e.g. `en pl ur`. */
  languages: Added<string>;
  accessibility: Added<string>;
  withdrawn_on: Added<string>;
}

/** How the directory came to say what it says, and what was imported. */
export interface DirectoryTables {
  /** Append-only: who changed what when. */
  directory_change: {
    id: string;
    at: string;
    by_id: string;
    /** `provider`, `venue` or `activity`. */
    kind: string;
    subject_id: string;
    /** JSON of the row; null when it was added. */
    before: string | null;
    after: string;
  };
  /** Each import once, by the id its preview was given: pressed twice it is one. */
  import_run: {
    id: string;
    /** `people`, `scores`, `service-use` or `directory`. */
    kind: string;
    at: string;
    by_id: string;
    rows: number;
  };
  /** An admission, visit or appointment of a patient. The id is worked out from the line, so the same line is one. */
  service_use: {
    id: string;
    patient_id: string;
    /** One of `SERVICE_USE`. */
    service: string;
    on_date: string;
    import_id: string;
  };
  /** For which days and services an import holds everything: only there nothing means none. */
  service_use_import: {
    id: string;
    scheme_id: string;
    at: string;
    by_id: string;
    /** Space-separated, of `SERVICE_USE`. */
    services: string;
    from_on: string;
    until_on: string;
    rows: number;
  };
}
