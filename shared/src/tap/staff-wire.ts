import { z } from 'zod';
import { evidence, hex } from './tap.ts';

/** What a kiosk and its hub say to each other in staff mode. */

/** Body of `POST /kiosk/staff/sign-in`. */
export const staffCredentials = z.object({ username: z.string().max(200), password: z.string().max(1000) });

/** Its answer. The token lives in the kiosk's memory only, until staff mode ends. */
export const staffSession = z.object({ token: z.string(), name: z.string() });

/** Body of `POST /kiosk/staff/test-card`; the session's token goes in the `x-staff-session` header. */
export const cardTestRequest = z.object({ evidence });

/**
 * What a card is, for staff. Nothing is recorded of the test. `name` is given
 * only where the holder is expected at the signed-in provider.
 */
export const cardTest = z.object({
  verdict: z.enum(['genuine', 'number-only', 'not-genuine', 'used-before', 'unknown']),
  state: z.string().nullable(),
  name: z.string().nullable(),
});
export type CardTest = z.infer<typeof cardTest>;

/** Answer to `GET /kiosk/staff/expected`: the signed-in provider's sessions open now, and who is expected or here. */
export const expectedNow = z.object({
  sessions: z.array(
    z.object({
      sessionId: z.string(),
      activity: z.string(),
      time: z.string(),
      people: z.array(z.object({ personId: z.string(), name: z.string(), here: z.boolean() })),
    }),
  ),
});
export type ExpectedNow = z.infer<typeof expectedNow>;

/** Why staff record a visit that no card did. */
export const manualReason = z.enum(['forgot-card', 'card-not-working', 'no-card-yet', 'kiosk-down', 'other']);
export type ManualReason = z.infer<typeof manualReason>;

/** Body of `POST /kiosk/staff/check-in`; the answer is the outcome the screen shows. */
export const manualCheckIn = z.object({
  /** Made when the member of staff pressed: the same id again is the same press. */
  id: z.uuid(),
  sessionId: z.string().max(200),
  /** Chosen from the list, or by the number printed on (or read from) a card. */
  who: z.union([z.object({ personId: z.string().max(200) }), z.object({ cardNumber: hex })]),
  reason: manualReason,
});
export type ManualCheckIn = z.infer<typeof manualCheckIn>;
