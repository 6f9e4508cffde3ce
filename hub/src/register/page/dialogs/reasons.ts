import type { ManualReason } from '@tapwell/shared/tap/staff-wire';

/** Why staff record a visit that no card did; the commonest first. */
export const REASONS: readonly (readonly [ManualReason, string])[] = [
  ['forgot-card', 'They forgot their card'],
  ['card-not-working', 'Their card does not work'],
  ['no-card-yet', 'They have no card yet'],
  ['kiosk-down', 'The card reader was not working'],
  ['other', 'Something else'],
];
