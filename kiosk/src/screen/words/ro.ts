import { duration, list } from './grammar.ts';
import type { Name, Words } from './words.ts';

// Machine translation, to be reviewed.
const call = (name: Name) => (name ? `, ${name}` : '');

export const ro: Words = {
  code: 'ro',
  own: 'Română',
  english: 'Romanian',
  dir: 'ltr',
  review: 'machine translation, to be reviewed',
  tapYourCard: 'Apropiați cardul',
  clock: (time) => time,
  now: (activity, time) => `${activity}, ${time}`,
  welcome: (name) => `Bun venit${call(name)}`,
  visit: (n, of) => (of === null ? `Vizita ${n}` : `Vizita ${n} din ${of}`),
  lastVisit: 'Ultima dumneavoastră vizită planificată. Felicitări.',
  already: (name) => `Sunteți deja aici${call(name)}.`,
  enjoy: 'Distracție plăcută.',
  choose: (name) => `La care mergeți astăzi${call(name)}?`,
  wrongOne: 'Nu aceasta? Alegeți din nou',
  thankYou: (name) => `Vă mulțumim${call(name)}.`,
  // From twenty on the noun takes "de".
  stayed: (minutes) =>
    `${duration(
      'ro',
      minutes,
      { one: 'oră', few: 'ore', other: 'de ore' },
      { one: 'minut', few: 'minute', other: 'de minute' },
    )} astăzi.`,
  teamTold: 'Am anunțat echipa că sunteți aici.',
  hereWith: (names) =>
    names ? `Astăzi sunteți aici cu ${list(names, (last) => ` și ${last}`)}.` : 'Astăzi sunteți aici.',
  haveAWord: (linkWorker) => `Vă rugăm să vorbiți cu ${linkWorker}.`,
  seeStaff: 'Vă rugăm să vorbiți cu un membru al personalului',
  staffCode: (code) => `Pentru personal: ${code}`,
  holdLonger: 'Țineți cardul puțin mai mult',
  saved: 'Salvat. Vă mulțumim.',
  readerDown: 'Cititorul de carduri nu este pregătit. Vă rugăm să vorbiți cu un membru al personalului.',
  languages: 'Limbă',
  largerText: 'Text mai mare',
  staffState: {
    well: 'Pentru personal: totul funcționează',
    degraded: 'Pentru personal: funcționează, dar fără conexiune',
    down: 'Pentru personal: cititorul de carduri nu funcționează',
  },
};
