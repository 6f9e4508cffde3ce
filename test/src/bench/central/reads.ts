import { issueClientToken, openCentralStore } from '@tapwell/central/main';
import { DeviceClient } from '@tapwell/shared/device/client';
import type { Part } from '../central.ts';
import { type Figure, figure, percentile } from '../harness.ts';
import { processorMs } from '../hub/processes.ts';
import type { BuiltRecord } from './build.ts';
import { openPlain } from './plain.ts';
import { dateOf, idOf } from './plan.ts';
import { hubId, venueId, workerId } from './rows.ts';
import { programClient, signInStaff } from './staff-client.ts';

export interface ReadSizes {
  /** How often each is asked. */
  prescriptions: number;
  caseloads: number;
  days: number;
}

const BUDGET_MS = 25;
const WARM_UP = 5;

/** What staff, programs and hubs read, each beside the plain statements that fetch the same rows. */
export async function benchReads(
  record: BuiltRecord,
  central: Asked,
  sizes: ReadSizes,
  parts: Set<Part>,
): Promise<Figure[]> {
  const has = (...of: Part[]) => of.some((part) => parts.has(part));
  const plain = await openPlain(record);
  try {
    return [
      ...(has('prescription', 'caseload', 'volunteers')
        ? await prescriptionsAndCaseloads(record, central, sizes, plain, parts)
        : []),
      ...(has('day', 'roster') ? await venueDays(record, central, sizes, plain, parts) : []),
    ];
  } finally {
    await plain.end();
  }
}

/** Central's address and process. */
export interface Asked {
  url: string;
  pid: number;
}

type PlainStatements = Awaited<ReturnType<typeof openPlain>>;

async function prescriptionsAndCaseloads(
  { plan }: BuiltRecord,
  central: Asked,
  sizes: ReadSizes,
  plain: PlainStatements,
  parts: Set<Part>,
): Promise<Figure[]> {
  const { workers, workersOfTwelve } = plan.sizes;
  const ofTwelve = spread(Math.min(WORKERS, workersOfTwelve), workersOfTwelve);
  const openEnded = spread(Math.min(WORKERS, workers - workersOfTwelve), workers - workersOfTwelve);
  const signIn = (numbers: number[]) => Promise.all(numbers.map((n) => signInStaff(central.url, workerId(n))));
  const clients = await signIn(ofTwelve);
  const volunteers = await signIn(openEnded.map((n) => n + workersOfTwelve));
  const nth = (i: number) => i % clients.length;
  // Others each time: what was read a moment ago is no measure of a record of millions.
  const person = (i: number) => ofTwelve[nth(i)]! * 200 + ((i * 37) % 200);
  try {
    const figures: Figure[] = [];
    if (parts.has('prescription')) {
      const one = await compare(
        central.pid,
        sizes.prescriptions,
        (i) => clients[nth(i)]!.get(`/api/prescriptions/${idOf('path', person(i))}`),
        (i) => plain.prescription(idOf('path', person(i))),
      );
      figures.push(...one.figures('one prescription'));
    }
    if (parts.has('caseload')) {
      // The first reading of each is told by itself: it remembers nothing, and code runs that is not compiled yet.
      const first: number[] = [];
      for (const client of clients) first.push((await client.get('/api/caseload')).ms);
      const caseload = await compare(
        central.pid,
        sizes.caseloads,
        (i) => clients[nth(i)]!.get('/api/caseload'),
        (i) => plain.caseload(workerId(ofTwelve[nth(i)]!)),
      );
      const what = 'a caseload of 200 × 12 weeks';
      figures.push(
        ...caseload.figures(what, BUDGET_MS),
        figure(`${what}, the first time after a start, p50`, percentile(first, 50), 'ms'),
        figure(`${what}, the first time after a start, p95`, percentile(first, 95), 'ms', { atMost: BUDGET_MS }),
      );
    }
    if (parts.has('volunteers')) {
      const open = await compare(
        central.pid,
        Math.ceil(sizes.caseloads / 20),
        (i) => volunteers[i % volunteers.length]!.get('/api/caseload'),
        (i) => plain.caseload(workerId(openEnded[i % openEnded.length]! + workersOfTwelve)),
      );
      figures.push(...open.figures('a caseload of 200 volunteers who came for years'));
    }
    return figures;
  } finally {
    for (const client of [...clients, ...volunteers]) client.end();
  }
}

/** A sign-in costs a tenth of a second on purpose: so many sign in, and take turns. */
const WORKERS = 20;

/**
 * A venue's day: what a program asks for that shows everybody who was at a
 * venue on a day; and what its hub asks for when a day begins, its whole
 * roster worked out anew.
 */
