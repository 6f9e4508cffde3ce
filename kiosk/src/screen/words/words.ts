/** A display name; null where names are not to be said aloud. */
export type Name = string | null;

/**
 * What the patient screen says: short, plain, kind. One file for each language,
 * complete by its type. Nothing in it says why anybody is here.
 */
export interface Words {
  /** BCP 47, for `lang` and for the voice. */
  code: string;
  /** The language's own name, for its button. */
  own: string;
  /** In English, for staff. */
  english: string;
  dir: 'ltr' | 'rtl';
  /** Who has read it; staff see this, patients do not. */
  review: 'reviewed' | 'machine translation, to be reviewed';
  tapYourCard: string;
  /** A time of day, `10:30`, with the language's digits. */
  clock: (time: string) => string;
  now: (activity: string, time: string) => string;
  welcome: (name: Name) => string;
  /** `of` is null where there is no planned number. */
  visit: (n: number, of: number | null) => string;
  lastVisit: string;
  already: (name: Name) => string;
  enjoy: string;
  choose: (name: Name) => string;
  wrongOne: string;
  thankYou: (name: Name) => string;
  /** How long they stayed, in hours and minutes. */
  stayed: (minutes: number) => string;
  teamTold: string;
  /** A companion's card; null where names are not to be said. */
  hereWith: (names: string[] | null) => string;
  haveAWord: (linkWorker: string) => string;
  seeStaff: string;
  staffCode: (code: string) => string;
  holdLonger: string;
  saved: string;
  readerDown: string;
  languages: string;
  largerText: string;
  staffState: { well: string; degraded: string; down: string };
}
