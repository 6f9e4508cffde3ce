import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schemeRow, shippedPolicy } from '@tapwell/central/directory/scheme-row';
import {
  type CentralDb,
  type DirectoryRecords,
  initCentral,
  loadDirectory,
  openCentralStore,
  startCentral,
  storeAttendances,
} from '@tapwell/central/main';
import { localDate } from '@tapwell/shared/schedule/sessions';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { hashPassword } from '@tapwell/shared/staff/password';
import { pino } from 'pino';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../e2e/rig.ts';
import { areaOf, attendancesOf, eventsOf, type HallPerson, PEOPLE, pathIdOf } from './people.ts';
import { ACTIVITIES, PROVIDERS, scheduleOf, VENUES, ZONE } from './places.ts';

export const PASSWORD = 'a long enough password';
const PASSPHRASE = 'correct horse';
/** Everyone who works at central; the administrator is of no scheme. */
export const STAFF = {
  priya: { name: 'Priya Nair', role: 'link-worker' },
  daniel: { name: 'Daniel Reed', role: 'link-worker' },
  tessa: { name: 'Tessa Quill', role: 'team-lead' },
  sam: { name: 'Sam Vole', role: 'scheme-manager' },
  amira: { name: 'Amira Dale', role: 'administrator' },
  rosa: { name: 'Rosa Lark', role: 'provider' },
} as const;
export type Who = keyof typeof STAFF;

export interface WorkspaceRig {
  url: string;
  /** Of the record's own file, beside central's. */
  db: CentralDb;
  policy: SchemePolicy;
  /** The day on the wall of the venues. */
  today: string;
  /** A browser window of their own, signed in, at a page of the workspace, e.g. `person/path-mary`. */
  signedIn(who: Who, page?: string): Promise<Page>;
  /** The API as they see it: the path after `/api`, and a body to post. */
  api(who: Who, path: string, body?: unknown, method?: string): Promise<Response>;
  close(): Promise<void>;
}

interface Options {
  /** Name of a shipped scheme, or a policy. */
  scheme?: string | SchemePolicy;
  people?: HallPerson[];
  /** False for tests of the API alone. */
  browser?: boolean;
}

/**
 * A real central in this process on SQLite, with two venues whose hubs have
 * sent everything, people at every step of their paths, staff of every role,
 * and one Chromium.
 */
