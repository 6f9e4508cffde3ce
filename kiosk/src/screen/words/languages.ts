import type { ScreenLanguage } from '@tapwell/shared/roster/languages';
import { bn } from './bn.ts';
import { cy } from './cy.ts';
import { en } from './en.ts';
import { gu } from './gu.ts';
import { pa } from './pa.ts';
import { pl } from './pl.ts';
import { ro } from './ro.ts';
import { ur } from './ur.ts';
import type { Words } from './words.ts';

/** Every language the patient screen speaks: those that central offers as somebody's own. */
export const languages = { en, cy, pl, ro, ur, bn, pa, gu } satisfies Record<ScreenLanguage, Words>;
export type Language = keyof typeof languages;

export function isLanguage(code: string): code is Language {
  return Object.hasOwn(languages, code);
}

/** Words in the first of these languages that we have; a preference may name a region (`pa-PK`). */
export function wordsIn(...wanted: (string | null | undefined)[]): Words {
  for (const asked of wanted) {
    const code = asked?.toLowerCase().split('-')[0] ?? '';
    if (isLanguage(code)) return languages[code];
  }
  return en;
}
