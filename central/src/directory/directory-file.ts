import { schedule } from '@tapwell/shared/schedule/sessions';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { faultLines, readPolicy } from '@tapwell/shared/scheme/read-policy';
import { ACTIVITY_SOURCES } from '@tapwell/shared/scheme/words';
import { hashPassword } from '@tapwell/shared/staff/password';
import { z } from 'zod';
import { ROLES } from '../access/roles.ts';
import { companionName } from '../companions/wire.ts';
import { activityRow, providerRow, venueRow } from './entries.ts';
import type { DirectoryRecords } from './load-directory.ts';
import { schemeRow, shippedNames, shippedPolicy } from './scheme-row.ts';
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
    policy: z.unknown().transform(policyIn),
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
  /** Volunteers and others who come along; with whom is said on a person's page. */
  companions: z.array(z.strictObject({ id, name: companionName })).default([]),
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
export type DirectoryFile = z.infer<typeof directoryFile>;

/** With every fault in words, as whoever wrote it must mend it. */
function policyIn(value: unknown, check: z.RefinementCtx): SchemePolicy {
  const wrong = (message: string) => check.addIssue({ code: 'custom', message });
  if (value === undefined) {
    wrong('is missing: a policy, or the name of one that Tapwell ships');
    return z.NEVER;
  }
  if (typeof value === 'string') {
    const names = shippedNames();
    if (names.includes(value)) return shippedPolicy(value);
    wrong(`Tapwell ships no scheme called "${value}": it has ${names.join(', ')}`);
    return z.NEVER;
  }
  const { policy, faults } = readPolicy(JSON.stringify(value));
  if (policy) return policy;
  for (const line of faultLines(faults)) wrong(line);
  return z.NEVER;
}

/** @throws Error naming each thing wrong with the file */
export function readDirectoryFile(content: unknown): DirectoryFile {
  const read = directoryFile.safeParse(content);
  if (read.success) return read.data;
  throw new Error(`The file is not a directory file:\n${z.prettifyError(read.error)}`);
}

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
    companion: file.companions.map(({ id, name }) => ({ id, display_name: name, language: null, larger_text: 0 })),
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
