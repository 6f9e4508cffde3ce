import { z } from 'zod';
import { measureResult } from '../measures/results.ts';
import { ACTIVITY_SOURCES, CARD_PROFILES, PREPARATIONS, REFERRERS } from '../scheme/words.ts';
import { instant } from '../tap/tap.ts';

/**
 * What happened on a patient's path, from referral to outcome. Events are only
 * ever added. A mistake is corrected by a later event of the same kind that
 * says which one it corrects, or taken back by one that says so.
 */

const ref = z.string().min(1).max(200);
const words = z.string().trim().min(1).max(300);
const date = z.iso.date();
const count = z.number().int().min(1).max(1000);

const base = {
  /** UUIDv7, made when the event was recorded: the same id again is the same event. */
  id: z.uuid(),
  /** The day it happened. */
  on: date,
  recordedAt: instant,
  /** Who recorded it: a person on the staff, or the hub for a visit by card. */
  by: z.strictObject({ id: ref, name: words }),
  /** The event that this one stands in for; null for a new one. */
  corrects: z.uuid().nullable().default(null),
  /** Why it was corrected, paused or ended, in a few words. */
  why: words.nullable().default(null),
};

const event = <K extends string, S extends z.ZodRawShape>(kind: K, own: S) =>
  z.strictObject({ kind: z.literal(kind), ...base, ...own });

/** An activity as it was agreed. */
export const agreedActivity = z.strictObject({
  id: ref,
  activityId: ref,
  area: words,
  offeredBy: z.enum(ACTIVITY_SOURCES),
  perWeek: z.number().int().min(1).max(14),
  /** Planned number of visits; null without one. */
  sessions: count.nullable(),
  /** Together with others, where the scheme prepares people for that first. */
  group: z.boolean().default(true),
});
export type AgreedActivity = z.infer<typeof agreedActivity>;

export const OUTCOMES = [
  'completed',
  'stopped',
  /** The first programme is done and a second one follows: the path goes on. */
  'renewed',
  'declined',
  'no-longer-eligible',
  'moved',
  'died',
] as const;
export type OutcomeWord = (typeof OUTCOMES)[number];

export const CONTACT_WAYS = ['phone', 'text', 'email', 'letter', 'visit', 'office'] as const;

export const pathEvent = z.discriminatedUnion('kind', [
  event('referral', {
    /** Null where the scheme takes people whom nobody referred. */
    referrer: z.strictObject({ kind: z.enum(REFERRERS), worksAt: words.nullable() }).nullable(),
    throughForm: z.boolean().default(false),
    as: z.enum(['patient', 'carer']).default('patient'),
    /** From the policy's short list. */
    reason: words,
    /** How the person agreed that this is recorded and passed on. */
    consent: z.enum(['written', 'spoken']),
  }),
  event('waiting', {}),
  event('booked', { for: date, where: z.enum(['surgery', 'activity']), activityId: ref.nullable() }),
  /** Any other time they and the scheme spoke, or tried to. */
  event('contact', {
    how: z.enum(CONTACT_WAYS),
    /** Whether they were reached. */
    reached: z.boolean(),
    note: z.string().trim().max(2000).nullable().default(null),
  }),
  event('first-contact', { place: z.enum(['office', 'surgery', 'home', 'activity', 'phone']) }),
  /** The guided conversation, with the measures taken in it. */
  event('conversation', { measures: z.array(measureResult).max(20) }),
  event('preparation', { form: z.enum(PREPARATIONS) }),
  event('prescription', {
    /** The second follows a renewal. Agreed again in the same programme, it is changed from that day on. */
    programme: z.union([z.literal(1), z.literal(2)]).default(1),
    /** First day. */
    start: date,
    /** Agreed length; null where the scheme's prescriptions have none in weeks. */
    weeks: z.number().int().min(1).max(520).nullable(),
    goals: z.array(z.strictObject({ id: ref, goal: words })).max(20),
    activities: z.array(agreedActivity).max(20),
    /** Of the policy's one-offs. */
    oneOffs: z.array(ref).max(10),
    /** Who is to come along, by the policy's titles. */
    companions: z.array(words).max(5),
    transport: z.boolean(),
  }),
  event('card', { cardId: ref, profile: z.enum(CARD_PROFILES) }),
  event('visit', {
    sessionId: ref,
    prescribedActivityId: ref,
    /** How long they stayed, where it is timed and they tapped out. */
    minutes: z
      .number()
      .int()
      .min(0)
      .max(24 * 60)
      .nullable(),
    /** Who came along, by name, as far as anyone recorded it. */
    companions: z.array(words).max(10),
  }),
  event('coaching', {}),
  event('one-off-done', { oneOff: ref }),
  event('milestone', { milestone: ref }),
  event('review', { nextOn: date.nullable() }),
  event('paused', { until: date.nullable() }),
  event('resumed', {}),
  event('follow-up', { followUp: ref, measures: z.array(measureResult).max(20) }),
  event('outcome', { outcome: z.enum(OUTCOMES) }),
  /** Takes back what it corrects: that was never so. */
  z.strictObject({ ...base, kind: z.literal('taken-back'), corrects: z.uuid() }),
]);
export type PathEvent = z.infer<typeof pathEvent>;
export type EventKind = PathEvent['kind'];
export type EventOf<K extends EventKind> = Extract<PathEvent, { kind: K }>;

/** In the order they come on one and the same day. */
export const EVENT_KINDS = pathEvent.options.map((option) => option.shape.kind.value) as EventKind[];
