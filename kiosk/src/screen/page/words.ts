/** What the patient screen says: short, plain, kind; one entry for each language. */
export interface Words {
  /** The language's own name, for its button. */
  own: string;
  tapYourCard: string;
  now: (activity: string, time: string) => string;
  welcome: (name: string) => string;
  visit: (n: number, of: number) => string;
  lastVisit: string;
  already: (name: string) => string;
  enjoy: string;
  choose: (name: string) => string;
  room: (room: string) => string;
  wrongOne: string;
  thankYou: (name: string) => string;
  teamTold: string;
  haveAWord: (linkWorker: string) => string;
  seeStaff: string;
  staffCode: (code: string) => string;
  holdLonger: string;
  saved: string;
  readerDown: string;
  languages: string;
  staffState: { well: string; degraded: string; down: string };
}

const en: Words = {
  own: 'English',
  tapYourCard: 'Tap your card',
  now: (activity, time) => `${activity}, ${time}`,
  welcome: (name) => `Welcome, ${name}`,
  visit: (n, of) => `Visit ${n} of ${of}`,
  lastVisit: 'Your last planned visit. Well done.',
  already: (name) => `You are already here, ${name}.`,
  enjoy: 'Enjoy.',
  choose: (name) => `Which one today, ${name}?`,
  room: (room) => room,
  wrongOne: 'Not this one? Choose again',
  thankYou: (name) => `Thank you, ${name}.`,
  teamTold: 'We have told the team you are here.',
  haveAWord: (linkWorker) => `Please have a word with ${linkWorker}.`,
  seeStaff: 'Please see a member of staff',
  staffCode: (code) => `For staff: ${code}`,
  holdLonger: 'Hold your card a little longer',
  saved: 'Saved. Thank you.',
  readerDown: 'The card reader is not ready. Please see a member of staff.',
  languages: 'Language',
  staffState: {
    well: 'For staff: everything is working',
    degraded: 'For staff: working, but not connected',
    down: 'For staff: the card reader is not working',
  },
};

const cy: Words = {
  own: 'Cymraeg',
  tapYourCard: 'Tapiwch eich cerdyn',
  now: (activity, time) => `${activity}, ${time}`,
  welcome: (name) => `Croeso, ${name}`,
  visit: (n, of) => `Ymweliad ${n} o ${of}`,
  lastVisit: 'Eich ymweliad olaf yn y cynllun. Da iawn chi.',
  already: (name) => `Rydych chi yma'n barod, ${name}.`,
  enjoy: 'Mwynhewch.',
  choose: (name) => `Pa un heddiw, ${name}?`,
  room: (room) => room,
  wrongOne: 'Nid yr un yma? Dewiswch eto',
  thankYou: (name) => `Diolch, ${name}.`,
  teamTold: 'Rydym wedi dweud wrth y tîm eich bod chi yma.',
  haveAWord: (linkWorker) => `Siaradwch â ${linkWorker}, os gwelwch yn dda.`,
  seeStaff: 'Siaradwch ag aelod o staff, os gwelwch yn dda',
  staffCode: (code) => `I staff: ${code}`,
  holdLonger: 'Daliwch eich cerdyn yno am ychydig yn hirach',
  saved: "Wedi'i gadw. Diolch.",
  readerDown: "Nid yw'r darllenydd cardiau yn barod. Siaradwch ag aelod o staff, os gwelwch yn dda.",
  languages: 'Iaith',
  staffState: {
    well: 'I staff: mae popeth yn gweithio',
    degraded: 'I staff: yn gweithio, ond heb gysylltiad',
    down: "I staff: nid yw'r darllenydd cardiau'n gweithio",
  },
};

export const languages: Record<string, Words> = { en, cy };
export const DEFAULT_LANGUAGE = 'en';

/** Words in the language asked for, or English when we have none. */
export function wordsIn(language: string | null | undefined): Words {
  return languages[language ?? DEFAULT_LANGUAGE] ?? en;
}
