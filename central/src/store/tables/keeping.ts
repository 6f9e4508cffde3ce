/** Sign-in with the organisation, and whom entries of the audit log are about. */
export interface KeepingTables {
  /** A sign-in under way at the organisation's provider; gone when it comes back. `hash` is of the browser's cookie. */
  organisation_sign_in: { hash: string; state: string; nonce: string; verifier: string; expires_at: string };
  /** Several subjects of one entry: its `id` is worked out from them all, and the entry names it. */
  audit_group: { id: string; subject: string };
}
