import { z } from 'zod';
import { nhsNumber } from '../paths/wire.ts';
import { ROLES, type Role } from './role-names.ts';

/**
 * What the workspace's pages and central say to each other about who may see
 * whom, and about staff.
 *
 * | | |
 * |---|---|
 * | `POST /api/break-glass` | a BreakGlass; 201 and an OpenGlass; 200 with `until: null` when they may read it anyway |
 * | `GET /api/break-glass/mine` | `{ open: OpenGlass[] }`: what the reader sees by it just now |
 * | `GET /api/break-glass` | team lead: `{ uses: GlassView[] }`, of their scheme, those nobody has looked at first |
 * | `POST /api/break-glass/:id/seen` | team lead: 204 |
 * | `GET /api/paths/:id/readers` | team lead: `{ reads: ReadView[] }`, newest first |
 * | `POST /api/paths/:id/erase` | team lead: an Erasing; 204 |
 * | `GET /api/staff` | administrator: `{ staff: StaffView[] }` |
 * | `POST /api/staff` | administrator: a NewStaff; 201 and `{ password }`, shown once |
 * | `POST /api/staff/:id` | administrator: a StaffChange; 204 |
 * | `POST /api/staff/:id/password` | administrator: 200 and `{ password }`, shown once |
 * | `POST /api/staff/:id/end` | administrator: 204; 409 with a sentence when they may not leave yet |
 * | `POST /api/password` | everybody: an OwnPassword; 204 |
 */
export const HOURS_OPEN = 4;

/** A few words are no reason. */
const reason = z
  .string()
  .trim()
  .max(300)
  .refine((text) => text.replace(/[^\p{L}]/gu, '').length >= 10, 'Please say why, in ten letters or more.');

export const breakGlass = z.strictObject({
  who: z.union([
    z.strictObject({ nhsNumber }),
    z.strictObject({ name: z.string().trim().min(2).max(100), born: z.iso.date() }),
  ]),
  reason,
});
export type BreakGlass = z.input<typeof breakGlass>;

/** Somebody else's patient, readable for some hours. */
export interface OpenGlass {
  paths: string[];
  reason: string | null;
  /** Null for one who is theirs to read anyway. */
  until: string | null;
}

/** One use of it, for the team lead to look at. */
export interface GlassView {
  id: string;
  staff: string;
  person: string;
  pathId: string;
  at: string;
  until: string;
  reason: string;
  seenBy: string | null;
  seenAt: string | null;
}

/** Somebody looked at a person. */
export interface ReadView {
  at: string;
  staff: string;
  /** E.g. `path`, `caseload`. */
  what: string;
}

const username = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{1,39}$/, 'Use small letters, digits, dots and hyphens, at least two.');
const name = z.string().trim().min(1).max(100);
const role = z.enum(ROLES);
const signInAs = z.string().trim().toLowerCase().min(3).max(200).nullable();

const about = {
  name,
  role,
  providerId: z.string().max(100).nullable(),
  schemeId: z.string().max(100).nullable(),
  signInAs,
};
export const newStaff = z.strictObject({ username, ...about });
export type NewStaff = z.input<typeof newStaff>;
export const staffChange = z.strictObject(about).partial();
export type StaffChange = z.input<typeof staffChange>;

/** Length is what makes a password strong; it is checked against nothing but their own name. */
export const SHORTEST_PASSWORD = 12;
export const ownPassword = z.strictObject({
  now: z.string().max(1000),
  next: z.string().min(SHORTEST_PASSWORD, `Use at least ${SHORTEST_PASSWORD} letters: three words are good.`).max(1000),
});

export interface StaffView {
  id: string;
  username: string;
  name: string;
  role: Role;
  providerId: string | null;
  schemeId: string | null;
  signInAs: string | null;
  /** They have signed in with their organisation before. */
  known: boolean;
  mustChangePassword: boolean;
  endedAt: string | null;
  /** Whose path goes on and is theirs. */
  people: number;
}

/** Why somebody's data is removed; of a short list, as the log keeps it. */
export const ERASE_REASONS = ['asked-by-person', 'entered-by-mistake', 'required-by-law'] as const;
export const erasing = z.strictObject({
  reason: z.enum(ERASE_REASONS),
  /** Typed by hand: what is gone is gone. */
  confirm: z.literal('remove'),
});
