import type { Attendance } from '@tapwell/shared/attendance/attendance';
import type { HubFact } from '@tapwell/shared/facts/hub-report';
import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { localTime } from '@tapwell/shared/schedule/sessions';
import type { RosterView } from '../roster/roster-view.ts';
import type { KeptEntry } from '../store/quarantine.ts';
import type { QuarantineLine } from './wire.ts';

const WHAT: Record<HubFact['kind'], string> = {
  tap: 'A tap',
  'kiosk-gap': 'A time in which a kiosk could not read cards',
  session: 'What was said of a session',
  expected: 'Someone excused from a session',
  companion: 'Someone who came along',
  placed: 'A tap placed by staff',
};

/**
 * What is set aside, in words; of whom it is, only for staff of the provider it
 * concerns, and so what was written of it, where anybody may have been named. Pure.
 */
export function quarantineLine(
  entry: KeptEntry,
  view: RosterView,
  { id, providerId }: { id: string; providerId: string | null },
): QuarantineLine {
  const body = JSON.parse(entry.body) as Partial<Attendance> & Partial<HubFact> & { kioskAt?: string };
  const kind = entry.kind === 'fact' ? (body as HubFact).kind : undefined;
  const activity = 'activityId' in body ? view.activities.get(body.activityId ?? '') : undefined;
  const ours = providerId !== null && providerOf(entry, view) === providerId;
  return {
    key: entry.key,
    what: entry.kind === 'attendance' ? 'A visit' : kind ? WHAT[kind] : 'A tap that could not be read',
    about: ours ? aboutOf(body, view) : null,
    happenedAt: dateOrNull(body.arrivedAt ?? (body as { at?: unknown }).at ?? body.kioskAt),
    refusedAt: entry.refused_at,
    reason: inWords(entry.reason, activity?.name ?? 'this activity'),
    state: entry.state === 'taken' ? 'explained' : entry.state,
    explanation: ours || entry.settled_by_id === id ? entry.explanation : null,
    by: entry.settled_by,
  };
}

/** Whose it is to settle; null when it is nobody's in particular. */
export function providerOf(entry: KeptEntry, view: RosterView): string | null {
  const body = JSON.parse(entry.body) as { providerId?: unknown; activityId?: unknown };
  if (entry.kind === 'tap') return null;
  if (typeof body.providerId === 'string') return body.providerId;
  return view.activities.get(String(body.activityId))?.providerId ?? null;
}

/** An administrator settles anything, nameless; staff of a provider their own, and what is nobody's in particular. Pure. */
export function maySettle(
  entry: KeptEntry,
  { role, providerId }: Pick<StaffMember, 'role' | 'providerId'>,
  view: RosterView,
): boolean {
  if (role === 'administrator') return true;
  const whose = providerOf(entry, view);
  return providerId !== null && (whose === null || whose === providerId);
}

function aboutOf(body: Partial<Attendance>, view: RosterView): string {
  const person = body.personId ? (view.people.get(body.personId)?.displayName ?? 'Someone no longer known here') : '';
  const activity = body.activityId ? (view.activities.get(body.activityId)?.name ?? '') : '';
  const start = dateOrNull(body.sessionStart);
  const when = start ? `${start.slice(0, 10)} ${localTime(new Date(start), view.zone)}` : '';
  return [person, activity, when].filter(Boolean).join(', ');
}

/** What is known to come back, for volunteers; anything else as central put it. */
export function inWords(reason: string, activity: string): string {
  const known: [RegExp, string][] = [
    [/prescribed activity/i, `Central does not know this person's prescription for ${activity}. Ask the link worker.`],
    [/in the future/i, 'The visit lies in the future by central’s clock. Check the clock of this hub.'],
    [
      /not near the session/i,
      'The time of arrival is too far from the session. Put the time right, then send it again.',
    ],
    [/own venue/i, 'Central knows this hub as another venue’s. Ask whoever looks after it.'],
    [/belongs to another/i, 'Central has something else under the same number. Ask whoever looks after it.'],
    [/^413/, 'Central could not take anything so large.'],
    [/^(kioskAt|offsetMs|evidence|id)\b/, 'A kiosk sent something this hub could not read. It is kept as it was sent.'],
  ];
  return (
    known.find(([pattern]) => pattern.test(reason))?.[1] ?? `Central would not take it. It says: ${withoutCode(reason)}`
  );
}

function withoutCode(reason: string): string {
  return reason.replace(/^\d{3}: /, '');
}

function dateOrNull(value: unknown): string | null {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : null;
}