async function venueDays(
  record: BuiltRecord,
  central: Asked,
  sizes: ReadSizes,
  plain: PlainStatements,
  parts: Set<Part>,
): Promise<Figure[]> {
  const { plan, data, database, hubs } = record;
  const db = await openCentralStore(data, database);
  const program = programClient(
    central.url,
    await issueClientToken(db, 'bench', 'read', new Date(Date.now() + 3_600_000)),
  );
  const venues = spread(Math.min(sizes.days, plan.sizes.venues), plan.sizes.venues);
  const venue = (i: number) => venues[i % venues.length]!;
  // A Monday to Friday some weeks ago on which something is held there.
  const day = (i: number) => plan.today - ((plan.today + 3) % 7) - 7 * (9 + (i % 4)) + (venue(i) % 5);
  try {
    const figures: Figure[] = [];
    if (parts.has('day')) {
      const found = await compare(
        central.pid,
        sizes.days,
        (i) =>
          program.get(
            `/fhir/Encounter?date=${dateOf(day(i))}&location:identifier=${encodeURIComponent(venueId(venue(i)))}&_count=200`,
          ),
        (i) =>
          plain.venueDay(venueId(venue(i)), `${dateOf(day(i))}T00:00:00.000Z`, `${dateOf(day(i) + 1)}T00:00:00.000Z`),
      );
      figures.push(...found.figures('a venue’s day, everybody who was there'));
    }
    if (!parts.has('roster')) return figures;
    const whole: number[] = [];
    const nothingNew: number[] = [];
    for (const v of venues.slice(0, Math.max(2, sizes.days / 2))) {
      const client = new DeviceClient(central.url, hubs[v]!);
      await client.signIn();
      await db.updateTable('hub').set({ roster_day: null }).where('id', '=', hubId(v)).execute();
      let cursor = 0;
      const ask = async () => {
        const begun = performance.now();
        const answer = await client.fetch(`/hub/roster?cursor=${cursor}`);
        if (!answer.ok) throw new Error(`a hub's roster: ${answer.status}`);
        cursor = ((await answer.json()) as { cursor: number }).cursor;
        return performance.now() - begun;
      };
      whole.push(await ask());
      nothingNew.push(await ask());
    }
    const quantiles = (what: string, samples: number[]) => [
      figure(`${what}, p50`, percentile(samples, 50), 'ms'),
      figure(`${what}, p95`, percentile(samples, 95), 'ms'),
    ];
    return [
      ...figures,
      ...quantiles('a venue’s day, its roster worked out anew', whole),
      ...quantiles('a venue’s day, nothing new on its roster', nothingNew),
    ];
  } finally {
    program.end();
    await db.destroy();
  }
}

interface Compared {
  figures(what: string, budgetMs?: number): Figure[];
}

/** Through the API and by plain statements, in turns; the first few of each are not counted. */
async function compare(
  pid: number,
  times: number,
  api: (i: number) => Promise<{ ms: number; bytes: number }>,
  plain: (i: number) => Promise<number>,
): Promise<Compared> {
  const [apiMs, plainMs]: [number[], number[]] = [[], []];
  let rows = 0;
  let bytes = 0;
  let busy = 0;
  for (let i = 0; i < WARM_UP + times; i++) {
    if (i === WARM_UP) busy = processorMs(pid);
    const asked = await api(i);
    const begun = performance.now();
    const found = await plain(i);
    const ms = performance.now() - begun;
    if (i < WARM_UP) continue;
    apiMs.push(asked.ms);
    plainMs.push(ms);
    rows += found / times;
    bytes += asked.bytes / times;
  }
  busy = (processorMs(pid) - busy) / times;
  return {
    figures: (what, budgetMs) => [
      figure(`${what}, p50`, percentile(apiMs, 50), 'ms'),
      figure(`${what}, p95`, percentile(apiMs, 95), 'ms', budgetMs === undefined ? {} : { atMost: budgetMs }),
      figure(`${what}, p50 ÷ plain statements`, percentile(apiMs, 50) / percentile(plainMs, 50), '×'),
      figure(`${what}, p95 ÷ plain statements`, percentile(apiMs, 95) / percentile(plainMs, 95), '×'),
      // The same however busy the machine is, or nearly.
      figure(`${what}: processor time of central`, busy, 'ms'),
      figure(`${what}: rows of the plain statements`, rows, 'rows'),
      figure(`${what}: answer`, bytes / 1024, 'KB'),
    ],
  };
}

/** So many numbers below `below`, evenly spread. */
function spread(count: number, below: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.floor((i * below) / count));
}
