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
  path: `${base}/id/path`,
  scheme: `${base}/id/scheme`,
  activity: `${base}/id/activity`,
  staff: `${base}/id/staff`,
  card: `${base}/id/card`,
  hub: `${base}/id/hub`,
  kiosk: `${base}/id/kiosk`,
  /** What sends to central: a paired hub, or a program. */
  device: `${base}/id/device`,
  session: `${base}/id/session`,
  /** An answer or a score: the event it was recorded with, and its measure. */
  measure: `${base}/id/measure`,
  audit: `${base}/id/audit`,
} as const;

export const extensions = {
  /** Session, activity, method, assurance and clocks of an attendance. */
  attendance: `${base}/fhir/attendance`,
  /** On an Encounter that was recorded twice: the one that counts. */
  countedAs: `${base}/fhir/counted-as`,
  /** First contact and outcome of an episode of care. */
  path: `${base}/fhir/path`,
  /** What a prescription says besides goals and activities: programme, who comes along, transport. */
  prescription: `${base}/fhir/prescription`,
} as const;

/** Code systems: others' and our own. */
export const codes = {
  snomed: 'http://snomed.info/sct',
  observationCategory: 'http://terminology.hl7.org/CodeSystem/observation-category',
  /** Each score of a measure, e.g. `ons4-happy`. */
  measure: `${base}/fhir/measure`,
  deviceKind: `${base}/fhir/device-kind`,
  outcome: `${base}/fhir/outcome`,
  audit: `${base}/fhir/audit-action`,
  questionnaire: `${base}/fhir/Questionnaire`,
} as const;

/**
 * SNOMED CT for social prescribing. The first marks the first interaction and
 * nothing else: a code on every visit would count one referral twelve times.
 */
export const snomed = {
  firstInteraction: {
    system: codes.snomed,
    code: '871731000000106',
    display: 'Referral to social prescribing service',
  },
  declined: { system: codes.snomed, code: '871711000000103', display: 'Social prescribing declined' },
} as const;
