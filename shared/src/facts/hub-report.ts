import { z } from 'zod';
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
  waiting: z.number().int().nonnegative(),
  quarantined: z.number().int().nonnegative(),
  version: z.string().max(50),
});
export type HubReport = z.infer<typeof hubReport>;

const base = { id: z.uuid(), at: instant };
/**
 * A fact that is no attendance. `tap`: a tap without one, with its evidence,
 * for central to settle. `kiosk-gap`: a time in which no card could have been
 * read, so an absence then is "no data", never "missed".
 */
export const hubFact = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('tap'),
    ...base,
    outcome: z.string().max(50),
    /** What the card showed; `refused` stands for an attendance central did not take. */
    evidence: z.union([evidence, z.object({ kind: z.literal('refused') })]),
    kioskAt: instant,
    /** The card on file, even when this was not the genuine one. */
    cardId: z.string().max(200).nullable(),
    /** Set when the hub found the read genuine. */
    counter: z.number().int().nonnegative().nullable(),
    personId: z.string().max(200).nullable(),
  }),
  z.object({ kind: z.literal('kiosk-gap'), ...base, kioskId: z.string().max(100), from: instant, to: instant }),
]);
export type HubFact = z.infer<typeof hubFact>;

/** Body of `POST /hub/facts`; each is checked on its own, so one bad fact holds nobody up. */
export const hubFacts = z.object({ facts: z.array(z.unknown()).min(1).max(50) });

/** Its answer, in the same order. 200 and 201 mean stored; anything else is a refusal with its reason. */
export const hubFactResults = z.object({
  results: z.array(z.object({ status: z.number().int(), detail: z.string().optional() })),
});
