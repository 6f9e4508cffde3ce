import { z } from 'zod';
import { instant } from '../tap/tap.ts';

const id = z.string().min(1).max(200);

/** How we know a patient was there. */
export const method = z.enum(['card', 'manual', 'correction']);
/** How sure that is: by a card's cryptography, by a card number anyone could copy, or by a named member of staff. */
export const assurance = z.enum(['authenticated', 'uid-only', 'asserted']);

/**
 * Doubts recorded with an attendance; it is kept all the same.
 * `clock-unsure`: the kiosk's time was impossible, so it is placed by hub receipt.
 * `over-capacity`: the session was full. Whoever is there is there: a kiosk turns nobody away.
 */
export const flag = z.enum(['clock-unsure', 'over-capacity']);

/** The member of staff who recorded or changed something. */
export const recordedBy = z.object({ id, name: z.string().max(200) });
export type RecordedBy = z.infer<typeof recordedBy>;

/**
 * A patient was at a session: the fact that flows from hub to central, as an
 * Encounter. A change (they left, a note, taken back as `entered-in-error`)
 * sends the same id again with a higher version: the highest version is what
 * holds, in whatever order they arrive.
 */
export const attendance = z.object({
  /** UUIDv7, made when the attendance was recorded. */
  id: z.uuid(),
  /** 0 when recorded, higher with every change. Only the hub that recorded it changes it. */
  version: z.number().int().nonnegative(),
  status: z.enum(['finished', 'entered-in-error']),
  personId: id,
  prescriptionId: id,
  prescribedActivityId: id,
  activityId: id,
  sessionId: id,
  sessionStart: instant,
  sessionEnd: instant,
  venueId: id,
  providerId: id,
  /** When the patient came, as best we know; see `flags`. */
  arrivedAt: instant,
  /** When they left a timed activity (volunteering hours); null when not known or not timed. */
  leftAt: instant.nullable(),
  late: z.boolean(),
  method,
  assurance,
  flags: z.array(flag),
  /** Who recorded, changed or took it back last; null for a card. */
  by: recordedBy.nullable(),
  /** Why staff did so, in a few words. */
  reason: z.string().max(300).nullable(),
  /** The card that was read; null when staff recorded it. */
  cardId: id.nullable(),
  /** Its read counter, where the card has one: central looks for the same counter from two hubs. */
  counter: z.number().int().nonnegative().nullable(),
  /** The kiosk's own clock at the tap, however wrong; null when staff recorded it. */
  kioskAt: instant.nullable(),
  /** The hub's clock when it received the tap. */
  hubAt: instant,
});
export type Attendance = z.infer<typeof attendance>;
