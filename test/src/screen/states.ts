import type { ScreenState } from '@tapwell/kiosk/screen/screen-state';
import { newId } from '@tapwell/shared/ids';
import type { Outcome } from '@tapwell/shared/tap/outcome';

/** Every state of the patient screen, with names and activities as long as they come. */

const who = { name: 'Wilhelmina Oluwaseun', language: null, largerText: false };
const where = { activity: 'Walking for Health around Wardown Park', time: '10:30' };
const session = { ...where, sessionId: 'walking@2026-06-01T10:30' };
const choice = (sessionId: string, activity: string, room: string | null, time: string) => ({
  sessionId,
  activity,
  room,
  time,
  startsAt: '2026-06-01T09:30:00.000Z',
});
const CHOICES = [
  choice('walking@2026-06-01T10:30', where.activity, null, '10:30'),
  choice('choir@2026-06-01T10:30', 'Sing for Joy', 'Main hall', '10:30'),
  choice('advice@2026-06-01T10:45', 'Money and benefits advice', 'Room 2', '10:45'),
  choice('garden@2026-06-01T11:00', 'Community gardening', 'Walled garden', '11:00'),
];

/** Complete by its type: an outcome that is added must be shown here, or this does not compile. */
export const OUTCOMES: { [K in Outcome['outcome']]: Extract<Outcome, { outcome: K }> } = {
  'checked-in': { outcome: 'checked-in', ...who, ...session, visit: 5, of: 12, chosen: false },
  'already-checked-in': { outcome: 'already-checked-in', ...who, ...session },
  'checked-out': { outcome: 'checked-out', ...who, ...session, minutes: 135 },
  'companion-recorded': { outcome: 'companion-recorded', ...who, ...session, with: ['Mary', 'Ahmed'] },
  'choose-session': { outcome: 'choose-session', ...who, choices: CHOICES.slice(0, 2) },
  'drop-in': { outcome: 'drop-in', ...who },
  'prescription-ended': { outcome: 'prescription-ended', ...who, linkWorker: 'Priya Nair' },
  'card-not-recognised': { outcome: 'card-not-recognised', code: 'N1' },
  'card-blocked': { outcome: 'card-blocked', code: 'B1' },
  'card-suspect': { outcome: 'card-suspect', code: 'S1' },
  'hold-card-longer': { outcome: 'hold-card-longer' },
  'saved-offline': { outcome: 'saved-offline' },
};

/** Outcomes that look different though they are called the same. */
const VARIANTS: Record<string, Outcome> = {
  'last-visit': { ...OUTCOMES['checked-in'], visit: 12 },
  'many-visits': { ...OUTCOMES['checked-in'], visit: 21, of: 30 },
  'choose-three': { ...OUTCOMES['choose-session'], choices: CHOICES.slice(0, 3) },
  'choose-four': { ...OUTCOMES['choose-session'], choices: CHOICES },
};

export const IDLE: ScreenState = {
  venue: 'Wardown Community Hall',
  running: [{ activity: where.activity, time: where.time }],
  reader: 'ready',
  health: {
    reader: null,
    hub: 'reachable',
    refused: null,
    saving: null,
    central: { lastSavedAt: new Date().toISOString(), waiting: 0, rosterAt: new Date().toISOString() },
  },
  tap: null,
  waiting: 0,
  staff: null,
  settings: { languages: ['en', 'cy', 'pl', 'ro', 'ur', 'bn', 'pa', 'gu'], volume: 60, speech: 'off' },
};

/** That outcome on the screen, a moment after a tap. */
export function showing(outcome: Outcome, language: string | null = null, largerText = false): ScreenState {
  const preferred = 'name' in outcome ? { ...outcome, language, largerText } : outcome;
  const tap = {
    showing: newId(),
    tapId: newId(),
    outcome: preferred,
    presentedAt: new Date().toISOString(),
    tookMs: 40,
  };
  return { ...IDLE, tap };
}

/** Signed in; whose screen it is, the stage fills in. */
export const STAFF: ScreenState = {
  ...IDLE,
  waiting: 3,
  health: { ...IDLE.health, hub: 'away', saving: 'This kiosk cannot save: its disk is full or broken.' },
  staff: {
    screen: '',
    name: 'Rosa Bellini',
    testing: false,
    test: { verdict: 'genuine', state: 'active', name: 'Mary' },
  },
  settings: { ...IDLE.settings, speech: 'on' },
};

const READER_DOWN: ScreenState = {
  ...IDLE,
  reader: 'not-ready',
  health: { ...IDLE.health, reader: 'The card reader is not connected. Check its cable.' },
};
const TWO_RUNNING: ScreenState = {
  ...IDLE,
  running: [...IDLE.running, { activity: 'Sing for Joy', time: '10:30' }],
  health: { ...IDLE.health, hub: 'away' },
};

export interface NamedState {
  name: string;
  /** What the screen shows one after another; made at that moment, as a screen shows no old news. */
  steps: () => ScreenState[];
}

/** Each state by name, in one language and size; the venue's own language stands in where nobody's name does. */
export function allStates(language: string, largerText: boolean): NamedState[] {
  const others = IDLE.settings.languages.filter((l) => l !== language);
  const settings = { ...IDLE.settings, languages: [language, ...others] };
  const still = [['idle', IDLE] as const, ['idle-two', TWO_RUNNING] as const, ['reader-down', READER_DOWN] as const];
  const tapped = (outcome: Outcome) => ({ ...showing(outcome, language, largerText), settings });
  const choosing = () => {
    const first = tapped(OUTCOMES['choose-session']);
    const chosen = tapped({ ...OUTCOMES['checked-in'], chosen: true });
    return [first, { ...chosen, tap: { ...chosen.tap!, tapId: first.tap!.tapId } }];
  };
  return [
    ...still.map(([name, state]) => ({ name, steps: () => [{ ...state, settings }] })),
    ...Object.entries<Outcome>({ ...OUTCOMES, ...VARIANTS }).map(([name, outcome]) => ({
      name,
      steps: () => [tapped(outcome)],
    })),
    { name: 'chosen', steps: choosing },
  ];
}
