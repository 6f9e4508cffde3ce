import { schemeRow, shippedPolicy } from '@tapwell/central/directory/scheme-row';
import type { JWK } from 'jose';
import { dateOf, idOf, iso, type Plan, type PlannedRx, type PlannedVisit, pad, visitId } from './plan.ts';

export type Value = string | number | null;
/** Rows of one table, made one by one: a table may be larger than memory. */
export interface TableRows {
  table: string;
  columns: string[];
  rows: Iterable<Value[]>;
}

export const PASSWORD = 'only for the bench';
export const workerId = (n: number) => `worker-${pad(n, 4)}`;
export const venueId = (n: number) => `venue-${pad(n, 4)}`;
export const hubId = (n: number) => `hub-${pad(n, 4)}`;
export const providerId = (venue: number) => `provider-${pad(Math.floor(venue / 5), 4)}`;

/** Everything the record holds, in the order in which one table refers to another. */
export function* tablesOf(plan: Plan, passwordHash: string, hubKeys: JWK[]): Generator<TableRows> {
  yield* directory(plan, passwordHash, hubKeys);
  yield* people(plan);
  const columns = VISIT_COLUMNS;
  yield { table: 'attendance', columns, rows: map(plan.visits(), (v) => visitRow(v)) };
  yield { table: 'session_run', columns: ['session_id', 'activity_id', 'session_start'], rows: sessionsRun(plan) };
  yield { table: 'card_read', columns: ['id', 'card_id', 'counter', 'venue_id', 'at'], rows: cardReads(plan) };
}

function* directory(plan: Plan, passwordHash: string, hubKeys: JWK[]): Generator<TableRows> {
  const { venues, workers, workersOfTwelve } = plan.sizes;
  const { zone } = plan;
  const policies = ['luton', 'blackburn-with-darwen'] as const;
  const schemes = policies.map((name) => schemeRow(shippedPolicy(name), zone));
  const columns = ['id', 'name', 'link_worker_title', 'zone', 'policy'];
  yield { table: 'scheme', columns, rows: schemes.map((s) => columns.map((c) => s[c as 'id'])) };
  yield {
    table: 'venue',
    columns: ['id', 'name', 'zone'],
    rows: times(venues, (v) => [venueId(v), `Hall ${v + 1}`, zone]),
  };
  yield {
    table: 'hub',
    columns: ['id', 'name', 'venue_id', 'scheme_id', 'synced_through', 'last_seen', 'report', 'roster_stale'],
    rows: times(venues, (v) => {
      const now = iso(Date.now());
      return [hubId(v), `Hub ${v + 1}`, venueId(v), policies[0], now, now, null, 1];
    }),
  };
  yield {
    table: 'device',
    columns: ['id', 'kind', 'hub_id', 'name', 'scopes', 'public_jwk', 'revoked_at'],
    rows: times(venues, (v) => [
      idOf('hub', v),
      'hub',
      hubId(v),
      `Hub ${v + 1}`,
      'write',
      JSON.stringify(hubKeys[v]),
      null,
    ]),
  };
  yield {
    table: 'provider',
    columns: ['id', 'name'],
    rows: times(Math.ceil(venues / 5), (n) => [providerId(n * 5), `Provider ${n + 1}`]),
  };
  yield {
    table: 'activity',
    columns: [
      ...['id', 'provider_id', 'venue_id', 'name', 'area', 'room', 'schedule'],
      ...['early_minutes', 'late_after_minutes', 'timed'],
    ],
    rows: map(plan.activities, (a) => {
      const weekly = a.weekdays.map((weekday) => ({ weekday, start: a.time, minutes: a.minutes }));
      const schedule = { zone, weekly, extra: [], from: dateOf(plan.firstDay), until: null, cancelled: [] };
      const area = a.timed ? 'Volunteering' : 'Physical activity';
      return [
        ...[a.id, providerId(a.venue), venueId(a.venue), a.name, area, null, JSON.stringify(schedule)],
        ...[30, 20, a.timed ? 1 : 0],
      ];
    }),
  };
  yield {
    table: 'staff',
    columns: ['id', 'username', 'name', 'role', 'provider_id', 'scheme_id', 'password_hash'],
    rows: times(workers, (w) => {
      const scheme = w < workersOfTwelve ? policies[0] : policies[1];
      return [workerId(w), workerId(w), `Link worker ${w + 1}`, 'link-worker', null, scheme, passwordHash];
    }),
  };
}

