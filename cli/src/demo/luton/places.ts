/** The demo's scheme: after Luton's own description of five areas and twenty accredited providers. All names are invented. */

/**
 * Its policy is the one that Tapwell ships for Luton, by a name of its own; and
 * with a form for practices and library cards, to show them.
 */
export const SCHEME = { id: 'luton', name: 'Luton Social Prescribing', weeks: 12 };
export const FORM_OF = 'Elm Tree Surgery';
export const ZONE = 'Europe/London';

export const AREAS = [
  'Social activity',
  'Volunteering',
  'Physical activity',
  'Wellbeing and mental health',
  'Information, advice and guidance',
] as const;

export const VENUES = [
  { id: 'venue-1', name: 'High Town Community Hub' },
  { id: 'venue-2', name: 'Park Pavilion' },
  { id: 'venue-3', name: 'Crescent House' },
  { id: 'venue-4', name: 'Hillside Church Hall' },
  { id: 'venue-5', name: 'The Makers Yard' },
  { id: 'venue-6', name: 'Westway Library' },
  { id: 'venue-7', name: 'Northside Leisure Centre' },
  { id: 'venue-8', name: 'St Anne’s Kitchen' },
];
/** The hub that really runs in the demo; the others' records were complete when the demo was made. */
export const LIVE_HUB = 'hub-1';
export const hubOf = (venueId: string) => venueId.replace('venue', 'hub');

interface Place {
  provider: string;
  name: string;
  venue: number;
  activities: {
    id: string;
    name: string;
    area: number;
    room: string | null;
    weekday: number;
    start: string;
    minutes: number;
    /** What is not the same for all; see `Extras`. */
    extras: Extras;
  }[];
}

interface Extras {
  /** A second tap checks out, and the hours count. */
  timed?: true;
  /** Most people the room takes. */
  capacity?: number;
  /** Every so many weeks. */
  every?: number;
  /** Two dates on which it did not and will not happen. */
  cancelled?: true;
}

const one = (
  id: string,
  name: string,
  area: number,
  weekday: number,
  start: string,
  minutes: number,
  room: string | null = null,
  extras: Extras = {},
) => ({
  id,
  name,
  area,
  room,
  weekday,
  start,
  minutes,
  extras,
});

