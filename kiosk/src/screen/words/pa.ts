import { duration, list } from './grammar.ts';
import type { Name, Words } from './words.ts';

// Machine translation, to be reviewed.
const call = (name: Name) => (name ? `, ${name}` : '');

export const pa: Words = {
  code: 'pa',
  own: 'ਪੰਜਾਬੀ',
  english: 'Punjabi',
  dir: 'ltr',
  review: 'machine translation, to be reviewed',
  tapYourCard: 'ਆਪਣਾ ਕਾਰਡ ਲਗਾਓ',
  clock: (time) => time,
  now: (activity, time) => `${activity}, ${time}`,
  welcome: (name) => `ਜੀ ਆਇਆਂ ਨੂੰ${call(name)}`,
  visit: (n, of) => (of === null ? `ਹਾਜ਼ਰੀ ਨੰਬਰ ${n}` : `${of} ਵਿੱਚੋਂ ਹਾਜ਼ਰੀ ਨੰਬਰ ${n}`),
  lastVisit: 'ਇਹ ਤੁਹਾਡੀ ਆਖਰੀ ਤੈਅ ਕੀਤੀ ਹਾਜ਼ਰੀ ਹੈ। ਬਹੁਤ ਵਧੀਆ।',
  already: (name) => `ਤੁਸੀਂ ਪਹਿਲਾਂ ਹੀ ਇੱਥੇ ਹੋ${call(name)}।`,
  enjoy: 'ਆਨੰਦ ਮਾਣੋ।',
  choose: (name) => `ਅੱਜ ਕਿਹੜਾ${call(name)}?`,
  wrongOne: 'ਇਹ ਨਹੀਂ? ਦੁਬਾਰਾ ਚੁਣੋ',
  thankYou: (name) => `ਧੰਨਵਾਦ${call(name)}।`,
  stayed: (minutes) => `ਅੱਜ ${duration('pa', minutes, { one: 'ਘੰਟਾ', other: 'ਘੰਟੇ' }, { other: 'ਮਿੰਟ' })}।`,
  teamTold: 'ਅਸੀਂ ਟੀਮ ਨੂੰ ਦੱਸ ਦਿੱਤਾ ਹੈ ਕਿ ਤੁਸੀਂ ਇੱਥੇ ਹੋ।',
  hereWith: (names) => (names ? `ਅੱਜ ਤੁਸੀਂ ਇੱਥੇ ${list(names, (last) => ` ਅਤੇ ${last}`)} ਦੇ ਨਾਲ ਹੋ।` : 'ਅੱਜ ਤੁਸੀਂ ਇੱਥੇ ਹੋ।'),
  haveAWord: (linkWorker) => `ਕਿਰਪਾ ਕਰਕੇ ${linkWorker} ਨਾਲ ਗੱਲ ਕਰੋ।`,
  seeStaff: 'ਕਿਰਪਾ ਕਰਕੇ ਸਟਾਫ਼ ਦੇ ਕਿਸੇ ਮੈਂਬਰ ਨੂੰ ਮਿਲੋ',
  staffCode: (code) => `ਸਟਾਫ਼ ਲਈ: ${code}`,
  holdLonger: 'ਆਪਣਾ ਕਾਰਡ ਥੋੜ੍ਹਾ ਹੋਰ ਰੱਖੋ',
  saved: 'ਸੰਭਾਲ ਲਿਆ ਗਿਆ। ਧੰਨਵਾਦ।',
  readerDown: 'ਕਾਰਡ ਰੀਡਰ ਤਿਆਰ ਨਹੀਂ ਹੈ। ਕਿਰਪਾ ਕਰਕੇ ਸਟਾਫ਼ ਦੇ ਕਿਸੇ ਮੈਂਬਰ ਨੂੰ ਮਿਲੋ।',
  languages: 'ਭਾਸ਼ਾ',
  largerText: 'ਵੱਡੀ ਲਿਖਤ',
  staffState: {
    well: 'ਸਟਾਫ਼ ਲਈ: ਸਭ ਕੁਝ ਠੀਕ ਚੱਲ ਰਿਹਾ ਹੈ',
    degraded: 'ਸਟਾਫ਼ ਲਈ: ਚੱਲ ਰਿਹਾ ਹੈ, ਪਰ ਸੰਪਰਕ ਨਹੀਂ',
    down: 'ਸਟਾਫ਼ ਲਈ: ਕਾਰਡ ਰੀਡਰ ਕੰਮ ਨਹੀਂ ਕਰ ਰਿਹਾ',
  },
};
