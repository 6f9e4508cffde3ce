/** The words a policy chooses from. Each is used by at least one scheme in `shared/schemes`. */

/** Who refers. */
export const REFERRERS = [
  'gp',
  'practice-nurse',
  /** Anyone who works at the practice. */
  'practice-staff',
  'pharmacist',
  'community-nurse',
  'social-worker',
  /** A team that looks after people with long-term conditions together. */
  'case-management-team',
  'self',
] as const;
export type Referrer = (typeof REFERRERS)[number];

/** Where a referrer works, which a referral must then name; nothing for those who refer themselves. */
export const WORKS_AT: Record<Referrer, 'practice' | 'pharmacy' | 'team' | null> = {
  gp: 'practice',
  'practice-nurse': 'practice',
  'practice-staff': 'practice',
  pharmacist: 'pharmacy',
  'community-nurse': 'team',
  'social-worker': 'team',
  'case-management-team': 'team',
  self: null,
};

/** As they stand in a sentence. */
export const REFERRER_WORDS: Record<Referrer, string> = {
  gp: 'a GP',
  'practice-nurse': 'a practice nurse',
  'practice-staff': 'practice staff',
  pharmacist: 'a pharmacist',
  'community-nurse': 'a community nurse',
  'social-worker': 'a social worker',
  'case-management-team': 'a case-management team',
  self: 'the person themselves',
};

/** What may come before joining a group. */
export const PREPARATIONS = ['small-group', 'one-to-one'] as const;
export type Preparation = (typeof PREPARATIONS)[number];

/** Who offers activities. */
export const ACTIVITY_SOURCES = ['provider', 'accredited-provider', 'statutory-service', 'residents-group'] as const;
export type ActivitySource = (typeof ACTIVITY_SOURCES)[number];

export const CARD_PROFILES = ['ntag424', 'desfire', 'uid'] as const;

/** Measures that are free to ship; a scheme's own licensed scores come in by number only. */
export const MEASURES = ['ons4', 'ipaq', 'goals'] as const;

/** Service use that is imported before and after. */
export const SERVICE_USE = ['admissions', 'a-and-e', 'gp-appointments'] as const;
export type ServiceUse = (typeof SERVICE_USE)[number];

/** What a post besides the link workers may do in the workspace. */
export const STAFF_ROLES = ['link-worker', 'team-lead'] as const;
