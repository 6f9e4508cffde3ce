import { digits, duration, isolate, list, number } from './grammar.ts';
import type { Name, Words } from './words.ts';

// Machine translation, to be reviewed. Read from right to left: names are isolated, so that a Latin one
// does not turn the sentence around it.
const call = (name: Name) => (name ? `، ${isolate(name)}` : '');

export const ur: Words = {
  code: 'ur',
  own: 'اردو',
  english: 'Urdu',
  dir: 'rtl',
  review: 'machine translation, to be reviewed',
  tapYourCard: 'اپنا کارڈ یہاں لگائیں',
  clock: (time) => digits('ur', time),
  now: (activity, time) => `${isolate(activity)}، ${isolate(digits('ur', time))}`,
  welcome: (name) => `خوش آمدید${call(name)}`,
  visit: (n, of) =>
    of === null ? `حاضری نمبر ${number('ur', n)}` : `${number('ur', of)} میں سے حاضری نمبر ${number('ur', n)}`,
  lastVisit: 'یہ آپ کی آخری طے شدہ حاضری ہے۔ بہت خوب۔',
  already: (name) => `آپ پہلے ہی یہاں موجود ہیں${call(name)}۔`,
  enjoy: 'لطف اٹھائیں۔',
  choose: (name) => `آج کون سی سرگرمی${call(name)}؟`,
  wrongOne: 'یہ نہیں؟ دوبارہ چنیں',
  thankYou: (name) => `شکریہ${call(name)}۔`,
  stayed: (minutes) => `آج ${duration('ur', minutes, { one: 'گھنٹہ', other: 'گھنٹے' }, { other: 'منٹ' })}۔`,
  teamTold: 'ہم نے ٹیم کو بتا دیا ہے کہ آپ یہاں ہیں۔',
  hereWith: (names) =>
    names ? `آج آپ یہاں ${list(names.map(isolate), (last) => ` اور ${last}`, '، ')} کے ساتھ ہیں۔` : 'آج آپ یہاں ہیں۔',
  haveAWord: (linkWorker) => `براہ کرم ${isolate(linkWorker)} سے بات کریں۔`,
  seeStaff: 'براہ کرم عملے کے کسی فرد سے ملیں',
  staffCode: (code) => `عملے کے لیے: ${isolate(code)}`,
  holdLonger: 'اپنا کارڈ تھوڑی دیر اور رکھیں',
  saved: 'محفوظ ہو گیا۔ شکریہ۔',
  readerDown: 'کارڈ ریڈر تیار نہیں ہے۔ براہ کرم عملے کے کسی فرد سے ملیں۔',
  languages: 'زبان',
  largerText: 'بڑا متن',
  staffState: {
    well: 'عملے کے لیے: سب کچھ ٹھیک چل رہا ہے',
    degraded: 'عملے کے لیے: چل رہا ہے، مگر رابطہ نہیں',
    down: 'عملے کے لیے: کارڈ ریڈر کام نہیں کر رہا',
  },
};
