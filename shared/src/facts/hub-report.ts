import { z } from 'zod';
import { recordedBy } from '../attendance/attendance.ts';
import { evidence, instant } from '../tap/tap.ts';

/**
 * What a hub tells Tapwell central besides attendances: how far its own record
 * is complete, how its kiosks are, and taps that are no attendance (yet).
 */

export const kioskHealth = z.object({
  id: z.string().max(100),
  name: z.string().max(200),
  reader: z.enum(['ready', 'not-ready']),
  why: z.string().max(300).nullable(),
  lastSeen: instant,
  /** Taps the kiosk has journalled and the hub not yet acknowledged. */
  waiting: z.number().int().nonnegative(),
});
export type KioskHealth = z.infer<typeof kioskHealth>;

/** Body of `POST /hub/report`. */
export const hubReport = z.object({
  /** Everything that happened at the venue up to here has been uploaded; null before the first time. */
  syncedThrough: instant.nullable(),
  kiosks: z.array(kioskHealth).max(50),
  rosterCursor: z.number().int().nonnegative(),
  /** When the hub last heard from central that its roster is up to date; null when never. */
  rosterAt: instant.nullable(),
  waiting: z.number().int().nonnegative(),
  quarantined: z.number().int().nonnegative(),
  /** When the oldest fact not yet uploaded happened; null when none waits. */
  oldestWaiting: instant.nullable(),
  version: z.string().max(50),
  /** The hub's clock when it wrote this; an older hub does not say, as of the next four. */
  now: instant.optional(),
  /** Space left where its store is. */
  diskFreeBytes: z.number().int().nonnegative().optional(),
  /** Of central's questions to send again, the last it has answered: all of that is on its way. */
  resentFor: instant.optional(),
  /**
   * From when on it still has everything that was recorded there, handed over
   * or not. What is older, and central had acknowledged, may be gone.
   */
  holdsSince: instant.optional(),
  /** Made with its store: a new machine in its place, or one that lost its disk, has another. */
  storeId: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
});
export type HubReport = z.infer<typeof hubReport>;

const base = { id: z.uuid(), at: instant };
const ref = z.string().min(1).max(200);
const why = z.string().max(300).nullable();
/** A session of this venue, whole: central may not have it in its schedule (an extra one). */
const session = { sessionId: ref, activityId: ref, sessionStart: instant, sessionEnd: instant };
/** Higher with every change of the same thing; the highest holds, in whatever order they arrive. */
const version = z.number().int().nonnegative();
/**
 * A fact that is no attendance. `tap`: a tap without one, with its evidence,
 * for central to settle. `kiosk-gap`: a time in which no card could have been
 * read, so an absence then is "no data", never "missed". The others are what
 * staff at the venue say of a day: `session` (it ran, it was cancelled, guests
 * were there), `expected` (someone is excused from it), `companion` (who came
 * along with whom), `placed` (what became of a tap that was on no register).
 */
export const hubFact = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('tap'),
    ...base,
    outcome: z.string().max(50),
    /** What the card showed; `refused` stands for an attendance central did not take. */
    evidence: z.union([evidence, z.object({ kind: z.literal('refused') })]),
    kioskAt: instant,
    /** The hub's clock when it received the tap; an older hub does not say. */
    hubAt: instant.optional(),
    /** The card on file, even when this was not the genuine one. */
    cardId: z.string().max(200).nullable(),
    /** Set when the hub found the read genuine. */
    counter: z.number().int().nonnegative().nullable(),
    personId: z.string().max(200).nullable(),
  }),
  z.object({ kind: z.literal('kiosk-gap'), ...base, kioskId: z.string().max(100), from: instant, to: instant }),
  z.object({
    kind: z.literal('session'),
    ...base,
    ...session,
    version,
    /** `planned`: nothing is said of it (any more). */
    status: z.enum(['planned', 'run', 'cancelled']),
    reason: why,
    /** Added at the venue for the day; not in the activity's schedule. */
    extra: z.boolean(),
    /** People without a prescription, counted and never named. */
    guests: z.number().int().min(0).max(1000),
    by: recordedBy,
  }),
  z.object({
    kind: z.literal('expected'),
    ...base,
    ...session,
    version,
    personId: ref,
    prescribedActivityId: ref,
    state: z.enum(['excused', 'expected']),
    reason: why,
    by: recordedBy,
  }),
  z.object({
    kind: z.literal('companion'),
    ...base,
    ...session,
    version,
    /** The visit, the same in each of its versions. */
    visitId: z.uuid(),
    status: z.enum(['finished', 'entered-in-error']),
    /** Whom they came along with. */
    personId: ref,
    /** On file; null for someone named by staff only. */
    companionId: ref.nullable(),
    companionName: z.string().min(1).max(200),
    cardId: ref.nullable(),
    /** Null when their own card said so. */
    by: recordedBy.nullable(),
  }),
  z.object({
    kind: z.literal('placed'),
    ...base,
    /** The tap that was on no register. */
    tapId: z.uuid(),
    /** The attendance made of it; null when staff dismissed it. */
    attendanceId: z.uuid().nullable(),
    reason: why,
    /** Null when the patient settled it: they chose, or tapped again when the session took arrivals. */
    by: recordedBy.nullable(),
  }),
]);
export type HubFact = z.infer<typeof hubFact>;

/** Body of `POST /hub/facts`; each is checked on its own, so one bad fact holds nobody up. */
export const hubFacts = z.object({ facts: z.array(z.unknown()).min(1).max(50) });

/** Its answer, in the same order. 200 and 201 mean stored; anything else is a refusal with its reason. */
export const hubFactResults = z.object({
  results: z.array(z.object({ status: z.number().int(), detail: z.string().optional() })),
});
