import { duration, list } from './grammar.ts';
import type { Name, Words } from './words.ts';

// Machine translation, to be reviewed.
const call = (name: Name) => (name ? `, ${name}` : '');

export const gu: Words = {
  code: 'gu',
  own: 'ગુજરાતી',
  english: 'Gujarati',
  dir: 'ltr',
  review: 'machine translation, to be reviewed',
  tapYourCard: 'તમારું કાર્ડ અડાડો',
  clock: (time) => time,
  now: (activity, time) => `${activity}, ${time}`,
  welcome: (name) => `સ્વાગત છે${call(name)}`,
  visit: (n, of) => (of === null ? `હાજરી નંબર ${n}` : `${of} માંથી હાજરી નંબર ${n}`),
  lastVisit: 'આ તમારી છેલ્લી નક્કી કરેલી હાજરી છે. ખૂબ સરસ.',
  already: (name) => `તમે પહેલેથી જ અહીં છો${call(name)}.`,
  enjoy: 'આનંદ માણો.',
  choose: (name) => `આજે કયું${call(name)}?`,
  wrongOne: 'આ નહીં? ફરીથી પસંદ કરો',
  thankYou: (name) => `આભાર${call(name)}.`,
  stayed: (minutes) => `આજે ${duration('gu', minutes, { other: 'કલાક' }, { other: 'મિનિટ' })}.`,
  teamTold: 'અમે ટીમને જણાવ્યું છે કે તમે અહીં છો.',
  hereWith: (names) => (names ? `આજે તમે અહીં ${list(names, (last) => ` અને ${last}`)} સાથે છો.` : 'આજે તમે અહીં છો.'),
  haveAWord: (linkWorker) => `કૃપા કરીને ${linkWorker} સાથે વાત કરો.`,
  seeStaff: 'કૃપા કરીને સ્ટાફના કોઈ સભ્યને મળો',
  staffCode: (code) => `સ્ટાફ માટે: ${code}`,
  holdLonger: 'તમારું કાર્ડ થોડી વધુ વાર રાખો',
  saved: 'સાચવી લીધું. આભાર.',
  readerDown: 'કાર્ડ રીડર તૈયાર નથી. કૃપા કરીને સ્ટાફના કોઈ સભ્યને મળો.',
  languages: 'ભાષા',
  largerText: 'મોટા અક્ષરો',
  staffState: {
    well: 'સ્ટાફ માટે: બધું બરાબર ચાલે છે',
    degraded: 'સ્ટાફ માટે: ચાલે છે, પણ જોડાણ નથી',
    down: 'સ્ટાફ માટે: કાર્ડ રીડર કામ કરતું નથી',
  },
};
