import { describe, expect, it } from 'vitest';
import { languages, wordsIn } from './languages.ts';
import type { Words } from './words.ts';

const all = Object.values<Words>(languages);
const PLAIN = /[\u2066-\u2069]/g;

/** Each sentence with its own sort of filling, so that what is lost in translation is seen. */
const filled: Record<string, { say: (words: Words) => string; holds: string[] }> = {
  now: { say: (w) => w.now('Choir', 'Noon'), holds: ['Choir', 'Noon'] },
  welcome: { say: (w) => w.welcome('Mary'), holds: ['Mary'] },
  already: { say: (w) => w.already('Mary'), holds: ['Mary'] },
  choose: { say: (w) => w.choose('Mary'), holds: ['Mary'] },
  thankYou: { say: (w) => w.thankYou('Mary'), holds: ['Mary'] },
  hereWith: { say: (w) => w.hereWith(['Mary', 'Ahmed', 'Zofia']), holds: ['Mary', 'Ahmed', 'Zofia'] },
  haveAWord: { say: (w) => w.haveAWord('Priya Nair'), holds: ['Priya Nair'] },
  staffCode: { say: (w) => w.staffCode('N1'), holds: ['N1'] },
};

/** Every sentence of a language, filled in. */
function everything(words: Words): string[] {
  const plain = [
    ...[words.tapYourCard, words.lastVisit, words.enjoy, words.wrongOne, words.teamTold, words.seeStaff],
    ...[words.holdLonger, words.saved, words.readerDown, words.languages, words.largerText],
    ...Object.values(words.staffState),
  ];
  const nameless = [words.welcome, words.already, words.choose, words.thankYou].map((say) => say(null));
  const counted = [
    words.visit(5, 12),
    words.visit(5, null),
    words.stayed(45),
    words.stayed(120),
    words.hereWith(null),
    words.clock('10:30'),
  ];
  return [...plain, ...nameless, ...counted, ...Object.values(filled).map(({ say }) => say(words))];
}

describe.each(all.map((words) => [words.english, words] as const))('%s', (_name, words) => {
  it('has every sentence, and none is left in English', () => {
    for (const sentence of everything(words)) expect(sentence.trim()).not.toBe('');
    if (words.code === 'en') return;
    const english = new Set(everything(languages.en));
    const same = everything(words).filter((sentence) => english.has(sentence));
    // What is filled in from outside is the same in every language.
    expect(same.filter((sentence) => !['Choir, Noon', '10:30'].includes(sentence))).toEqual([]);
  });
  it.each(Object.entries(filled))('says in "%s" all that it is given', (_sentence, { say, holds }) => {
    for (const part of holds) expect(say(words).replace(PLAIN, '')).toContain(part);
  });
  it('says which visit of how many, in its own digits', () => {
    const said = words.visit(7, 42);
    for (const n of [7, 42]) expect(said).toContain(new Intl.NumberFormat(words.code).format(n));
  });
  it('says which visit where no number is planned, and nothing of how many', () => {
    const said = words.visit(7, null);
    expect(said).toContain(new Intl.NumberFormat(words.code).format(7));
    expect(said).not.toMatch(/null|undefined/);
    expect(words.visit(7, 42)).not.toBe(said);
  });
  it('leaves no name, comma or gap behind where none may be said', () => {
    for (const say of [words.welcome, words.already, words.choose, words.thankYou]) {
      expect(say(null)).not.toMatch(/[,،]|null|undefined|\s{2}/);
    }
    expect(words.hereWith(null)).not.toMatch(/null|undefined/);
  });
  it.each([1, 2, 3, 5, 11, 12, 19, 22, 23])('counts %i hours and minutes as Unicode does', (n) => {
    const unit = (unit: string) =>
      new Intl.NumberFormat(words.code, { style: 'unit', unit, unitDisplay: 'long' }).format(n).replace(/\u00a0/g, ' ');
    expect(words.stayed(n)).toContain(unit('minute'));
    expect(words.stayed(n * 60)).toContain(unit('hour'));
    expect(words.stayed(n * 60 + n)).toContain(`${unit('hour')} ${unit('minute')}`);
  });
  it('says nothing of why anybody is here', () => {
    // Health, doctor, GP, patient, prescription, medicine, illness, NHS, in each language.
    const telling =
      /health|doctor|\bGP\b|patient|prescri|medic|clinic|\bill\b|illness|NHS|surgery|iechyd|meddyg|claf|cleif|presgripsiwn|salwch|zdrow|lekarz|pacjent|recept|chor|sănăt|doctor|pacient|rețet|boal|bolnav|صحت|ڈاکٹر|مریض|نسخ|دوا|بیمار|স্বাস্থ্য|ডাক্তার|রোগ|ব্যবস্থাপত্র|ওষুধ|ਸਿਹਤ|ਡਾਕਟਰ|ਮਰੀਜ਼|ਨੁਸਖ|ਦਵਾਈ|ਬਿਮਾਰ|સ્વાસ્થ્ય|આરોગ્ય|ડૉક્ટર|દર્દી|દવા|બીમાર/i;
    const own = everything(words).map((sentence) => sentence.replace('Choir', ''));
    expect(own.filter((sentence) => telling.test(sentence))).toEqual([]);
  });
});

it('English and Welsh are reviewed; every other language says that it is not yet', () => {
  const reviewed = all.filter((words) => words.review === 'reviewed').map((words) => words.code);
  expect(reviewed).toEqual(['en', 'cy']);
});
it('only Urdu is read from right to left, and keeps a Latin name from turning its sentence', () => {
  expect(all.filter((words) => words.dir === 'rtl').map((words) => words.code)).toEqual(['ur']);
  expect(languages.ur.welcome('Mary')).toContain('\u2068Mary\u2069');
});
it('Welsh says "ag", "gydag" and "ac" before a vowel', () => {
  const { cy } = languages;
  expect(cy.haveAWord('Priya')).toContain('Siaradwch â Priya');
  expect(cy.haveAWord('Anna')).toContain('Siaradwch ag Anna');
  expect(cy.haveAWord('Éamon')).toContain('Siaradwch ag Éamon');
  expect(cy.hereWith(['Mary'])).toBe('Rydych chi yma gyda Mary heddiw.');
  expect(cy.hereWith(['Ahmed', 'Olwen'])).toBe('Rydych chi yma gydag Ahmed ac Olwen heddiw.');
});
it('a language with a region is still that language, and one we have not is the venue’s own', () => {
  expect(wordsIn('pa-PK').code).toBe('pa');
  expect(wordsIn('tlh', 'cy').code).toBe('cy');
  expect(wordsIn(null, undefined).code).toBe('en');
  expect(wordsIn('constructor').code).toBe('en');
});
