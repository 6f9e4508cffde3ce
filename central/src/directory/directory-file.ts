import { schedule } from '@tapwell/shared/schedule/sessions';
import { schemePolicy } from '@tapwell/shared/scheme/policy';
import { ACTIVITY_SOURCES } from '@tapwell/shared/scheme/words';
import { hashPassword } from '@tapwell/shared/staff/password';
import { z } from 'zod';
import { ROLES } from '../access/roles.ts';
import { activityRow, providerRow, venueRow } from './entries.ts';
import type { DirectoryRecords } from './load-directory.ts';
import { schemeRow, shippedPolicy } from './scheme-row.ts';
import { activityEntry, providerEntry, venueEntry } from './wire.ts';

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dots, hyphens and underscores');
const name = z.string().min(1).max(200);

const { providerId: _, venueId: __, ...withoutPlaces } = activityEntry.shape;

/** A council's own file of what to load; see docs/deploying.md. */
export const directoryFile = z.strictObject({
  scheme: z.strictObject({
    /** The policy's own unless given. */
    id: id.optional(),
    /** A scheme's policy, or the name of one that Tapwell ships; see docs/schemes.md. */
    policy: z.union([id.transform((name, check) => shipped(name, check)), schemePolicy]),
    zone: schedule.shape.zone,
  }),
  venues: z.array(venueEntry.partial({ zone: true }).extend({ id, name })).default([]),
  hubs: z.array(z.strictObject({ id, name, venue: id })).default([]),
  providers: z
    .array(
      z.strictObject({
        ...providerEntry.shape,
        id,
        name,
        kind: z.enum(ACTIVITY_SOURCES).default('accredited-provider'),
      }),
    )
    .default([]),
  activities: z
    .array(
      z.strictObject({
        ...withoutPlaces,
        id,
        name,
        provider: id,
        venue: id,
        area: name,
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
    venue: file.venues.map(({ id, ...v }) => venueRow(id, { ...v, zone: v.zone ?? scheme.zone })),
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
    provider: file.providers.map(({ id, ...entry }) => providerRow(id, entry)),
    activity: file.activities.map(({ id, provider, venue, ...entry }) =>
      activityRow(id, { ...entry, providerId: provider, venueId: venue }),
    ),
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