function* people(plan: Plan): Generator<TableRows> {
  const each = plan.sizes.prescriptions;
  const schemeOf = (n: number) => (plan.isOpenEnded(n) ? 'blackburn-with-darwen' : 'luton');
  const opened = (n: number) => dateOf(plan.startOf(n) - 14);
  const started = (n: number) => dateOf(plan.startOf(n));
  yield {
    table: 'patient',
    columns: ['id', 'nhs_number', 'given', 'family', 'display_name', 'language', 'larger_text'],
    rows: times(each, (n) => [idOf('patient', n), nhsNumber(n), `Given${n}`, `Family${n % 997}`, `Given${n}`, null, 0]),
  };
  yield {
    table: 'path',
    columns: ['id', 'patient_id', 'scheme_id', 'link_worker_id', 'opened_on', 'ended_on'],
    rows: times(each, (n) => [
      ...[idOf('path', n), idOf('patient', n), schemeOf(n), workerId(plan.workerOf(n))],
      ...[opened(n), null],
    ]),
  };
  yield {
    table: 'path_holder',
    columns: ['id', 'path_id', 'link_worker_id', 'at', 'by_id', 'why'],
    rows: times(each, (n) => {
      const worker = workerId(plan.workerOf(n));
      return [
        visitId(plan.startOf(n) * 86_400_000),
        idOf('path', n),
        worker,
        `${opened(n)}T09:00:00.000Z`,
        worker,
        null,
      ];
    }),
  };
  yield {
    table: 'prescription',
    columns: [
      'id',
      'path_id',
      'programme',
      'patient_id',
      'scheme_id',
      'link_worker_id',
      'starts_on',
      'weeks',
      'status',
    ],
    rows: times(each, (n) => [
      ...[idOf('path', n), idOf('path', n), 1, idOf('patient', n), schemeOf(n), workerId(plan.workerOf(n))],
      ...[started(n), plan.isOpenEnded(n) ? null : 12, 'active'],
    ]),
  };
  yield {
    table: 'prescribed_activity',
    columns: ['id', 'prescription_id', 'activity_id', 'per_week', 'sessions'],
    rows: map(plan.rx, ({ id, person, activity }) => [
      ...[id, idOf('path', person), activity.id],
      ...(activity.timed ? [2, null] : [1, 12]),
    ]),
  };
  yield {
    table: 'path_event',
    columns: ['id', 'path_id', 'kind', 'on_date', 'recorded_at', 'body'],
    rows: events(plan),
  };
  yield {
    table: 'card',
    columns: ['id', 'patient_id', 'profile', 'uid', 'key_version', 'state', 'state_since', 'issued_at'],
    rows: times(each, (n) => {
      const at = `${started(n)}T09:00:00.000Z`;
      const uid = `04${n.toString(16).padStart(6, '0')}6E6D80`.toUpperCase();
      return [idOf('card', n), idOf('patient', n), 'ntag424', uid, 1, 'active', at, at];
    }),
  };
}

/** Referral, first contact, conversation, prescription. */
function* events(plan: Plan): Generator<Value[]> {
  const rxOf = byPerson(plan);
  for (let n = 0; n < plan.sizes.prescriptions; n++) {
    const start = plan.startOf(n);
    const worker = workerId(plan.workerOf(n));
    const by = { id: worker, name: worker };
    const open = plan.isOpenEnded(n);
    const said: [kind: string, day: number, own: object][] = [
      [
        'referral',
        start - 14,
        {
          referrer: { kind: 'gp', worksAt: 'Bell Street Surgery' },
          throughForm: false,
          as: 'patient',
          reason: 'Loneliness',
          consent: 'spoken',
        },
      ],
      ['first-contact', start - 9, { place: 'phone' }],
      ['conversation', start - 5, { measures: [] }],
      [
        'prescription',
        start - 5,
        {
          programme: 1,
          start: dateOf(start),
          weeks: open ? null : 12,
          goals: [{ id: 'goal', goal: 'Meet people again' }],
          activities: rxOf(n).map(({ id, activity }) => ({
            id,
            activityId: activity.id,
            area: activity.timed ? 'Volunteering' : 'Physical activity',
            offeredBy: open ? 'provider' : 'accredited-provider',
            perWeek: activity.timed ? 2 : 1,
            sessions: activity.timed ? null : 12,
            group: true,
          })),
          oneOffs: [],
          companions: [],
          transport: false,
        },
      ],
    ];
    for (const [i, [kind, day, own]] of said.entries()) {
      const id = visitId(day * 86_400_000 + i);
      const recordedAt = iso(day * 86_400_000 + 36_000_000 + i);
      const body = { kind, id, on: dateOf(day), recordedAt, by, corrects: null, why: null, ...own };
      yield [id, idOf('path', n), kind, dateOf(day), recordedAt, JSON.stringify(body)];
    }
  }
}

