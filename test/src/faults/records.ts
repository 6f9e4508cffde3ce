import { join } from 'node:path';
import type { DayRegister } from '@tapwell/hub/register/wire';
import { parseSunUrl } from '@tapwell/shared/card/sun-url';
import type { Outcome } from '@tapwell/shared/tap/outcome';
import type { Evidence } from '@tapwell/shared/tap/tap';
import Database from 'better-sqlite3';
import type { Records } from './judge.ts';
import { PROVIDER_STAFF } from './people.ts';
import type { Venue } from './venue.ts';

/** Reads a store of a part that runs, without touching it. */
function rows<Row>(file: string, sql: string): Row[] {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return db.prepare<[], Row>(sql).all();
  } finally {
    db.close();
  }
}

/** What has not arrived yet: taps at each kiosk, and facts at the hub. */
export function waiting({ folderOf, doors }: Venue): { journals: Record<string, number>; outbox: number } {
  const count = (file: string, table: string) => rows<{ n: number }>(file, `SELECT count(*) AS n FROM ${table}`)[0]!.n;
  return {
    journals: Object.fromEntries(
      doors.map(({ kiosk }) => [kiosk, count(join(folderOf(kiosk), 'journal.sqlite'), 'tap')]),
    ),
    outbox: count(join(folderOf('hub'), 'hub.sqlite'), 'outbox'),
  };
}

/** Everything the judge asks for: from the stores themselves, and the register as a provider sees it. */
export async function readRecords(venue: Venue): Promise<Records> {
  const { journals, outbox } = waiting(venue);
  const hub = join(venue.folderOf('hub'), 'hub.sqlite');
  const central = join(venue.folderOf('central'), 'central.sqlite');
  const taps = rows<{ id: string; evidence: string; outcome: string }>(hub, 'SELECT id, evidence, outcome FROM tap');
  const visit = `id, status, session_id AS sessionId`;
  const centralVisits = rows<Records['central']['visits'][number]>(
    central,
    `SELECT ${visit}, patient_id AS personId, duplicate_of IS NULL AND status = 'finished' AS counted FROM attendance`,
  );
  return {
    hub: {
      taps: taps.map(({ id, evidence, outcome }) => {
        const card = JSON.parse(evidence) as Evidence;
        return {
          id,
          outcome: (JSON.parse(outcome) as Outcome).outcome,
          uid: card.uid ?? null,
          message: card.kind === 'sun' && parseSunUrl(card.url) ? card.url : null,
        };
      }),
      visits: rows(hub, `SELECT ${visit}, person_id AS personId, tap_id AS tapId FROM attendance`),
      setAside: rows<{ reason: string }>(hub, 'SELECT reason FROM quarantine').map(({ reason }) => reason),
      waiting: outbox,
    },
    journals,
    central: {
      visits: centralVisits.map((row) => ({ ...row, counted: Boolean(row.counted) })),
      facts: rows<{ id: string }>(central, `SELECT id FROM hub_fact WHERE kind = 'tap'`).map(({ id }) => id),
    },
    register: await readRegister(venue.hubUrl, daysOf(centralVisits)),
  };
}

/** The days of the sessions that anybody was at. */
function daysOf(visits: { sessionId: string }[]): string[] {
  return [...new Set(visits.map(({ sessionId }) => sessionId.slice(sessionId.indexOf('@') + 1).slice(0, 10)))];
}

/** Who is here, as the register tells a provider who signs in, on each of these days. */
async function readRegister(hubUrl: string, days: string[]): Promise<Records['register']> {
  const signIn = await fetch(new URL('/api/sign-in', hubUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(PROVIDER_STAFF),
  });
  if (!signIn.ok) throw new Error(`signing in to the register: ${signIn.status} ${await signIn.text()}`);
  const cookie = signIn.headers.getSetCookie().map((one) => one.split(';')[0]);
  // A session past midnight may stand on the register of both days; it is one session.
  const here = new Map<string, Records['register'][number]>();
  for (const day of days) {
    const headers = { cookie: cookie.join('; ') };
    const answer = await fetch(new URL(`/api/register?day=${day}`, hubUrl), { headers });
    if (!answer.ok) throw new Error(`the register: ${answer.status} ${await answer.text()}`);
    const { sessions } = (await answer.json()) as DayRegister;
    for (const { sessionId, people } of sessions) {
      for (const { personId, state } of people) {
        if (state === 'here' || state === 'left') here.set(`${personId} ${sessionId}`, { personId, sessionId });
      }
    }
  }
  return [...here.values()];
}
