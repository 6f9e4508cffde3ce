import { duration, list } from './grammar.ts';
import type { Name, Words } from './words.ts';

const call = (name: Name) => (name ? `, ${name}` : '');

export const en: Words = {
  code: 'en',
  own: 'English',
  english: 'English',
  dir: 'ltr',
  review: 'reviewed',
  tapYourCard: 'Tap your card',
  clock: (time) => time,
  now: (activity, time) => `${activity}, ${time}`,
  welcome: (name) => `Welcome${call(name)}`,
  visit: (n, of) => (of === null ? `Visit ${n}` : `Visit ${n} of ${of}`),
  lastVisit: 'Your last planned visit. Well done.',
  already: (name) => `You are already here${call(name)}.`,
  enjoy: 'Enjoy.',
  choose: (name) => `Which one today${call(name)}?`,
  wrongOne: 'Not this one? Choose again',
  thankYou: (name) => `Thank you${call(name)}.`,
  stayed: (minutes) =>
    `${duration('en', minutes, { one: 'hour', other: 'hours' }, { one: 'minute', other: 'minutes' })} today.`,
  teamTold: 'We have told the team you are here.',
  hereWith: (names) =>
    names ? `You are here with ${list(names, (last) => ` and ${last}`)} today.` : 'You are here today.',
  haveAWord: (linkWorker) => `Please have a word with ${linkWorker}.`,
  seeStaff: 'Please see a member of staff',
  staffCode: (code) => `For staff: ${code}`,
  holdLonger: 'Hold your card a little longer',
  saved: 'Saved. Thank you.',
  readerDown: 'The card reader is not ready. Please see a member of staff.',
  languages: 'Language',
  largerText: 'Larger text',
  staffState: {
    well: 'For staff: everything is working',
    degraded: 'For staff: working, but not connected',
    down: 'For staff: the card reader is not working',
  },
};