/** In the order of `visitRow`. */
export const VISIT_COLUMNS = [
  ...['id', 'version', 'status', 'patient_id', 'prescription_id', 'prescribed_activity_id', 'activity_id'],
  ...['session_id', 'session_start', 'session_end', 'venue_id', 'provider_id', 'arrived_at', 'left_at', 'late'],
  ...['method', 'assurance', 'flags', 'by_id', 'by_name', 'reason', 'card_id', 'counter', 'kiosk_at', 'hub_at'],
  ...['central_at', 'updated_at', 'source', 'duplicate_of'],
];

export function visitRow({ rx, date, startMs, arrivedMs, nth }: PlannedVisit): Value[] {
  const { activity, person } = rx;
  const path = idOf('path', person);
  const start = iso(startMs);
  const end = iso(startMs + activity.minutes * 60_000);
  const arrived = iso(arrivedMs);
  const hub = iso(arrivedMs + 20);
  const central = iso(arrivedMs + 900);
  return [
    ...[visitId(arrivedMs), activity.timed ? 1 : 0, 'finished', idOf('patient', person), path, rx.id, activity.id],
    ...[`${activity.id}@${date}T${activity.time}`, start, end, venueId(activity.venue), providerId(activity.venue)],
    ...[arrived, activity.timed ? end : null, 0, 'card', 'authenticated', '[]', null, null, null],
    ...[idOf('card', person), nth, arrived, hub, central, central, idOf('hub', activity.venue), null],
  ];
}

function* sessionsRun(plan: Plan): Generator<Value[]> {
  const used = new Set(plan.rx.map((rx) => rx.activity));
  for (let day = plan.firstDay; day < plan.today; day++) {
    for (const { activity, date, startMs } of plan.sessionsOn(day)) {
      // As good as always somebody was there, once anybody had it prescribed.
      if (!used.has(activity) || (!activity.timed && day < plan.today - 133)) continue;
      yield [`${activity.id}@${date}T${activity.time}`, activity.id, iso(startMs)];
    }
  }
}

function* cardReads(plan: Plan): Generator<Value[]> {
  const rxOf = byPerson(plan);
  for (let n = 0; n < plan.sizes.prescriptions; n++) {
    const card = idOf('card', n);
    for (const { rx, arrivedMs, nth } of plan.visitsOf(rxOf(n))) {
      const venue = venueId(rx.activity.venue);
      yield [`${card} ${nth} ${venue}`, card, nth, venue, iso(arrivedMs)];
    }
  }
}

/** What each was prescribed; they stand one after another. */
function byPerson({ rx }: Plan): (person: number) => PlannedRx[] {
  const first = new Map<number, number>();
  for (const [i, { person }] of rx.entries()) if (!first.has(person)) first.set(person, i);
  return (person) => {
    const from = first.get(person)!;
    return rx.slice(from, first.get(person + 1) ?? rx.length);
  };
}

/** From the range kept for tests, with its check digit; null for the one in eleven that makes none. */
function nhsNumber(n: number): string | null {
  const digits = `999${pad(n, 6)}`;
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (10 - i), 0);
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? null : `${digits}${check}`;
}

function* times<T>(count: number, make: (n: number) => T): Generator<T> {
  for (let n = 0; n < count; n++) yield make(n);
}

function* map<A, B>(of: Iterable<A>, make: (one: A) => B): Generator<B> {
  for (const one of of) yield make(one);
}
