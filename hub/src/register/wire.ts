import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { manualReason } from '@tapwell/shared/tap/staff-wire';
import { hex, instant } from '@tapwell/shared/tap/tap';
import { z } from 'zod';

/** What the register's page and the hub say to each other. Names never stand in an address: what names someone is posted. */

/** How the last exchange with central went; shown in words. */
export interface SyncState {
  lastSavedAt: string | null;
  waiting: number;
  quarantined: number;
  /** When the roster was last known to be up to date. */
  rosterAt: string | null;
  /** Set while nothing can be recorded here, in words for staff. */
  trouble: string | null;
  /** Set while nothing is handed on until people help, in words: central no longer knows this hub. */
  alarm: string | null;
}

/** A kiosk that cannot be relied on now, in words for staff. */
export interface KioskTrouble {
  name: string;
  why: string;
}

/** Answer to `GET /api/register?day=YYYY-MM-DD`; today without a day. */
export interface DayRegister {
  now: string;
  /** Of the venue: times that staff correct are in it. */
  zone: string;
  /** The local day shown, and today's. */
  day: string;
  today: string;
  /** False for a day so long ago that nothing of it is kept here any more: then nothing is said of anybody. */
  kept: boolean;
  venue: string | null;
  provider: string | null;
  /** Who is signed in: their page sends the id back with all it asks. */
  staff: string;
  staffId: string;
  sync: SyncState;
  kiosks: KioskTrouble[];
  sessions: SessionRegister[];
  unplaced: UnplacedLine[];
  /** The provider's activities, for an extra session. */
  activities: { id: string; name: string }[];
}

export interface SessionRegister {
  sessionId: string;
  activity: string;
  room: string | null;
  /** The local day on which it begins: one of last night may still run. */
  date: string;
  /** Wall-clock, `HH:MM`. */
  starts: string;
  ends: string;
  when: 'earlier' | 'now' | 'later';
  /** What staff, or the schedule, say of it; `run` also by someone's attendance. */
  status: 'planned' | 'run' | 'cancelled';
  reason: string | null;
  /** Added at the venue for the day. */
  extra: boolean;
  timed: boolean;
  capacity: number | null;
  guests: number;
  /** On record, also those who have left. */
  here: number;
  /** Everyone on the list but the excused: those who are here, too. */
  expected: number;
  people: PersonLine[];
}

/** One line of a register, as the provider sees it; in the order they are shown. */
export interface PersonLine {
  personId: string;
  name: string;
  /**
   * `elsewhere`: central has their visit and we have not, as after a restore or with a second hub.
   * `absent`: expected, and the session is over.
   */
  state: 'here' | 'left' | 'elsewhere' | 'expected' | 'excused' | 'absent';
  /** Wall-clock; null while not here. */
  arrived: string | null;
  left: string | null;
  late: boolean;
  method: Attendance['method'] | null;
  assurance: Attendance['assurance'] | null;
  /** Who recorded it by hand, and why. */
  by: string | null;
  reason: string | null;
  companions: { visitId: string; name: string }[];
  /** Who comes along with them, as central has it, and is not there yet. */
  mayCome: { companionId: string; name: string }[];
  /** What was done by hand, undone and corrected, oldest first: nothing disappears. `at` in words: `10:05` or `2 June, 10:05`. */
  history: { at: string; words: string }[];
}

/** Someone who tapped that day and is on no session's list yet. */
export interface UnplacedLine {
  tapId: string;
  /** Null when the hub does not know whose card it is. */
  name: string | null;
  time: string;
  why:
    | 'not expected now'
    | 'did not choose a session'
    | 'left, or went on to the next session'
    | 'prescription has ended'
    | 'card not known'
    | 'card is blocked'
    | 'card could not prove itself'
    | 'taken off the list';
  /** They are on the list of that time already: it is their card that wants a look. */
  onList: boolean;
  /**
   * Sessions of that day on which they may be placed; none for a companion.
   * `asGuest`: they have no prescription for it, and would be counted as a guest.
   */
  sessions: { sessionId: string; activity: string; starts: string; asGuest: boolean }[];
}

const base = {
  /** Made when the member of staff pressed: the same id again is the same press. */
  id: z.uuid(),
};
const sessionId = z.string().min(1).max(200);
const personId = z.string().min(1).max(100);
/** More people than any room holds, and as many as a fact may say. */
export const MOST_GUESTS = 1000;
const words = z.string().trim().max(300).nullable().default(null);

