/** Identifier systems and extension addresses of what we put on the wire. */
const base = 'https://tapwell.example';

export const systems = {
  nhsNumber: 'https://fhir.nhs.uk/Id/nhs-number',
  attendance: `${base}/id/attendance`,
  person: `${base}/id/person`,
  prescription: `${base}/id/prescription`,
  prescribedActivity: `${base}/id/prescribed-activity`,
  venue: `${base}/id/venue`,
  provider: `${base}/id/provider`,
} as const;

export const extensions = {
  /** Session, activity, method, assurance and clocks of an attendance. */
  attendance: `${base}/fhir/attendance`,
} as const;
