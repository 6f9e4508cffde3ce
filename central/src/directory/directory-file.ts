import { schedule } from '@tapwell/shared/schedule/sessions';
import { schemePolicy } from '@tapwell/shared/scheme/policy';
import { ACTIVITY_SOURCES } from '@tapwell/shared/scheme/words';
import { hashPassword } from '@tapwell/shared/staff/password';
import { z } from 'zod';
import { ROLES } from '../access/roles.ts';
import type { DirectoryRecords } from './load-directory.ts';
import { schemeRow, shippedPolicy } from './scheme-row.ts';

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dots, hyphens and underscores');
const name = z.string().min(1).max(200);

/** A council's own file of what to load; see docs/deploying.md. */
export const directoryFile = z.strictObject({
  scheme: z.strictObject({
    /** The policy's own unless given. */
    id: id.optional(),
    /** A scheme's policy, or the name of one that Tapwell ships; see docs/schemes.md. */
    policy: z.union([id.transform((name, check) => shipped(name, check)), schemePolicy]),
    zone: schedule.shape.zone,
  }),
  venues: z.array(z.strictObject({ id, name, zone: schedule.shape.zone.optional() })).default([]),
  hubs: z.array(z.strictObject({ id, name, venue: id })).default([]),
  providers: z
    .array(z.strictObject({ id, name, kind: z.enum(ACTIVITY_SOURCES).default('accredited-provider') }))
    .default([]),
  activities: z
    .array(
      z.strictObject({
        id,
        name,
        provider: id,
        venue: id,
        area: name,
        room: name.nullable().default(null),
        schedule,
        earlyMinutes: z.number().int().min(0).max(240).default(30),
        lateAfterMinutes: z.number().int().min(0).max(240).default(15),
        /** A second tap checks out, and the hours count. */
        timed: z.boolean().default(false),
        /** Most people the room takes. */
        capacity: z.number().int().min(1).max(10_000).nullable().default(null),
        /** False where people come one by one. */
        inGroup: z.boolean().default(true),
      }),
    )
    .default([]),
  staff: z
    .array(
      z.strictObject({
        id,
        username: z.string().min(1).max(100),
        name,
        role: z.enum(ROLES),
        provider: id.optional(),
        password: z.string().min(12, 'a password has at least 12 characters'),
      }),
    )
    .default([]),
});
function shipped(name: string, check: z.RefinementCtx) {
  try {
    return shippedPolicy(name);
  } catch {
    check.addIssue({ code: 'custom', message: `Tapwell ships no scheme called "${name}"` });
    return z.NEVER;
  }
}
export type DirectoryFile = z.infer<typeof directoryFile>;

/** The records a directory file asks for; passwords are hashed on the way. */
export async function recordsOf(file: DirectoryFile): Promise<DirectoryRecords> {
  const { scheme } = file;
  const row = schemeRow(scheme.policy, scheme.zone, scheme.id);
  return {
    scheme: [row],
    venue: file.venues.map((v) => ({ id: v.id, name: v.name, zone: v.zone ?? scheme.zone })),
    hub: file.hubs.map((h) => ({
      id: h.id,
      name: h.name,
      venue_id: h.venue,
      scheme_id: row.id,
      synced_through: null,
      last_seen: null,
      report: null,
      roster_stale: 1,
      roster_day: null,
    })),
    provider: file.providers,
    activity: file.activities.map((a) => ({
      id: a.id,
      provider_id: a.provider,
      venue_id: a.venue,
      name: a.name,
      area: a.area,
      room: a.room,
      schedule: JSON.stringify(a.schedule),
      early_minutes: a.earlyMinutes,
      late_after_minutes: a.lateAfterMinutes,
      timed: a.timed ? 1 : 0,
      capacity: a.capacity,
      in_group: a.inGroup ? 1 : 0,
    })),
    staff: await Promise.all(
      file.staff.map(async (s) => ({
        id: s.id,
        username: s.username.toLowerCase(),
        name: s.name,
        role: s.role,
        provider_id: s.provider ?? null,
        scheme_id: s.role === 'administrator' ? null : row.id,
        password_hash: await hashPassword(s.password),
      })),
    ),
  };
}
