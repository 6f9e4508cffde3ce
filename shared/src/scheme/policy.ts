import { z } from 'zod';
import {
  ACTIVITY_SOURCES,
  CARD_PROFILES,
  MEASURES,
  PREPARATIONS,
  REFERRERS,
  SERVICE_USE,
  type ServiceUse,
  STAFF_ROLES,
} from './words.ts';

/**
 * A scheme as data: all that makes one social-prescribing programme different
 * from another. A new scheme is a file, never code. Each option is here because
 * one of the schemes in `shared/schemes` needs it, and a test says so.
 */

const id = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'should be small letters, digits and hyphens');
const words = z.string().trim().min(1).max(200);
const whole = (min: number, max: number) => z.number().int().min(min).max(max);
const distinct = <T extends z.ZodType>(item: T) =>
  z.array(item).refine((list) => new Set(list).size === list.length, 'says the same thing twice');

/** What to say where none of several kinds is named. */
const kinds = (...names: string[]) => ({ error: `should be one of ${names.map((n) => `"${n}"`).join(', ')}` });

/** How long a prescription is. */
const length = z.discriminatedUnion(
  'is',
  [
    /** So many weeks, agreed with each person; `sessions` is the usual number of visits, where there is one. */
    z
      .strictObject({
        is: z.literal('weeks'),
        from: whole(1, 104),
        to: whole(1, 104),
        sessions: whole(1, 200).nullable().default(null),
      })
      .refine((l) => l.from <= l.to, { path: ['to'], message: 'should not be less than "from"' }),
    /** As many coaching sessions with the link worker; activities go on beside them. */
    z.strictObject({ is: z.literal('coaching'), sessions: whole(1, 50) }),
    z.strictObject({ is: z.literal('open-ended') }),
  ],
  kinds('weeks', 'coaching', 'open-ended'),
);

const withinDays = whole(1, 180);

/** How the first appointment comes about, and in how many days after the referral. */
const firstAppointment = z.discriminatedUnion(
  'by',
  [
    z.strictObject({ by: z.literal('waiting-list'), withinDays }),
    /** The referrer books it with an activity's provider, there and then. */
    z.strictObject({ by: z.literal('direct-booking'), withinDays }),
    /** The link worker sits in the surgery: all week, or for some half days of it. */
    z.strictObject({ by: z.literal('surgery'), withinDays, halfDaysAWeek: whole(1, 10).nullable().default(null) }),
    z.strictObject({ by: z.literal('home-visit'), withinDays }),
  ],
  kinds('waiting-list', 'direct-booking', 'surgery', 'home-visit'),
);

/** Someone who comes along: for the first few visits, until the person is confident, or as long as they are needed. */
const companion = z.strictObject({
  title: words,
  until: z.union([z.enum(['confident', 'as-long-as-needed']), z.strictObject({ visits: whole(1, 20) })]),
});

/** Worth recording when it happens. */
const milestone = z.strictObject({
  id,
  title: words,
  /** A visit without a companion on record is a reason to ask whether it happened. */
  onVisitAlone: z.boolean().default(false),
  /** May still be recorded when the path has ended. */
  afterEnd: z.boolean().default(false),
});

const followUp = z.strictObject({
  id,
  title: words,
  /** After the actual last visit; 0 is when it ends. */
  weeks: whole(0, 260),
  /** All whose last visit was in the same month are asked together, counted from that month's end. */
  cohort: z.boolean().default(false),
  measures: distinct(z.string()).min(1),
  /** What the person is asked, in the scheme's own words. */
  words: z.string().trim().min(1).max(500),
});

/** A score under licence: only its name, its range and the number are kept, never its questions. */
const importedScore = z
  .strictObject({ id, title: words, from: z.number(), to: z.number(), better: z.enum(['higher', 'lower']) })
  .refine((s) => s.from < s.to, { path: ['to'], message: 'should be more than "from"' })
  .refine((s) => !(MEASURES as readonly string[]).includes(s.id), {
    path: ['id'],
    message: 'is the name of a measure that Tapwell has itself',
  });

const measures = z.strictObject({
  baseline: distinct(z.string()).default([]),
  followUps: z
    .array(followUp)
    .refine((list) => distinctIds(list), 'has two with the same id')
    .default([]),
  imported: z
    .array(importedScore)
    .refine((list) => distinctIds(list), 'has two with the same id')
    .default([]),
});

const pence = whole(0, 100_000_000);

/** Service use imported for the same time before and after the referral. */
const serviceUse = z.strictObject({
  imports: distinct(z.enum(SERVICE_USE)).min(1),
  weeksBefore: whole(1, 260),
  weeksAfter: whole(1, 260),
  /** What a person costs the scheme, and what one admission or visit less saves. */
  returnPerPound: z
    .strictObject({
      costPencePerPerson: whole(1, 100_000_000),
      savedPence: z.partialRecord(z.enum(SERVICE_USE), pence),
    })
    .nullable()
    .default(null),
});

