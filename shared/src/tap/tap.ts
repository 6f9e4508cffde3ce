import { z } from 'zod';

/** Hex of whole bytes, kept upper case. */
export const hex = z
  .string()
  .regex(/^([0-9A-Fa-f]{2})+$/)
  .transform((s) => s.toUpperCase());

/**
 * An instant as RFC 3339 text in UTC with milliseconds. An offset may carry it out of the years
 * that RFC 3339 can write; then the next who reads it would refuse what we have taken.
 */
export const instant = z.iso
  .datetime({ offset: true })
  // Most are as we write them, of 24 characters: then the pattern above leaves nothing to change.
  .transform((s) => (s.length === 24 && s.endsWith('Z') ? s : new Date(s).toISOString()))
  .refine((s) => /^\d{4}-/.test(s), 'outside the years 0000 to 9999');

/** A UID as ISO 14443-3 allows: 4, 7 or 10 bytes. */
const uid = hex.refine((s) => [8, 14, 20].includes(s.length), 'a UID has 4, 7 or 10 bytes');

/**
 * What a card showed. The kiosk holds no keys and cannot judge it; it is kept
 * whole so that the hub now, or central later, can.
 */
export const evidence = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sun'), url: z.string().max(512), uid: uid.optional() }),
  z.object({ kind: z.literal('uid'), uid }),
]);
export type Evidence = z.infer<typeof evidence>;

/** One presentation of a card at a kiosk, as the kiosk journals and sends it. */
export const tap = z.object({
  /** UUIDv7, made when the card was read. */
  id: z.uuid(),
  /** The kiosk's clock when the card was read. */
  kioskAt: instant,
  /** The kiosk's estimate of hub clock − kiosk clock, in ms; null before it has met its hub. */
  offsetMs: z.number().int().nullable(),
  evidence,
});
export type Tap = z.infer<typeof tap>;

/**
 * How a batch of taps travels; oldest first. Each is checked on its own where
 * it arrives, so that one the hub cannot understand holds none of the others up.
 */
export const tapBatch = z.object({
  taps: z
    .array(z.looseObject({ id: z.uuid() }))
    .min(1)
    .max(50),
});
