/** What the FHIR API needs besides the record itself. */
export interface FhirTables {
  /** When a row of another table came and last changed; kept by triggers, so that no writer can forget it. */
  stamp: { kind: string; id: string; created_at: string; updated_at: string };
  /** An export that may be downloaded until it expires. Its files are made as they are read: there are none. */
  fhir_export: {
    id: string;
    device_id: string;
    scheme_id: string;
    /** The address that asked for it. */
    request: string;
    /** Space-separated. */
    types: string;
    since: string | null;
    /** What was there then is in it. */
    at: string;
    expires_at: string;
  };
}
