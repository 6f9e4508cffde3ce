import { z } from 'zod';
import { instant } from './tap.ts';

/** What a kiosk and its hub say to each other besides taps. */

/** A time without readings that is shorter hides nobody: people wait, or try again. */
export const SHORTEST_GAP_MS = 60_000;

/** Body of `POST /kiosk/status`, sent every few seconds. */
export const kioskStatus = z.object({
  reader: z.enum(['ready', 'not-ready']),
  /** One plain sentence for staff when the reader is not ready. */
  why: z.string().max(300).nullable(),
  /** Taps journalled at the kiosk and not yet acknowledged. */
  waiting: z.number().int().nonnegative(),
  /**
   * When that was so, by the hub's clock as the kiosk estimates it: this may be
   * long on its way, and a card read meanwhile is not in it.
   */
  asOf: instant.optional(),
  /**
   * Since when no card can be read, or could not in a time that is still to be
   * told; by the hub's clock, as the kiosk estimates it. Null while all is well,
   * `unknown` after a start, until the kiosk knows the hub's clock.
   */
  downSince: z.union([instant, z.literal('unknown')]).nullable(),
  /**
   * Past times in which no card could be read, until the hub has heard of them.
   * By the hub's clock too; null for one that began before the kiosk can tell.
   */
  gaps: z.array(z.object({ id: z.uuid(), from: instant.nullable(), to: instant })).max(50),
});
export type KioskStatus = z.infer<typeof kioskStatus>;

/** Its answer: what the idle screen shows, and the hub's clock. */
export const venueStatus = z.object({
  /** The hub's clock, for the kiosk to estimate its own offset from. */
  now: z.iso.datetime(),
  venue: z.string(),
  zone: z.string(),
  /** Sessions running or open for arrivals now. */
  running: z.array(z.object({ activity: z.string(), time: z.string() })),
  /** How the venue stands with central, for the corner dot and staff. */
  central: z
    .object({
      /** When a fact or report last reached central; null when never. */
      lastSavedAt: instant.nullable(),
      /** Facts still to go up. */
      waiting: z.number().int().nonnegative(),
      /** When the roster was last known to be up to date. */
      rosterAt: instant.nullable(),
      /** Central refuses this hub, and only people can help. */
      refused: z.boolean().optional(),
    })
    .optional(),
});
export type VenueStatus = z.infer<typeof venueStatus>;
