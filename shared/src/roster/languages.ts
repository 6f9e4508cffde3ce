/** What the screen at venues speaks; somebody who prefers another language reads the venue's own. */
export const SCREEN_LANGUAGES = ['en', 'cy', 'pl', 'ro', 'ur', 'bn', 'pa', 'gu'] as const;
export type ScreenLanguage = (typeof SCREEN_LANGUAGES)[number];
