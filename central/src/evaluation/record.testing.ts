import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { newId } from '@tapwell/shared/ids';
import type { MeasureResult } from '@tapwell/shared/measures/results';
import { addDays } from '@tapwell/shared/path/dates';
import { type EventKind, type EventOf, type PathEvent, pathEvent } from '@tapwell/shared/path/events';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { WORKS_AT } from '@tapwell/shared/scheme/words';
import { loadDirectory } from '../directory/load-directory.ts';
import { schemeRow, shippedPolicy } from '../directory/scheme-row.ts';
import { storeAttendances } from '../ingest/store-attendance.ts';
import type { CentralDb } from '../store/schema.ts';

/** The year in which all of them were referred; long over, whenever the tests run. */
export const YEAR = '2025-26';
/** Mondays at ten, in summer time. */
const FIRST_MONDAY = '2025-05-05';

/**
 * Forty people of a scheme who were referred in 2025, 25 of them in spring.
 * Each figure of them can be counted on fingers:
 *
 * | people | what |
 * |---|---|
 * | 1 to 25 | referred in April, all others in July |
 * | 1 to 35 | first contact after ten days, answers before |
 * | 1 to 30 | prescribed twelve walks, or walks without an end |
 * | 1 to 25 | came to the first six walks, but every third of them to five |
 * | 1 to 20 | answered afterwards, two points better; completed |
 * | 21 to 25 | stopped |
 * | 31 to 38 | declined, 31 to 35 of them after the first contact |
 * | 31 to 37, 38 and 39, 40 | from Mill Lane, Oak Road, Ash Road; all others from Elm Tree Surgery |
 */
export async function fortyPeople(db: CentralDb, scheme: string): Promise<void> {
  const policy = shippedPolicy(scheme);
  const people = Array.from({ length: 40 }, (_, i) => person(policy, i + 1));
  await loadDirectory(db, {
    ...directory(policy),
    patient: people.map(({ patient }) => patient),
    path: people.map(({ path }) => path),
    path_event: people.flatMap(({ path, events }) =>
      events.map((event) => ({
        ...{ id: event.id, path_id: path.id, kind: event.kind, on_date: event.on },
        ...{ recorded_at: event.recordedAt, body: JSON.stringify(event) },
      })),
    ),
    prescription: people.flatMap(({ prescription }) => prescription ?? []),
    prescribed_activity: people.flatMap(({ activity }) => activity ?? []),
  });
  const visits = people.flatMap(({ visits }) => visits);
  const stored = await storeAttendances(db, visits, { source: 'hub', venueId: null }, new Date('2025-08-01T12:00:00Z'));
  for (const one of stored) if (one.kind !== 'created') throw new Error(JSON.stringify(one));
}

function person(policy: SchemePolicy, n: number) {
  const id = `p${n}`;
  const path = `path-${n}`;
  const referredOn = n <= 25 ? '2025-04-07' : '2025-07-07';
  const start = addDays(referredOn, 28);
  const events: PathEvent[] = [];
  const add = <K extends EventKind>(kind: K, on: string, own: Partial<EventOf<K>>) =>
    events.push(
      pathEvent.parse({
        ...{ kind, id: newId(), on, recordedAt: `${on}T12:00:00.000Z`, by: { id: 'priya', name: 'Priya' } },
        ...own,
      }),
    );
  const [kind] = policy.referral.from;
  add('referral', referredOn, {
    referrer: { kind: kind!, worksAt: WORKS_AT[kind!] === null ? null : placeOf(n) },
    reason: policy.referral.reasons[n <= 20 ? 0 : 1]!,
    consent: 'spoken',
  });
  if (n <= 35) {
    add('first-contact', addDays(referredOn, 10), { place: 'office' });
    add('conversation', addDays(referredOn, 12), { measures: answers(policy, 4) });
  }
  const weeks = policy.length.is === 'weeks' ? 12 : null;
  const prescribed = n <= 30;
  if (prescribed) {
    const activities = [
      {
        ...{ id: `${id}-walk`, activityId: 'walk', area: policy.areas[0]!, offeredBy: policy.activities.from[0]! },
        ...{ perWeek: 1, sessions: null, group: true },
      },
    ];
    add('prescription', addDays(referredOn, 14), {
      ...{ start, weeks, goals: [{ id: 'g', goal: 'Get out' }] },
      ...{ activities, oneOffs: [], companions: [], transport: false },
    });
  }
  const endedOn = addDays(start, 90);
  const followUp = policy.measures.followUps[0];
  if (n <= 20 && followUp) {
    add('follow-up', endedOn, { followUp: followUp.id, measures: answers(policy, 6) });
  }
  const outcome = n <= 20 ? 'completed' : n <= 25 ? 'stopped' : n >= 31 && n <= 38 ? 'declined' : null;
  if (outcome) add('outcome', endedOn, { outcome });
  const rows = { patient_id: id, scheme_id: policy.id, link_worker_id: 'priya' };
  return {
    events,
    patient: {
      ...{ id, nhs_number: testNumber(n), given: `Given${n}`, family: `Family${n}`, display_name: `Given${n}` },
      ...{ language: null, larger_text: 0, born: `19${40 + n}-03-02` },
    },
    path: { id: path, ...rows, opened_on: referredOn, ended_on: outcome ? endedOn : null },
    prescription: prescribed
      ? {
          id: path,
          path_id: path,
          programme: 1,
          ...rows,
          starts_on: start,
          weeks,
          status: outcome ? 'ended' : 'active',
        }
      : null,
    activity: prescribed
      ? { id: `${id}-walk`, prescription_id: path, activity_id: 'walk', per_week: 1, sessions: null }
      : null,
    visits:
      n <= 25
        ? Array.from({ length: 6 }, (_, week) => visit(id, path, addDays(start, 7 * week))).slice(
            0,
            n % 3 === 0 ? 5 : 6,
          )
        : [],
  };
}

