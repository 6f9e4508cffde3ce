import type { z } from 'zod';
import { activityOf, providerOf, venueOf } from '../entries.ts';
import type { ImportLine } from '../import-wire.ts';
import type { ActivityEntry, ProviderEntry, VenueEntry } from '../wire.ts';
import { type Defaults, fromHsds, providerFrom, Refused } from './from-hsds.ts';
import { type GivenOrganization, type GivenService, givenFile, givenOrganization, givenService } from './given.ts';
import { type DirectoryRows, hsdsId } from './to-hsds.ts';

export interface ImportPlan {
  lines: ImportLine[];
  /** New and changed entries by our ids. */
  providers: Map<string, ProviderEntry>;
  venues: Map<string, VenueEntry>;
  activities: Map<string, ActivityEntry>;
}

const MOST = 20_000;

/**
 * What a file would do to the directory, service by service. Pure.
 * @throws Refused when it is no file of services at all
 */
export function planImport(content: unknown, rows: DirectoryRows, defaults: Defaults): ImportPlan {
  const file = givenFile.safeParse(content);
  if (!file.success) throw new Refused('This is not a file of services as Open Referral UK has them.');
  if (file.data.length > MOST) throw new Refused(`The file has more than ${MOST} services: please split it.`);
  const plan: ImportPlan = { lines: [], providers: new Map(), venues: new Map(), activities: new Map() };
  const known = {
    provider: new Map(rows.providers.map((row) => [hsdsId('provider', row), row])),
    venue: new Map(rows.venues.map((row) => [hsdsId('venue', row), row])),
    activity: new Map(rows.activities.map((row) => [hsdsId('activity', row), row])),
  };
  const takeProvider = (given: GivenOrganization) => {
    const row = known.provider.get(given.id);
    const id = row?.id ?? given.id;
    const entry = providerFrom(given, defaults, row && providerOf(row));
    if (!row || differences(providerOf(row), entry).length > 0) plan.providers.set(id, entry);
    return id;
  };
  const seen = new Set<string>();
  for (const [i, one] of file.data.entries()) {
    const line = (is: ImportLine['is'], name: string, notes: string[], fields: string[] = []) =>
      plan.lines.push({ line: i + 1, name, is, fields, notes });
    const read = givenService.safeParse(one);
    if (!read.success) {
      line('left-out', nameOf(one), [wordsOf(read.error)]);
      continue;
    }
    const service = read.data;
    const row = known.activity.get(service.id);
    const whyNot = seen.has(service.id) ? 'It is in the file twice.' : whyNotOffered(service, row !== undefined);
    seen.add(service.id);
    if (whyNot) {
      line('left-out', service.name, [whyNot]);
      continue;
    }
    try {
      const { venue, activity, notes } = fromHsds(service, defaults, row && activityOf(row));
      const providerId = takeProvider(service.organization);
      const venueRow = known.venue.get(venue.id);
      const venueId = venueRow?.id ?? venue.id;
      if (!venueRow || differences(venueOf(venueRow), venue.entry).length > 0) plan.venues.set(venueId, venue.entry);
      const entry = { ...activity.entry, providerId, venueId };
      const fields = row ? differences(activityOf(row), entry) : [];
      if (row?.withdrawn_on) notes.push('It is withdrawn here, and stays so.');
      if (!row || fields.length > 0) plan.activities.set(row?.id ?? service.id, entry);
      line(row ? (fields.length > 0 ? 'changed' : 'same') : 'new', service.name, notes, fields);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      line('left-out', service.name, [error.message]);
    }
  }
  for (const given of organizationsOf(content)) takeProvider(given);
  return plan;
}

export function rowsIn({ providers, venues, activities }: ImportPlan): number {
  return providers.size + venues.size + activities.size;
}

/** Our own export also has providers that offer nothing just now. */
function organizationsOf(content: unknown): GivenOrganization[] {
  const list = (content as { organizations?: unknown } | null)?.organizations;
  if (!Array.isArray(list)) return [];
  return list.slice(0, MOST).flatMap((one) => givenOrganization.safeParse(one).data ?? []);
}

function whyNotOffered({ status }: GivenService, known: boolean): string | null {
  if (!status || status === 'active') return null;
  return known
    ? `Its status is “${status}”: withdraw it here if that is right.`
    : `Its status is “${status}”: it is not offered.`;
}

function nameOf(one: unknown): string {
  const { name } = (one ?? {}) as { name?: unknown };
  return typeof name === 'string' && name.trim() ? name.slice(0, 200) : 'A service without a name';
}

function wordsOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return `“${issue!.path.join('.') || 'the service'}” cannot be read: ${issue!.message}`;
}

/** Names of the fields in which two entries differ; in which order times stand does not matter. */
export function differences(a: object, b: object): string[] {
  const [x, y] = [canonical(a), canonical(b)];
  return Object.keys(y).filter((key) => JSON.stringify(x[key]) !== JSON.stringify(y[key]));
}

function canonical(entry: object): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(entry, (_, value) => {
      if (Array.isArray(value)) return [...value].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
      if (!value || typeof value !== 'object') return value;
      const inOrder = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
      return Object.fromEntries(inOrder.filter(([key, one]) => !(key === 'every' && one === 1)));
    }),
  );
}
