import { schedule } from '@tapwell/shared/schedule/sessions';
import { ACTIVITY_SOURCES, type ActivitySource } from '@tapwell/shared/scheme/words';
import { z } from 'zod';
import type { Accreditation } from './accreditation.ts';

/**
 * What the workspace's pages and central say to each other about the directory.
 *
 * | | |
 * |---|---|
 * | `GET /api/directory/activities` | `{ activities: OfferView[] }`: all that may be prescribed, and what was withdrawn since |
 * | `GET /api/directory` | a DirectoryView: everything, with who may change what |
 * | `POST /api/directory/providers`, `…/venues`, `…/activities` | a ProviderEntry, VenueEntry or ActivityEntry with `id` and `seen`; 201 when it is new, 200 when it was changed, 409 when somebody else changed it since `seen` |
 * | `POST /api/directory/withdrawals` | a Withdrawal; 204 |
 * | `GET /api/directory/changes/:kind/:id` | `{ changes: ChangeView[] }`, newest first |
 * | `POST /api/directory/imports/preview`, `POST /api/directory/imports` | see `import-wire.ts` |
 * | `GET /api/directory/export` | the whole directory as HSDS-UK JSON |
 */

const entryId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
const name = z.string().trim().min(1, 'Enter a name.').max(200);
/** Text that may be left empty. */
const text = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `Use at most ${most} letters.`)
    .nullable()
    .default(null)
    .transform((given) => given || null);
const optional = <S extends z.ZodType>(item: S) =>
  z
    .union([z.literal('').transform(() => null), item])
    .nullable()
    .default(null);
const day = optional(z.iso.date('Enter a day.'));
const url = optional(
  z.url({ protocol: /^https?$/, error: 'Enter an address that begins with https:// or http://.' }).max(500),
);
const email = optional(z.email('Enter an email address, e.g. hello@example.org.').max(200));
const age = z.number().int().min(0).max(120).nullable().default(null);

export const providerEntry = z
  .strictObject({
    name,
    kind: z.enum(ACTIVITY_SOURCES),
    description: text(2000),
    url,
    email,
    phone: text(40),
    accreditedFrom: day,
    accreditedUntil: day,
  })
  .refine((p) => !p.accreditedFrom || !p.accreditedUntil || p.accreditedFrom <= p.accreditedUntil, {
    path: ['accreditedUntil'],
    message: 'The last day comes before the first.',
  });
export type ProviderEntry = z.infer<typeof providerEntry>;

export const venueEntry = z.strictObject({
  name,
  zone: schedule.shape.zone,
  address: text(300),
  town: text(100),
  postcode: text(10),
  latitude: z.number().min(-90).max(90).nullable().default(null),
  longitude: z.number().min(-180).max(180).nullable().default(null),
  accessibility: text(1000),
});
export type VenueEntry = z.infer<typeof venueEntry>;

export const activityEntry = z
  .strictObject({
    name,
    providerId: entryId,
    venueId: entryId,
    area: z.string().trim().min(1, 'Choose an area.').max(200),
    room: text(100),
    description: text(4000),
    url,
    email,
    phone: text(40),
    cost: text(300),
    eligibility: text(1000),
    minAge: age,
    maxAge: age,
    /** Codes, e.g. `en`, `pl`. */
    languages: z
      .array(z.string().regex(/^[a-z]{2,3}(-[A-Za-z]{2,8})?$/, 'Use codes such as en or pl.'))
      .max(40)
      .default([]),
    accessibility: text(1000),
    schedule,
    earlyMinutes: z.number().int().min(0).max(240).default(30),
    lateAfterMinutes: z.number().int().min(0).max(240).default(15),
    timed: z.boolean().default(false),
    capacity: z.number().int().min(1, 'A room takes at least one person.').max(10_000).nullable().default(null),
    inGroup: z.boolean().default(true),
  })
  .refine((a) => a.minAge === null || a.maxAge === null || a.minAge <= a.maxAge, {
    path: ['maxAge'],
    message: 'The highest age is below the lowest.',
  })
  .refine((a) => a.schedule.until === null || a.schedule.from <= a.schedule.until, {
    path: ['schedule', 'until'],
    message: 'The last day comes before the first.',
  });
export type ActivityEntry = z.infer<typeof activityEntry>;

/** What goes with an entry that is saved: its id, new or known, and the change that was seen last. */
const saved = {
  id: entryId,
  /** Id of the newest change when the form was opened; null when there was none. */
  seen: z.string().nullable().default(null),
};
export const savedProvider = z.strictObject({ ...saved, entry: providerEntry });
export const savedVenue = z.strictObject({ ...saved, entry: venueEntry });
export const savedActivity = z.strictObject({ ...saved, entry: activityEntry });

/** Something is offered no longer from that day on, or again. Nothing is ever deleted: prescriptions speak of it. */
export const withdrawal = z.strictObject({
  kind: z.enum(['provider', 'activity']),
  id: entryId,
  from: z.iso.date().nullable(),
});
export type Withdrawal = z.infer<typeof withdrawal>;

export type EntryKind = 'provider' | 'venue' | 'activity';

interface Stored {
  id: string;
  /** To send back when it is changed. */
  seen: string | null;
  mayChange: boolean;
}
export interface ProviderView extends ProviderEntry, Stored {
  accreditation: Accreditation;
  withdrawnOn: string | null;
  open: boolean;
}
export interface VenueView extends VenueEntry, Stored {}
export interface ActivityView extends ActivityEntry, Stored {
  when: string;
  withdrawnOn: string | null;
  open: boolean;
}

export interface DirectoryView {
  today: string;
  zone: string;
  /** Of the schemes this person works for. */
  areas: string[];
  /** May add providers and venues, and import; others change at most what is their own. */
  mayChangeAll: boolean;
  providers: ProviderView[];
  venues: VenueView[];
  activities: ActivityView[];
}

export interface ChangeView {
  id: string;
  at: string;
  by: string;
  /** Names of what changed; empty when it was added. */
  fields: string[];
  added: boolean;
}

/** An activity as a list of what can be prescribed shows it. */
export interface OfferView {
  id: string;
  name: string;
  area: string;
  providerId: string;
  provider: string;
  providerKind: ActivitySource;
  venueId: string;
  venue: string;
  inGroup: boolean;
  /** A second tap checks out, and the hours count. */
  timed: boolean;
  capacity: number | null;
  /** E.g. `Mondays 10:00 to 11:00`. */
  when: string;
  accreditedUntil: string | null;
  /** It is of an accredited provider whose accreditation has ended, or not begun: warn before prescribing it. */
  accreditationEnded: boolean;
  /** Not withdrawn; others are listed only because somebody may still have them prescribed. */
  open: boolean;
}
