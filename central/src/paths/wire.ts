import type { PathEvent } from '@tapwell/shared/path/events';
import type { Path } from '@tapwell/shared/path/path';
import { isPlainText } from '@tapwell/shared/plain-text';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { z } from 'zod';

/**
 * What the workspace's pages and central say to each other about people's
 * paths. Browsers make the id of an event when it is recorded, so a doubled
 * press is one event; who and when is for central to say.
 *
 * | | |
 * |---|---|
 * | `GET /api/paths/:id` | a PathView, or 404 when it is not theirs to read |
 * | `POST /api/paths/:id/events` | a PathEvent without `by` and `recordedAt`; 201 and the new PathView, 200 when it was there, 409 with a sentence when it may not come now |
 * | `POST /api/paths` | a NewPath; 201 and the PathView |
 * | `GET /api/referrals` | `{ referrals: WaitingView[] }`: everybody for whom nothing is agreed yet, whom the reader may read or nobody has taken |
 * | `POST /api/referrals/:id/person` | `{ samePersonAs: patient id or null }`: whether somebody who came by a form is known; 204 |
 * | `POST /api/paths/:id/holder` | a NewHolder: taken from the list, or handed over |
 * | `PATCH /api/paths/:id/patient` | a PatientChange: how they are called and reached |
 */

/** What to say of ten digits that are none. */
export const NO_NHS_NUMBER = 'This is not an NHS number: please check its ten digits.';

export const nhsNumber = z
  .string()
  .transform((text) => text.replace(/[\s-]/g, ''))
  .refine(isNhsNumber, NO_NHS_NUMBER);

/** Ten digits; weights 10 to 2, 11 − (sum mod 11), 11 → 0, and 10 makes no number. */
export function isNhsNumber(digits: string): boolean {
  if (!/^\d{10}$/.test(digits)) return false;
  const sum = [...digits].slice(0, 9).reduce((total, digit, i) => total + Number(digit) * (10 - i), 0);
  return (11 - (sum % 11)) % 11 === Number(digits[9]);
}

/** As venues and staff read it. */
const plain = (most: number) =>
  z.string().trim().min(1).max(most).refine(isPlainText, 'Please write it without control characters.');
const name = plain(100);
const birthday = z.iso
  .date()
  .refine((day) => day >= '1900-01-01', 'Please check the year.')
  // Of this place and any other: nowhere is it later than fourteen hours on.
  .refine((day) => Date.parse(day) <= Date.now() + 14 * 3_600_000, 'That day is still to come.');
export const CONTACT_BY = ['phone', 'text', 'email', 'letter'] as const;

const details = {
  nhsNumber: nhsNumber.nullable(),
  given: name,
  family: name,
  /** What they like to be called; the only name a venue gets. */
  displayName: name,
  born: birthday.nullable(),
  phone: plain(40).nullable(),
  email: z.email().max(200).nullable(),
  contactBy: z.enum(CONTACT_BY).nullable(),
  /** A code of BCP 47, e.g. `pl` or `pa-PK`. */
  language: z
    .string()
    .max(20)
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    .nullable(),
  largerText: z.boolean(),
};

/** A person as they are put on record. */
export const newPatient = z.strictObject({
  ...details,
  nhsNumber: details.nhsNumber.default(null),
  born: details.born.default(null),
  phone: details.phone.default(null),
  email: details.email.default(null),
  contactBy: details.contactBy.default(null),
  language: details.language.default(null),
  largerText: details.largerText.default(false),
});
export type NewPatient = z.infer<typeof newPatient>;
/** Only what is to change: what is left out stays as it is. */
export const patientChange = z.strictObject(details).partial();
export type PatientChange = z.infer<typeof patientChange>;

/** A referral that staff put on record. */
export const newPath = z.strictObject({
  /** Of the path: the same again is the same. */
  id: z.uuid(),
  /** Somebody on record, by the id of a path of theirs; or a person to be put on record, or found by their NHS number. */
  person: z.union([z.strictObject({ pathId: z.string() }), newPatient]),
  /** The event as a browser sends it; see `EventDraft`. */
  referral: z.looseObject({ kind: z.literal('referral') }),
  /** Whether whoever records it has the person from now on, or they go onto the list for others. */
  take: z.boolean().default(true),
  /** For staff of several schemes. */
  schemeId: z.string().optional(),
});
export type NewPath = Omit<z.input<typeof newPath>, 'referral'> & {
  referral: Extract<EventDraft, { kind: 'referral' }>;
};

/** Who has a path from now on; null puts it back onto the list. */
export const newHolder = z.strictObject({
  id: z.uuid(),
  linkWorkerId: z.string().nullable(),
  why: z.string().trim().max(300).nullable().default(null),
});

export interface PatientView extends NewPatient {
  id: string;
}

/** Everything a person's page shows of their path; the weekly strip comes from `/api/prescriptions/:id`. */
export interface PathView {
  id: string;
  schemeId: string;
  /** In which the scheme counts its days. */
  zone: string;
  patient: PatientView;
  /** Who has it; null while nobody has taken it. */
  linkWorker: { id: string; name: string } | null;
  path: Path;
  policy: SchemePolicy;
  /** Of this path, oldest first; the strip of each is at `/api/prescriptions/:id`. */
  prescriptions: { id: string; programme: number; startsOn: string; endsOn: string | null }[];
  holders: { linkWorker: string | null; at: string; by: string; why: string | null }[];
}

/** A line of the waiting list. */
export interface WaitingView {
  id: string;
  name: string;
  referredOn: string;
  /** E.g. `a GP, Bell Street Surgery`. */
  referrer: string | null;
  reason: string;
  step: Path['step'];
  linkWorker: { id: string; name: string } | null;
  /** The name of whoever sent the form; null when staff recorded it. */
  sentBy: string | null;
  /** Others on record who may be the same person; staff say who it is by `POST /api/referrals/:id/person`. */
  maybe: { patientId: string; name: string; born: string | null; sameNumber: boolean }[];
  /** What is due next, and when. */
  due: { title: string; on: string; overdue: boolean } | null;
}

/** What a browser sends of an event: all but who and when, which central knows. */
export type EventDraft = PathEvent extends infer E
  ? E extends PathEvent
    ? Omit<E, 'by' | 'recordedAt'>
    : never
  : never;
