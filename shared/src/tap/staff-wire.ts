import { z } from 'zod';
import { evidence } from './tap.ts';

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