export const PROVIDERS: Place[] = [
  {
    provider: 'provider-01',
    name: 'High Town Wellbeing Trust',
    venue: 1,
    activities: [
      one('walking', 'Walking for Health', 2, 2, '10:30', 90, 'Meet in the foyer'),
      one('singing', 'Sing for Joy', 3, 2, '10:30', 90, 'Blue room', { capacity: 20 }),
    ],
  },
  {
    provider: 'provider-02',
    name: 'Lea Garden Volunteers',
    venue: 1,
    activities: [
      one('garden', 'Community Garden', 1, 3, '10:00', 120, 'Garden gate', { timed: true }),
      one('repair', 'Repair Café Helpers', 1, 2, '10:30', 120, 'Workshop', { timed: true }),
    ],
  },
  {
    provider: 'provider-03',
    name: 'Knit and Natter',
    venue: 1,
    activities: [one('knitting', 'Knit and Natter', 0, 4, '14:00', 120, 'Café corner', { cancelled: true })],
  },
  {
    provider: 'provider-04',
    name: 'Luton Money Matters',
    venue: 1,
    activities: [one('money', 'Debt and Money Advice', 4, 1, '09:30', 60, 'Room 2', { every: 2 })],
  },
  {
    provider: 'provider-05',
    name: 'Pavilion Runners',
    venue: 2,
    activities: [one('jogging', 'Gentle Jog', 2, 6, '09:00', 60)],
  },
  {
    provider: 'provider-06',
    name: 'Women’s Circle',
    venue: 3,
    activities: [one('tea', 'Tea and Talk', 0, 5, '11:00', 90)],
  },
  {
    provider: 'provider-07',
    name: 'Hillside Bowls Club',
    venue: 4,
    activities: [one('bowls', 'Seated Bowls', 2, 3, '14:00', 90)],
  },
  {
    provider: 'provider-08',
    name: 'Makers Yard',
    venue: 5,
    activities: [one('shed', 'Men’s Shed', 0, 1, '13:00', 180)],
  },
  {
    provider: 'provider-09',
    name: 'Library Friends',
    venue: 6,
    activities: [one('reading', 'Reading Together', 3, 2, '15:00', 60)],
  },
  {
    provider: 'provider-10',
    name: 'Chalk Hills Calm',
    venue: 2,
    activities: [one('mindfulness', 'Mindful Mornings', 3, 4, '09:30', 60)],
  },
  {
    provider: 'provider-11',
    name: 'Northside Swim',
    venue: 7,
    activities: [one('swim', 'Water Ease', 2, 5, '10:00', 45)],
  },
  {
    provider: 'provider-12',
    name: 'Hillside Lunch Club',
    venue: 4,
    activities: [one('lunch', 'Lunch Together', 0, 3, '12:00', 90)],
  },
  {
    provider: 'provider-13',
    name: 'Hatters Art Room',
    venue: 3,
    activities: [one('art', 'Art for Wellbeing', 3, 1, '10:00', 120)],
  },
  {
    provider: 'provider-14',
    name: 'Digital Helpers',
    venue: 6,
    activities: [one('online', 'Get Online', 4, 4, '10:00', 60, null, { cancelled: true })],
  },
  {
    provider: 'provider-15',
    name: 'Tenants’ Advice Point',
    venue: 5,
    activities: [one('housing', 'Housing Advice', 4, 2, '13:00', 60)],
  },
  {
    provider: 'provider-16',
    name: 'Northside Chair Yoga',
    venue: 7,
    activities: [one('yoga', 'Chair Yoga', 2, 1, '11:00', 60)],
  },
  {
    provider: 'provider-17',
    name: 'Friendly Voices',
    venue: 8,
    activities: [one('befriending', 'Befriending Calls', 1, 2, '18:00', 90)],
  },
  {
    provider: 'provider-18',
    name: 'St Anne’s Food Share',
    venue: 8,
    activities: [one('food', 'Food Share Helpers', 1, 5, '09:00', 180)],
  },
  {
    provider: 'provider-19',
    name: 'Carers’ Café',
    venue: 3,
    activities: [one('carers', 'Carers’ Café', 0, 6, '10:30', 120)],
  },
  {
    provider: 'provider-20',
    name: 'Green Ramblers',
    venue: 2,
    activities: [one('rambling', 'Sunday Ramble', 2, 7, '11:00', 120)],
  },
];

/** Activities made to run when the demo starts, whatever the hour; the first two of the first provider. */
export const RUNNING_NOW = ['walking', 'singing', 'repair'];

/** Someone who comes along, with whom, and their card in the wallet. */
export const COMPANION = {
  id: 'companion-1',
  displayName: 'Sam',
  name: 'Sam Oduya',
  title: 'Volunteer',
  card: 'sam',
  accompanies: ['patient-001', 'patient-003'],
};

/** Who signs in; all with the password of this data folder. */
export const STAFF = [
  { id: 'staff-rosa', username: 'rosa', name: 'Rosa Bellini', role: 'provider', provider: 'provider-01' },
  { id: 'staff-owen', username: 'owen', name: 'Owen Hart', role: 'provider', provider: 'provider-02' },
  { id: 'staff-priya', username: 'priya', name: 'Priya Nair', role: 'link-worker', provider: null },
  { id: 'staff-daniel', username: 'daniel', name: 'Daniel Osei', role: 'link-worker', provider: null },
  { id: 'staff-tessa', username: 'tessa', name: 'Tessa Quill', role: 'team-lead', provider: null },
  { id: 'staff-sam', username: 'sam', name: 'Sam Whitfield', role: 'scheme-manager', provider: null },
  { id: 'staff-amira', username: 'amira', name: 'Amira Haddad', role: 'administrator', provider: null },
];
