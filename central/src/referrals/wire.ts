import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { REFERRERS, type Referrer } from '@tapwell/shared/scheme/words';
import { z } from 'zod';

/**
 * | | |
 * |---|---|
 * | `GET /api/referrals/schemes` | a ReferringView: what a new referral may say |
 * | `GET /api/referral-forms` | a FormsView |
 * | `POST /api/referral-forms` | a NewForm; 201 and the FormView |
 * | `POST /api/referral-forms/:id/close` | nobody can send it any more; 204 |
 * | `POST /api/referrals/:id/person` | a WhoItIs; 204 |
 */
export const newForm = z.strictObject({
  /** The practice, pharmacy or team whose form it is. */
  name: z.string().trim().min(1).max(200),
  /** Who works there and may refer. */
  referrers: z.array(z.enum(REFERRERS)).min(1).max(REFERRERS.length),
  /** For staff of several schemes. */
  schemeId: z.string().optional(),
});
export type NewForm = z.infer<typeof newForm>;

export interface FormView {
  id: string;
  schemeId: string;
  name: string;
  referrers: Referrer[];
  madeAt: string;
  closedAt: string | null;
  /** Where it is on this server: a path, as central may have several names. */
  address: string;
  /** How many were sent. */
  sent: number;
}

export interface FormsView {
  forms: FormView[];
  /** The schemes one may make a form for; none where the scheme has no electronic form. */
  schemes: { id: string; name: string; referrers: Referrer[] }[];
}

/** The schemes that staff may put a referral on record for. */
export interface ReferringView {
  /** `today` is the day on the wall where the scheme is. */
  schemes: { id: string; policy: SchemePolicy; today: string }[];
}

/** Whether somebody who came by a form is a person on record; null is nobody of them. */
export const whoItIs = z.strictObject({ samePersonAs: z.string().nullable() });