/** Body of `POST /api/register/actions`: one press of a member of staff. */
export const registerAction = z.discriminatedUnion('do', [
  z.object({ do: z.literal('check-in'), ...base, sessionId, personId, reason: manualReason, note: words }),
  /** Takes an attendance back: it stays on record, marked. */
  z.object({ do: z.literal('undo'), ...base, sessionId, personId, note: words }),
  /** `at`: when they left; null takes it back. Without it, now. */
  z.object({ do: z.literal('left'), ...base, sessionId, personId, at: instant.nullable().optional() }),
  /** When they came, put right. */
  z.object({ do: z.literal('correct-arrival'), ...base, sessionId, personId, at: instant, note: words }),
  z.object({ do: z.literal('note'), ...base, sessionId, personId, note: z.string().trim().min(1).max(300) }),
  z.object({ do: z.literal('excuse'), ...base, sessionId, personId, note: words }),
  z.object({ do: z.literal('expect-again'), ...base, sessionId, personId }),
  /** Puts a tap that is on no register on one; `personId` only where the hub does not know whose card it was. */
  z.object({ do: z.literal('place'), ...base, tapId: z.uuid(), sessionId, personId: personId.optional(), note: words }),
  z.object({ do: z.literal('dismiss'), ...base, tapId: z.uuid(), note: words }),
  z.object({
    do: z.literal('session-status'),
    ...base,
    sessionId,
    status: z.enum(['planned', 'run', 'cancelled']),
    note: words,
  }),
  z.object({ do: z.literal('guests'), ...base, sessionId, guests: z.number().int().min(0).max(MOST_GUESTS) }),
  /** `companionId`: of one who was offered; else whoever has that name. */
  z.object({
    ...{ do: z.literal('companion'), ...base, sessionId, personId },
    ...{ name: z.string().trim().min(1).max(100), companionId: personId.optional() },
  }),
  z.object({ do: z.literal('remove-companion'), ...base, sessionId, visitId: z.uuid() }),
  z.object({
    do: z.literal('extra-session'),
    ...base,
    activityId: personId,
    date: z.iso.date(),
    start: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
    minutes: z.number().int().min(5).max(1440),
  }),
]);
export type RegisterAction = z.infer<typeof registerAction>;

/** Answer to a press. 404 for what is another provider's; 409 with one sentence when it cannot be done. */
export interface ActionResult {
  /** What was done, for who pressed. */
  said: string;
}

/** Body of `POST /api/register/find`: someone for a session, by part of a name among those expected, or a card's number. */
export const findRequest = z.object({
  sessionId,
  query: z.union([z.object({ name: z.string().trim().min(1).max(100) }), z.object({ cardNumber: hex })]),
});

/** Its answer. */
export interface Found {
  people: { personId: string; name: string; here: boolean; expected: boolean }[];
}

/** Answer to `GET /api/hub`: how this hub is; names no patient. */
export interface HubState {
  now: string;
  /** Who is signed in: their page sends the id back with all it asks. */
  staff: string;
  staffId: string;
  role: 'provider' | 'administrator';
  sync: SyncState & {
    oldestWaiting: string | null;
    failure: string | null;
    /** Of what waits, how many entries central fails at: they are tried again behind all others. */
    setBack: number;
  };
  roster: { cursor: number; at: string | null };
  kiosks: {
    id: string;
    name: string;
    reader: 'ready' | 'not-ready';
    why: string | null;
    waiting: number;
    lastSeen: string | null;
    silent: boolean;
    /** In words when its clock is far off; taps are placed right all the same. */
    clock: string | null;
  }[];
  quarantine: QuarantineLine[];
  version: string;
}

/** Something refused, with its reason; what it says of a person only to staff of the provider it concerns. */
export interface QuarantineLine {
  key: string;
  /** In words: "A visit", "A tap", … */
  what: string;
  /** Of whom and which session, for the provider concerned; null for others. */
  about: string | null;
  happenedAt: string | null;
  refusedAt: string;
  /** As central (or we) put it. */
  reason: string;
  state: 'open' | 'retrying' | 'explained';
  /** What staff wrote when they settled it, and who. */
  explanation: string | null;
  by: string | null;
}

/** Body of `POST /api/hub/quarantine`. */
export const quarantineAction = z.discriminatedUnion('do', [
  z.object({ do: z.literal('retry'), key: z.string().max(200) }),
  z.object({ do: z.literal('explain'), key: z.string().max(200), note: z.string().trim().min(1).max(300) }),
]);
export type QuarantineAction = z.infer<typeof quarantineAction>;

/** Answer to `POST /api/hub/pairing-code` (administrator): good for ten minutes, once. */
export interface NewPairingCode {
  code: string;
  expiresAt: string;
}
