import { duration, list } from './grammar.ts';
import type { Name, Words } from './words.ts';

// Machine translation, to be reviewed. Written so that no name is declined and nobody's gender is guessed.
const call = (name: Name) => (name ? `, ${name}` : '');

export const pl: Words = {
  code: 'pl',
  own: 'Polski',
  english: 'Polish',
  dir: 'ltr',
  review: 'machine translation, to be reviewed',
  tapYourCard: 'Proszę przyłożyć kartę',
  clock: (time) => time,
  now: (activity, time) => `${activity}, ${time}`,
  welcome: (name) => `Witamy${call(name)}`,
  visit: (n, of) => (of === null ? `Wizyta ${n}` : `Wizyta ${n} z ${of}`),
  lastVisit: 'To ostatnia zaplanowana wizyta. Gratulujemy.',
  already: (name) => `Obecność jest już zapisana${call(name)}.`,
  enjoy: 'Miłego pobytu.',
  choose: (name) => `Które zajęcia dzisiaj${call(name)}?`,
  wrongOne: 'Nie te? Proszę wybrać ponownie',
  thankYou: (name) => `Dziękujemy${call(name)}.`,
  stayed: (minutes) =>
    `Dzisiaj: ${duration(
      'pl',
      minutes,
      { one: 'godzina', few: 'godziny', many: 'godzin', other: 'godziny' },
      { one: 'minuta', few: 'minuty', many: 'minut', other: 'minuty' },
    )}.`,
  teamTold: 'Zespół już wie o przybyciu.',
  hereWith: (names) =>
    names ? `Dzisiaj razem: ${list(names, (last) => ` i ${last}`)}.` : 'Obecność na dziś jest zapisana.',
  haveAWord: (linkWorker) => `Prosimy o krótką rozmowę z osobą: ${linkWorker}.`,
  seeStaff: 'Prosimy zgłosić się do personelu',
  staffCode: (code) => `Dla personelu: ${code}`,
  holdLonger: 'Proszę przytrzymać kartę trochę dłużej',
  saved: 'Zapisano. Dziękujemy.',
  readerDown: 'Czytnik kart nie jest gotowy. Prosimy zgłosić się do personelu.',
  languages: 'Język',
  largerText: 'Większy tekst',
  staffState: {
    well: 'Dla personelu: wszystko działa',
    degraded: 'Dla personelu: działa, ale bez połączenia',
    down: 'Dla personelu: czytnik kart nie działa',
  },
};
