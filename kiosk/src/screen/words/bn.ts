import { digits, duration, list, number } from './grammar.ts';
import type { Name, Words } from './words.ts';

// Machine translation, to be reviewed.
const call = (name: Name) => (name ? `, ${name}` : '');

export const bn: Words = {
  code: 'bn',
  own: 'বাংলা',
  english: 'Bengali',
  dir: 'ltr',
  review: 'machine translation, to be reviewed',
  tapYourCard: 'আপনার কার্ড ছোঁয়ান',
  clock: (time) => digits('bn', time),
  now: (activity, time) => `${activity}, ${digits('bn', time)}`,
  welcome: (name) => `স্বাগতম${call(name)}`,
  visit: (n, of) =>
    of === null ? `${number('bn', n)} নম্বর বার` : `${number('bn', of)} বারের মধ্যে ${number('bn', n)} নম্বর বার`,
  lastVisit: 'এটি আপনার শেষ নির্ধারিত দিন। খুব ভালো।',
  already: (name) => `আপনি ইতিমধ্যেই এখানে আছেন${call(name)}।`,
  enjoy: 'উপভোগ করুন।',
  choose: (name) => `আজ কোনটি${call(name)}?`,
  wrongOne: 'এটি নয়? আবার বেছে নিন',
  thankYou: (name) => `ধন্যবাদ${call(name)}।`,
  stayed: (minutes) => `আজ ${duration('bn', minutes, { other: 'ঘণ্টা' }, { other: 'মিনিট' })}।`,
  teamTold: 'আপনি এসেছেন, তা আমরা দলকে জানিয়েছি।',
  hereWith: (names) =>
    names ? `আজ আপনি এখানে ${list(names, (last) => ` ও ${last}`)}-এর সঙ্গে আছেন।` : 'আজ আপনি এখানে আছেন।',
  haveAWord: (linkWorker) => `অনুগ্রহ করে ${linkWorker}-এর সঙ্গে কথা বলুন।`,
  seeStaff: 'অনুগ্রহ করে কর্মীদের কারও সঙ্গে কথা বলুন',
  staffCode: (code) => `কর্মীদের জন্য: ${code}`,
  holdLonger: 'কার্ডটি আরেকটু ধরে রাখুন',
  saved: 'সংরক্ষিত হয়েছে। ধন্যবাদ।',
  readerDown: 'কার্ড রিডার প্রস্তুত নয়। অনুগ্রহ করে কর্মীদের কারও সঙ্গে কথা বলুন।',
  languages: 'ভাষা',
  largerText: 'বড় লেখা',
  staffState: {
    well: 'কর্মীদের জন্য: সব ঠিকমতো চলছে',
    degraded: 'কর্মীদের জন্য: চলছে, কিন্তু সংযোগ নেই',
    down: 'কর্মীদের জন্য: কার্ড রিডার কাজ করছে না',
  },
};
