import { z } from 'zod';

/** One session a patient may choose between, as the screen shows it. */
export const sessionChoice = z.object({
  sessionId: z.string(),
  activity: z.string(),
  room: z.string().nullable(),
  startsAt: z.string(),
  /** Local time of day for the screen, e.g. `10:30`. */
  time: z.string(),
});
export type SessionChoice = z.infer<typeof sessionChoice>;

/** A greeting carries the display name and nothing else that points at a person. */
const greeting = { name: z.string(), language: z.string().nullable(), largerText: z.boolean() };
const place = { activity: z.string(), time: z.string() };

/** What became of a tap: one tagged union for hub, kiosk, screen and tests. */
export const outcome = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('checked-in'),
    ...greeting,
    ...place,
    sessionId: z.string(),
    visit: z.number().int(),
    /** Planned number of visits; null without one. */
    of: z.number().int().nullable(),
    /** Set when the patient chose it, and may undo the choice for a few seconds. */
    chosen: z.boolean(),
    /** How many the room takes, where they are one more: for staff who check somebody in. */
    over: z.number().int().optional(),
  }),
  z.object({ outcome: z.literal('already-checked-in'), ...greeting, ...place, sessionId: z.string() }),
  /** A timed activity: how long they stayed. */
  z.object({
    outcome: z.literal('checked-out'),
    ...greeting,
    ...place,
    sessionId: z.string(),
    minutes: z.number().int().nonnegative(),
    /** Sessions that follow, where they may have stayed: nobody knows unless they tap again. */
    next: z.array(z.string()).min(1).optional(),
  }),
  /** A companion's own card; `with` are the display names of those they came along with. */
  z.object({
    outcome: z.literal('companion-recorded'),
    ...greeting,
    ...place,
    sessionId: z.string(),
    with: z.array(z.string()).min(1),
  }),
  z.object({ outcome: z.literal('choose-session'), ...greeting, choices: z.array(sessionChoice) }),
  z.object({ outcome: z.literal('drop-in'), ...greeting }),
  z.object({ outcome: z.literal('prescription-ended'), ...greeting, linkWorker: z.string() }),
  z.object({ outcome: z.literal('card-not-recognised'), code: z.string() }),
  z.object({ outcome: z.literal('card-blocked'), code: z.string() }),
  z.object({ outcome: z.literal('card-suspect'), code: z.string() }),
  z.object({ outcome: z.literal('hold-card-longer') }),
  z.object({ outcome: z.literal('saved-offline') }),
]);
export type Outcome = z.infer<typeof outcome>;
export type OutcomeOf<K extends Outcome['outcome']> = Extract<Outcome, { outcome: K }>;

/** The hub's answer to a batch of taps: one result for each, by id. An older kiosk may not know every outcome. */
export const tapResults = z.object({ results: z.array(z.object({ id: z.uuid(), outcome: z.unknown() })) });

/** The patient's press on one of the choices, or on another within the time to undo. */
export const choice = z.object({ sessionId: z.string().max(200) });