const review = z.strictObject({
  /** A review is due every so many weeks. */
  everyWeeks: whole(1, 104).default(6),
  /** So many expected visits known to be missed, running. */
  missedRunning: whole(1, 20).default(2),
  /** No visit on record for so long. */
  weeksWithoutVisit: whole(1, 52).default(3),
  /** No visit at all so long after the start. */
  neverStartedDays: whole(1, 180).default(21),
});

const shape = z.strictObject({
  id,
  name: words,
  about: z.string().trim().min(1).max(500),
  /** What this scheme calls its link workers on screen. */
  linkWorkerTitle: words,
  length,
  /** After the first programme a second, of up to so many weeks. */
  secondProgramme: z
    .strictObject({ weeks: whole(1, 104) })
    .nullable()
    .default(null),
  areas: distinct(words).min(1),
  referral: z.strictObject({
    from: distinct(z.enum(REFERRERS)).min(1),
    /** Somebody may come without being referred by anyone. */
    referrerOptional: z.boolean().default(false),
    /** An electronic form at a public address for each practice. */
    form: z.boolean().default(false),
    reasons: distinct(words).min(1).max(12),
    /** Carers are taken in their own right. */
    carers: z.boolean().default(false),
  }),
  firstAppointment,
  /** What comes before joining a group; one of them is enough. */
  beforeGroup: distinct(z.enum(PREPARATIONS)).default([]),
  activities: z.strictObject({
    from: distinct(z.enum(ACTIVITY_SOURCES)).min(1),
    /** Residents' groups put their own activities into the directory. */
    residentsMayAdd: z.boolean().default(false),
  }),
  /** Done once and finished, e.g. a benefits check. */
  oneOffs: z
    .array(z.strictObject({ id, title: words, withinDays }))
    .refine((list) => distinctIds(list), 'has two with the same id')
    .default([]),
  companions: z.array(companion).default([]),
  transport: z.boolean().default(false),
  milestones: z
    .array(milestone)
    .refine((list) => distinctIds(list), 'has two with the same id')
    .default([]),
  cards: distinct(z.enum(CARD_PROFILES)).min(1),
  /** Visits are timed, and an hour is worth so much; null where they are not. */
  hours: z.strictObject({ penceAnHour: pence }).nullable().default(null),
  measures: measures.prefault({}),
  serviceUse: serviceUse.nullable().default(null),
  review: review.prefault({}),
  /** Posts besides the link workers, and what they may do in the workspace. */
  roles: z
    .array(z.strictObject({ title: words, role: z.enum(STAFF_ROLES), posts: whole(1, 50).default(1) }))
    .default([]),
  /** Smaller counts are not shown in any figure that leaves the scheme. */
  suppressBelow: whole(2, 20).default(5),
  retentionYears: whole(1, 30).default(8),
});

export const schemePolicy = shape.superRefine((policy, check) => {
  const known: string[] = [...MEASURES, ...policy.measures.imported.map((score) => score.id)];
  const wrong = (path: (string | number)[], message: string) => check.addIssue({ code: 'custom', path, message });
  const unknown = (ids: string[], path: (string | number)[]) => {
    for (const [i, one] of ids.entries()) {
      if (!known.includes(one)) wrong([...path, i], `"${one}" is no measure: Tapwell has ${known.join(', ')}`);
    }
  };
  unknown(policy.measures.baseline, ['measures', 'baseline']);
  for (const [i, f] of policy.measures.followUps.entries()) {
    unknown(f.measures, ['measures', 'followUps', i, 'measures']);
  }
  const saved = policy.serviceUse?.returnPerPound?.savedPence ?? {};
  for (const use of Object.keys(saved) as ServiceUse[]) {
    if (!policy.serviceUse!.imports.includes(use)) {
      wrong(['serviceUse', 'returnPerPound', 'savedPence', use], 'is not among the figures this scheme imports');
    }
  }
  if (policy.secondProgramme && policy.length.is !== 'weeks') {
    wrong(['secondProgramme'], 'needs a first programme with a length in weeks');
  }
  if (policy.activities.residentsMayAdd && !policy.activities.from.includes('residents-group')) {
    wrong(['activities', 'residentsMayAdd'], 'needs "residents-group" in activities.from');
  }
  if (policy.milestones.some((m) => m.onVisitAlone) && policy.companions.length === 0) {
    wrong(['milestones'], 'has one for a visit alone, but nobody comes along in this scheme');
  }
});
export type SchemePolicy = z.infer<typeof schemePolicy>;
export type FollowUpRule = SchemePolicy['measures']['followUps'][number];

function distinctIds(list: { id: string }[]): boolean {
  return new Set(list.map((one) => one.id)).size === list.length;
}
