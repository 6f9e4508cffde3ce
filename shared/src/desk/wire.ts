import { z } from 'zod';
import { hex } from '../tap/tap.ts';

/**
 * What a desk reader and central say to each other over socket.io, namespace
 * `/desk`. A desk is a program with a card reader that a signed-in link worker
 * runs; it carries APDUs between card and central and holds no keys.
 *
 *     desk → central   reader(DeskReader)                  the reader's state, on each change
 *                      card(PresentedCard) → when done     a card lies there; kept until the answer
 *                      task(DeskTask) → TaskEnd            what the person at the desk asks for
 *                      cancel()
 *     central → desk   apdu(hex) → ApduAnswer              for the card that lies there
 *                      progress(TaskProgress)              what to show the person at the desk
 */
export const DESK_NAMESPACE = '/desk';

const id = z.string().min(1).max(100);

/** Whose card it becomes: a patient's, or that of somebody who comes along with one. */
const whose = { patientId: id.optional(), companionId: id.optional() };
const oneHolder = (task: { patientId?: string | undefined; companionId?: string | undefined }) =>
  (task.patientId === undefined) !== (task.companionId === undefined);
const ONE_HOLDER = 'a card is one patient’s or one companion’s';

/** What a desk can be asked to do with the next card laid on it. */
export const deskTask = z.discriminatedUnion('do', [
  /** Make a blank card theirs. */
  z
    .strictObject({ do: z.literal('issue'), ...whose, randomId: z.boolean().default(false) })
    .refine(oneHolder, ONE_HOLDER),
  /** Make a blank card take the place of that one. */
  z.strictObject({ do: z.literal('replace'), cardId: id, randomId: z.boolean().default(false) }),
  /** Register a card they have already, by its number: low assurance. */
  z.strictObject({ do: z.literal('register'), ...whose }).refine(oneHolder, ONE_HOLDER),
  /** Empty a card of ours. */
  z.strictObject({ do: z.literal('reset') }),
]);
export type DeskTask = z.output<typeof deskTask>;
export type DeskTaskInput = z.input<typeof deskTask>;

export const deskReader = z.object({
  /** For people, e.g. `PN532 on /dev/ttyUSB0`. */
  name: z.string().max(200),
  state: z.enum(['ready', 'not-ready']),
  /** One sentence when it is not ready. */
  why: z.string().max(500).nullable(),
  /** Something lies on it that came before it was asked for: it must be lifted first. */
  occupied: z.boolean(),
});
export type DeskReader = z.infer<typeof deskReader>;

export const deskCard = z.object({
  /** As anticollision gave it; empty when the reader cannot tell. */
  uid: hex.refine((s) => s.length <= 20, 'a UID has at most 10 bytes').or(z.literal('')),
  kind: z.enum(['iso14443-4', 'iso14443-3', 'unknown']),
});
export type DeskCard = z.infer<typeof deskCard>;

/** A command or response APDU in hex: at most a header, 255 bytes and Le, or 256 bytes and the status. */
export const apduHex = hex.refine((s) => s.length <= 2 * 261, 'longer than any short APDU');
export const apduAnswer = z.union([z.object({ response: apduHex }), z.object({ gone: z.literal(true) })]);
export type ApduAnswer = z.infer<typeof apduAnswer>;

/** Where a task is. `words` is for the person at the desk. */
export const taskProgress = z.object({
  step: z.enum([
    /** Lay a card on the reader. */
    'waiting',
    /** Lift what lies there first. */
    'occupied',
    'working',
    /** The card went too soon: lay it down again. */
    'again',
    'done',
    'refused',
  ]),
  words: z.string(),
  /** The card in central's register, once done. */
  cardId: id.nullable(),
});
export type TaskProgress = z.infer<typeof taskProgress>;

/** A desk's answer to a page or command that asked: its last progress, `done` or `refused`. */
export const taskEnd = taskProgress.extend({ step: z.enum(['done', 'refused']) });
export type TaskEnd = z.infer<typeof taskEnd>;

/** A card of a patient as the workspace and the command line show it. */
export const cardView = z.object({
  id,
  profile: z.enum(['ntag424', 'desfire', 'uid']),
  state: z.enum(['issued', 'active', 'lost', 'replaced', 'expired', 'blocked']),
  since: z.string(),
  issuedAt: z.string(),
});
export type CardView = z.infer<typeof cardView>;