export async function startRig({ scheme = 'luton', people = PEOPLE, browser: wanted = true }: Options = {}) {
  const policy = typeof scheme === 'string' ? shippedPolicy(scheme) : scheme;
  const now = new Date();
  const today = localDate(now, ZONE).toString();
  const folder = await mkdtemp(join(tmpdir(), 'tapwell-workspace-'));
  const data = join(folder, 'central');
  const browsing: Promise<Browser> | undefined = wanted ? launchChromium() : undefined;
  await initCentral(data, PASSPHRASE);
  const db = await openCentralStore(data);
  await loadDirectory(db, await records(policy, people, today, now));
  const attendances = people.flatMap((person) => attendancesOf(person, policy, today, now));
  await storeAttendances(db, attendances, { source: 'hub', venueId: null }, now);
  const config = { data, host: '127.0.0.1', port: 0, keysPassphrase: PASSPHRASE };
  const central = await startCentral(config, pino({ level: 'silent' }));
  const browser = await browsing;

  const cookies = new Map<Who, Promise<string>>();
  const cookieOf = (who: Who) => {
    const known = cookies.get(who) ?? signIn(central.url, who);
    cookies.set(who, known);
    return known;
  };
  const rig: WorkspaceRig = {
    url: central.url,
    db,
    policy,
    today,
    signedIn: async (who, page = '') => {
      if (!browser) throw new Error('this rig was started without a browser');
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, timezoneId: ZONE });
      const [name, value] = (await cookieOf(who)).split('=') as [string, string];
      await context.addCookies([{ name, value, url: central.url }]);
      const opened = await context.newPage();
      opened.setDefaultTimeout(10_000);
      await opened.goto(`${central.url}/#${page}`);
      await opened.getByRole('button', { name: 'Sign out' }).waitFor();
      return opened;
    },
    api: async (who, path, body, method = body === undefined ? 'GET' : 'POST') =>
      fetch(`${central.url}/api${path}`, {
        method,
        headers: { cookie: await cookieOf(who), 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    close: async () => {
      await browser?.close();
      await central.stop();
      await db.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return rig;
}

async function signIn(url: string, who: Who): Promise<string> {
  const answer = await fetch(`${url}/api/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: who, password: PASSWORD }),
  });
  if (!answer.ok) throw new Error(`${who} cannot sign in: ${await answer.text()}`);
  return answer.headers.getSetCookie()[0]!.split(';')[0]!;
}

async function records(policy: SchemePolicy, people: HallPerson[], today: string, now: Date) {
  // Cheaper than a real one: nobody steals this record.
  const password_hash = await hashPassword(PASSWORD, { N: 2 ** 10, r: 8, p: 1 });
  const paths = people.map((person) => ({ person, events: eventsOf(person, policy, today) }));
  const agreed = paths.flatMap(({ person, events }) => {
    const event = events.find((e) => e.kind === 'prescription');
    return event ? [{ person, event, ended: events.some((e) => e.kind === 'outcome') }] : [];
  });
  return {
    scheme: [schemeRow(policy, ZONE)],
    venue: VENUES.map((venue) => ({ ...venue, zone: ZONE })),
    hub: VENUES.map(({ id, name }) => ({
      ...{ id: `hub-${id}`, name: `${name} hub`, venue_id: id, scheme_id: policy.id },
      ...{ synced_through: now.toISOString(), last_seen: now.toISOString(), report: null },
      ...{ roster_stale: 1, roster_day: null },
    })),
    provider: PROVIDERS.map((provider) => ({ ...provider, kind: policy.activities.from[0]! })),
    activity: Object.values(ACTIVITIES).map((a) => ({
      ...{ id: a.id, provider_id: a.provider, venue_id: a.venue, name: a.name, area: areaOf(policy, a.id) },
      ...{ room: null, schedule: JSON.stringify(scheduleOf(a.id, today)), early_minutes: 30, late_after_minutes: 15 },
      ...{ timed: a.timed ? 1 : 0, in_group: a.inGroup ? 1 : 0, capacity: null },
    })),
    staff: Object.entries(STAFF).map(([id, { name, role }]) => ({
      ...{ id, username: id, name, role, password_hash, provider_id: role === 'provider' ? 'strides' : null },
      scheme_id: role === 'administrator' ? null : policy.id,
    })),
    patient: people.map(({ id, given, family, born }, i) => ({
      ...{ id, nhs_number: TEST_NUMBERS[i] ?? null, given, family, display_name: given, language: null },
      ...{ larger_text: 0, born, phone: `01632 96000${i % 10}`, contact_by: 'phone' },
    })),
    path: paths.map(({ person, events }) => ({
      ...{ id: pathIdOf(person.id), patient_id: person.id, scheme_id: policy.id, link_worker_id: person.with },
      ...{ opened_on: events[0]!.on, ended_on: events.find((e) => e.kind === 'outcome')?.on ?? null },
    })),
    path_event: paths.flatMap(({ person, events }) =>
      events.map((event) => ({
        ...{ id: event.id, path_id: pathIdOf(person.id), kind: event.kind, on_date: event.on },
        ...{ recorded_at: event.recordedAt, body: JSON.stringify(event) },
      })),
    ),
    prescription: agreed.map(({ person, event, ended }) => ({
      ...{ id: pathIdOf(person.id), path_id: pathIdOf(person.id), programme: 1, patient_id: person.id },
      ...{ scheme_id: policy.id, link_worker_id: person.with!, starts_on: event.start, weeks: event.weeks },
      status: ended ? 'ended' : 'active',
    })),
    prescribed_activity: agreed.flatMap(({ person, event }) =>
      event.activities.map(({ id, activityId, perWeek, sessions }) => ({
        ...{ id, prescription_id: pathIdOf(person.id), activity_id: activityId, per_week: perWeek, sessions },
      })),
    ),
  } satisfies DirectoryRecords;
}

/** Of the range kept for tests. */
const TEST_NUMBERS = [
  ...['9990000018', '9990000026', '9990000034', '9990000042', '9990000050', '9990000069'],
  ...['9990000077', '9990000085', '9990000093', '9990000107', '9990000115', '9990000123'],
];
