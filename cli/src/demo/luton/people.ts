import { PROVIDERS, RUNNING_NOW } from './places.ts';

/** How someone takes to their prescription; the history is made from it. */
export type Habit =
  | 'comes'
  | 'often-late'
  | 'sometimes'
  | 'stopped'
  | 'never-started'
  /** Attended exactly the sessions marked 1, in order. */
  | { pattern: string };

export interface DemoPerson {
  given: string;
  family: string;
  /** What the screen calls them. */
  displayName: string;
  /** Whole weeks since the prescription started. */
  weeksAgo: number;
  activities: string[];
  habit: Habit;
  /** Null while nobody has taken them. */
  linkWorker: string | null;
  /** How far they have come; without one they go to their activities. */
  stage?: 'waiting' | 'declined' | 'paused' | 'finished';
  language?: string;
  largerText?: boolean;
  /** Their card in the virtual wallet, and what it shows. */
  wallet?: { card: string; about: string; uidOnly?: boolean; lost?: boolean };
}

/** People with a card in the wallet: each shows one thing that happens at a kiosk. */
const WALLET: DemoPerson[] = [
  person('Mary', 'Adeyemi', 5, ['walking'], { pattern: '11011' }, { card: 'mary', about: 'Checks in: visit 5 of 12' }),
  person('Ahmed', 'Rahman', 6, ['walking', 'singing'], 'comes', {
    card: 'ahmed',
    about: 'Booked on two sessions at once: chooses',
  }),
  {
    ...person(
      'Joan',
      'Whitlock',
      11,
      ['walking'],
      { pattern: '11111111111' },
      { card: 'joan', about: 'Last planned visit, larger text' },
    ),
    largerText: true,
  },
  { ...person('Gwen', 'Pritchard', 3, ['singing'], 'comes', { card: 'gwen', about: 'Prefers Welsh' }), language: 'cy' },
  person('Grace', 'Mensah', 4, ['singing'], 'comes', {
    card: 'grace',
    about: 'Uses her library card (low assurance)',
    uidOnly: true,
  }),
  person('Derek', 'Hollis', 2, ['garden'], 'comes', { card: 'derek', about: 'Nothing on today: a drop-in' }),
  person('Sunita', 'Kaur', 13, ['walking'], 'comes', { card: 'sunita', about: 'Prescription has ended' }),
  person('Kofi', 'Appiah', 5, ['walking'], 'stopped', {
    card: 'kofi',
    about: 'Card reported lost: blocked',
    lost: true,
  }),
  person('Zofia', 'Nowak', 0, ['walking'], 'comes', { card: 'zofia', about: 'First visit' }),
  person('Colin', 'Baptiste', 7, ['repair'], 'comes', {
    card: 'colin',
    about: 'Volunteers: a second tap two minutes later checks out, and the hours count',
  }),
];

const GIVEN =
  'Alan Beatrice Carlos Diane Edwin Fatima George Hannah Ibrahim Janet Kenneth Leila Martin Nadia Oliver Patricia Qasim Ruth Stanley Teresa Umar Vera Walter Xenia Yusuf Agnes Brian Clara Dennis Elsie Farah Graham Hilda Imran Joyce Keith Lorna Mohammed Norma Omar Pauline Raymond Shirley Trevor Ursula Victor Winifred Yasmin Arthur Bronwen'.split(
    ' ',
  );
const FAMILY =
  'Archer Begum Carver Doyle Ellison Farouk Greenway Hussain Ingram Jarvis Khan Lambert Malik Norris Okafor Pemberton Quigley Rowe Stanton Tomlin Uddin Vance Whitby Yates Zaman Bright Chowdhury Dunmore'.split(
    ' ',
  );
const HABITS: Habit[] = [
  'comes',
  'comes',
  'sometimes',
  'comes',
  'stopped',
  'often-late',
  'comes',
  'never-started',
  'sometimes',
  'comes',
];

/** People at other steps of their path, all without a card in the wallet. */
const OTHER_STEPS: DemoPerson[] = [
  step('Marjorie', 'Finch', 0, 'waiting', null),
  step('Tomasz', 'Lis', -1, 'waiting', null),
  step('Rukhsana', 'Mir', -2, 'waiting', null),
  step('Leonard', 'Pike', 1, 'waiting', 'staff-priya'),
  step('Doreen', 'Swift', 3, 'declined', 'staff-priya'),
  step('Barbara', 'Crane', 15, 'finished', 'staff-priya', ['tea']),
  step('Anthony', 'Rook', 16, 'finished', 'staff-priya', ['art', 'lunch']),
  step('Saira', 'Dove', 17, 'finished', 'staff-daniel', ['yoga']),
];

/** About sixty people with weeks of history: some come, some come late, some stopped, some never started. */
export function demoPeople(): DemoPerson[] {
  const activities = PROVIDERS.flatMap((p) => p.activities.map((a) => a.id)).filter((id) => id !== 'repair');
  const others = GIVEN.map((given, i): DemoPerson => {
    // A third go to what runs now, so that its register is full; the rest are spread over all providers.
    const first = i % 3 === 0 ? RUNNING_NOW[(i / 3) % 2]! : activities[(i * 7) % activities.length]!;
    const also = i % 9 === 4 ? 'repair' : first;
    const second = i % 5 === 2 ? activities[(i * 11 + 3) % activities.length]! : also;
    const habit = HABITS[(i * 3) % HABITS.length]!;
    const weeksAgo = 1 + ((i * 5) % 12);
    const person = { given, family: FAMILY[(i * 5) % FAMILY.length]!, displayName: given, weeksAgo, habit };
    const linkWorker = i % 2 ? 'staff-priya' : 'staff-daniel';
    const stage = i === PAUSED ? { stage: 'paused' as const } : {};
    return { ...person, ...stage, activities: [...new Set([first, second])], linkWorker };
  });
  return [...WALLET, ...others, ...OTHER_STEPS];
}

/** Which of the others is away for some weeks. */
const PAUSED = 11;

function step(
  given: string,
  family: string,
  weeksAgo: number,
  stage: DemoPerson['stage'],
  linkWorker: string | null,
  activities: string[] = [],
): DemoPerson {
  return { given, family, displayName: given, weeksAgo, activities, habit: 'comes', linkWorker, stage: stage! };
}

function person(
  given: string,
  family: string,
  weeksAgo: number,
  activities: string[],
  habit: Habit,
  wallet: DemoPerson['wallet'],
): DemoPerson {
  return { given, family, displayName: given, weeksAgo, activities, habit, linkWorker: 'staff-priya', wallet: wallet! };
}
