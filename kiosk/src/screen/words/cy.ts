import { duration, list } from './grammar.ts';
import type { Name, Words } from './words.ts';

const call = (name: Name) => (name ? `, ${name}` : '');
/** "â", "gyda" and "a" become "ag", "gydag" and "ac" before a vowel; W and Y begin names as consonants. */
const beforeVowel = (word: string, plain: string, vowel: string) =>
  /^[aeiou]/i.test(word.normalize('NFD')) ? vowel : plain;

export const cy: Words = {
  code: 'cy',
  own: 'Cymraeg',
  english: 'Welsh',
  dir: 'ltr',
  review: 'reviewed',
  tapYourCard: 'Tapiwch eich cerdyn',
  clock: (time) => time,
  now: (activity, time) => `${activity}, ${time}`,
  welcome: (name) => `Croeso${call(name)}`,
  visit: (n, of) => (of === null ? `Ymweliad ${n}` : `Ymweliad ${n} o ${of}`),
  lastVisit: 'Eich ymweliad olaf yn y cynllun. Da iawn chi.',
  already: (name) => `Rydych chi yma'n barod${call(name)}.`,
  enjoy: 'Mwynhewch.',
  choose: (name) => `Pa un heddiw${call(name)}?`,
  wrongOne: 'Nid yr un yma? Dewiswch eto',
  thankYou: (name) => `Diolch${call(name)}.`,
  // After a number the noun is singular; only two softens "munud".
  stayed: (minutes) => `${duration('cy', minutes, { other: 'awr' }, { two: 'funud', other: 'munud' })} heddiw.`,
  teamTold: 'Rydym wedi dweud wrth y tîm eich bod chi yma.',
  hereWith: (names) => {
    if (!names) return 'Rydych chi yma heddiw.';
    const people = list(names, (last) => ` ${beforeVowel(last, 'a', 'ac')} ${last}`);
    return `Rydych chi yma ${beforeVowel(people, 'gyda', 'gydag')} ${people} heddiw.`;
  },
  haveAWord: (linkWorker) => `Siaradwch ${beforeVowel(linkWorker, 'â', 'ag')} ${linkWorker}, os gwelwch yn dda.`,
  seeStaff: 'Siaradwch ag aelod o staff, os gwelwch yn dda',
  staffCode: (code) => `I'r staff: ${code}`,
  holdLonger: 'Daliwch eich cerdyn yno am ychydig yn hirach',
  saved: "Wedi'i gadw. Diolch.",
  readerDown: "Nid yw'r darllenydd cardiau yn barod. Siaradwch ag aelod o staff, os gwelwch yn dda.",
  languages: 'Iaith',
  largerText: 'Testun mwy',
  staffState: {
    well: "I'r staff: mae popeth yn gweithio",
    degraded: "I'r staff: yn gweithio, ond heb gysylltiad",
    down: "I'r staff: nid yw'r darllenydd cardiau'n gweithio",
  },
};