function placeOf(n: number): string {
  if (n <= 30) return 'Elm Tree Surgery';
  if (n <= 37) return 'Mill Lane Surgery';
  return n <= 39 ? '=Oak Road Surgery' : 'Ash Road Surgery';
}

/** To every measure the scheme has. */
function answers(policy: SchemePolicy, value: number): MeasureResult[] {
  const none = { days: 0, hours: null, minutes: null };
  const walking = { days: value, hours: null, minutes: 30 };
  return policy.measures.baseline.map((id): MeasureResult => {
    if (id === 'ons4') {
      return { measure: 'ons4', answers: { satisfied: value, worthwhile: value, happy: value, anxious: 10 - value } };
    }
    if (id === 'ipaq') {
      return { measure: 'ipaq', answers: { age: 44, vigorous: none, moderate: none, walking, sitting: null } };
    }
    if (id === 'goals') {
      return { measure: 'goals', answers: { goals: [{ goalId: 'g', goal: 'Get out', progress: value }] } };
    }
    return { measure: 'imported', id, score: value * 10 };
  });
}

function visit(personId: string, prescriptionId: string, date: string): Attendance {
  return {
    ...{ id: newId(), version: 0, status: 'finished', personId, prescriptionId },
    ...{ prescribedActivityId: `${personId}-walk`, activityId: 'walk', sessionId: `walk@${date}T10:00` },
    ...{ sessionStart: `${date}T09:00:00.000Z`, sessionEnd: `${date}T11:00:00.000Z`, venueId: 'hall' },
    ...{ providerId: 'provider', arrivedAt: `${date}T09:00:00.000Z`, leftAt: `${date}T10:30:00.000Z`, late: false },
    ...{ method: 'card', assurance: 'authenticated', flags: [], by: null, reason: null, cardId: null, counter: null },
    ...{ kioskAt: null, hubAt: `${date}T09:00:00.020Z` },
  };
}

function directory(policy: SchemePolicy) {
  const zone = 'Europe/London';
  const weekly = [{ weekday: 1, start: '10:00', minutes: 120 }];
  return {
    scheme: [schemeRow(policy, zone)],
    venue: [{ id: 'hall', name: 'Hall', zone }],
    hub: [
      {
        ...{ id: 'hub', name: 'Hub', venue_id: 'hall', scheme_id: policy.id, last_seen: null, report: null },
        // Nothing is known of what came later.
        ...{ synced_through: '2025-08-25T12:00:00.000Z', roster_stale: 1, roster_day: null },
      },
    ],
    provider: [{ id: 'provider', name: 'Provider' }],
    activity: [
      {
        ...{ id: 'walk', provider_id: 'provider', venue_id: 'hall', name: 'Walk', area: policy.areas[0]!, room: null },
        ...{ schedule: JSON.stringify({ zone, weekly, extra: [], from: FIRST_MONDAY, until: null }) },
        ...{ early_minutes: 30, late_after_minutes: 20, timed: 1 },
      },
    ],
    staff: [
      {
        ...{ id: 'priya', username: 'priya', name: 'Priya', role: 'link-worker', provider_id: null },
        ...{ password_hash: 'none', scheme_id: policy.id },
      },
    ],
  };
}

/** Of the range kept for tests, with its check digit: weights 10 to 2, 11 less the rest by 11. */
function testNumber(n: number): string | null {
  const nine = `99900${String(n).padStart(4, '0')}`;
  const sum = [...nine].reduce((all, digit, i) => all + Number(digit) * (10 - i), 0);
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? null : `${nine}${check}`;
}
