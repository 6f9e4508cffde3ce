import { z } from 'zod';
import { schedule } from '../schedule/sessions.ts';
import { hex, instant } from '../tap/tap.ts';

/**
 * The roster: the least a venue must know to greet its own patients. It flows
 * down from central as numbered changes; a hub asks for what came after its
 * cursor and applies each answer whole.
 */

const id = z.string().min(1).max(100);
const aesKey = hex.refine((s) => s.length === 32, 'an AES-128 key has 16 bytes');

const venue = z.object({ kind: z.literal('venue'), id, name: z.string(), zone: z.string() });

const scheme = z.object({
  kind: z.literal('scheme'),
  id,
  name: z.string(),
  /** What this scheme calls its link workers on screen. */
  linkWorkerTitle: z.string(),
  /** Keys that uncover a card's UID and counter, newest first. They prove nothing: the MAC key is per card. */
  metaReadKeys: z.array(aesKey),
});

const activity = z.object({
  kind: z.literal('activity'),
  id,
  name: z.string(),
  area: z.string(),
  providerId: id,
  providerName: z.string(),
  room: z.string().nullable(),
  schedule,
  /** How long before the start a card counts for the session. */
  earlyMinutes: z.number().int().min(0),
  /** Arrivals later than this after the start are marked late. */
  lateAfterMinutes: z.number().int().min(0),
  /** A second tap checks out, and the hours count (volunteering). */
  timed: z.boolean().default(false),
  /** Most people the room takes; null without a limit. */
  capacity: z.number().int().positive().nullable().default(null),
});
export type RosterActivity = z.infer<typeof activity>;

/** A prescribed activity at this venue, as the hub needs it to say "Visit 5 of 12". */
const prescribedActivity = z.object({
  id,
  prescriptionId: id,
  activityId: id,
  /** Planned number of sessions; null without one. */
  sessions: z.number().int().positive().nullable(),
  from: z.iso.date(),
  until: z.iso.date().nullable(),
  /** Sessions central has on record; joined with the hub's own by session, so nothing counts twice. */
  attended: z.array(z.string()),
});
export type RosterPrescribedActivity = z.infer<typeof prescribedActivity>;

const person = z.object({
  kind: z.literal('person'),
  id,
  displayName: z.string(),
  language: z.string().nullable(),
  largerText: z.boolean(),
  linkWorker: z.string(),
  prescribed: z.array(prescribedActivity),
});
export type RosterPerson = z.infer<typeof person>;

/** A link worker, peer supporter or volunteer who comes along; their card says with whom. */
const companion = z.object({
  kind: z.literal('companion'),
  id,
  displayName: z.string(),
  language: z.string().nullable(),
  largerText: z.boolean(),
  /** The people on this roster whom they accompany. */
  accompanies: z.array(id),
});
export type RosterCompanion = z.infer<typeof companion>;

const card = z.object({
  kind: z.literal('card'),
  id,
  /** Its holder: a person, or a companion. */
  personId: id,
  profile: z.enum(['ntag424', 'desfire', 'uid']),
  uid: hex,
  state: z.enum(['issued', 'active', 'lost', 'replaced', 'expired', 'blocked']),
  /** Since when it is in that state: a tap from before is judged by what held then. */
  stateSince: instant,
  /** Since when it is this holder's: its number may have been another's before. An older central does not say. */
  issuedAt: instant.optional(),
  /** This card's own SDMFileRead keys, newest version first; empty for uid cards. */
  fileReadKeys: z.array(aesKey),
});
export type RosterCard = z.infer<typeof card>;

/**
 * An account that works at the venue, so that staff can sign in with the
 * internet away: a provider's staff see their own sessions, an administrator
 * the devices and the upload, and nobody's name.
 */
const staff = z.object({
  kind: z.literal('staff'),
  id,
  username: z.string(),
  name: z.string(),
  role: z.enum(['provider', 'administrator']).default('provider'),
  /** Null for an administrator. */
  providerId: id.nullable(),
  passwordHash: z.string(),
});
export type RosterStaff = z.infer<typeof staff>;

export const rosterEntry = z.discriminatedUnion('kind', [venue, scheme, activity, person, companion, card, staff]);
export type RosterEntry = z.infer<typeof rosterEntry>;
export type RosterKind = RosterEntry['kind'];

export const rosterChange = z.discriminatedUnion('op', [
  z.object({ op: z.literal('put'), entry: rosterEntry }),
  z.object({
    op: z.literal('remove'),
    kind: z.enum(['venue', 'scheme', 'activity', 'person', 'companion', 'card', 'staff']),
    id,
  }),
]);
export type RosterChange = z.infer<typeof rosterChange>;

/**
 * Answer to `GET /hub/roster?cursor=N&wait=S`: what came after the cursor. With
 * nothing new, central holds the answer back up to S seconds, so that a blocked
 * card reaches the venue at once. A cursor in the question acknowledges all up to it;
 * with `used`, all up to that only: the rest is laid aside until the last page is there.
 */
export const rosterPage = z.object({
  cursor: z.number().int().nonnegative(),
  /** The hub's cursor means nothing here (central was restored): forget everything held, then apply. */
  reset: z.boolean().default(false),
  changes: z.array(rosterChange),
  /** More is waiting: ask again at once. */
  more: z.boolean(),
  /** Central's record was restored from a backup: what was recorded since then is to be sent again. */
  resend: z.object({ since: instant, asked: instant }).optional(),
});
export type RosterPage = z.infer<typeof rosterPage>;

/** The same as a hub reads it: each change is checked on its own, so that one bad entry stops none of the others. */
export const looseRosterPage = rosterPage.extend({ changes: z.array(z.unknown()) });
