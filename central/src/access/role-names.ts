/**
 * Who works at central. `provider`: keeps its own activities in the directory,
 * and its register at the venue's hub. `link-worker`: own caseload. `team-lead`:
 * every caseload of the scheme. `scheme-manager`: figures about many, never a
 * person. `administrator`: devices, staff and the directory, no patient data.
 */
export const ROLES = ['provider', 'link-worker', 'team-lead', 'scheme-manager', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** Those who work with people, and may see their own patients. */
export const WITH_PEOPLE: Role[] = ['link-worker', 'team-lead'];
