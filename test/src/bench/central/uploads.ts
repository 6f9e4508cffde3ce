import { readFileSync } from 'node:fs';
import { type Figure, figure, percentile } from '../harness.ts';
import { processorMs } from '../hub/processes.ts';
import type { BuiltRecord } from './build.ts';
import type { FreshVisits } from './fresh-visits.ts';
import { type HubCrowdResult, sendHubs } from './hub-crowd.ts';
import { openPlain } from './plain.ts';

const BATCH = 50;
/** As many connections as a process of central has. */
const CONNECTIONS = 10;

export interface UploadSizes {
  /** Batches for each hub, by how many hubs upload at once. */
  ingest: { hubs: number; batches: number }[];
  outage: { hubs: number; taps: number };
}

/** Batches from some hubs at once, beside plain inserts of as many like rows by as many at once. */
export async function benchIngest(
  record: BuiltRecord,
  { url: central, pid }: { url: string; pid: number },
  sizes: UploadSizes,
): Promise<Figure[]> {
  const { fresh } = record;
  const figures: Figure[] = [];
  for (const { hubs, batches } of sizes.ingest) {
    const chosen = someHubs(record, hubs);
    const make = (perHub: number) => chosen.map((v) => Array.from({ length: perHub }, () => fresh.next(v, BATCH)));
    const own = (all: ReturnType<typeof make>) =>
      chosen.map((v, i) => ({ identity: record.hubs[v]!, batches: all[i]! }));
    // Code that runs for the first time is slow, and not what is measured.
    if (figures.length === 0) await sendHubs({ central, hubs: own(make(3)), signedIn: true, askRoster: false });
    const task = { central, hubs: own(make(batches)), signedIn: true, askRoster: false };
    const before = processorMs(pid);
    const sent = await sendHubs(task);
    const busy = (processorMs(pid) - before) / (hubs * batches);
    const perSecond = (hubs * batches) / sent.seconds;
    const plain = await plainInserts(record, make(batches));
    const what = `ingest, ${hubs} hub${hubs === 1 ? '' : 's'} at once`;
    figures.push(
      figure(`${what}: FHIR batches of ${BATCH}`, perSecond, 'a second'),
      figure(`${what}: ÷ plain inserts of the same rows`, perSecond / plain, '×'),
      figure(`${what}: processor time of central, a batch`, busy, 'ms'),
      figure(`${what}: p95 of a batch`, percentile(sent.latencies, 95), 'ms'),
      figure(`${what}: asked to come again`, timesTurnedAway(sent), 'times'),
    );
  }
  return figures;
}

/** @returns batches a second */
async function plainInserts(record: BuiltRecord, lists: ReturnType<FreshVisits['next']>[][]): Promise<number> {
  const plain = await openPlain(record, Math.min(lists.length, CONNECTIONS));
  try {
    const begun = performance.now();
    await Promise.all(
      lists.map(async (batches) => {
        for (const batch of batches) await plain.insert(batch);
      }),
    );
    return lists.flat().length / ((performance.now() - begun) / 1000);
  } finally {
    await plain.end();
  }
}

/**
 * All hubs come back at the same moment: each signs in, uploads its taps and
 * asks for its roster, which central works out anew for each, as it just started.
 * @param pid of central
 */
export async function benchOutage(
  record: BuiltRecord,
  central: string,
  pid: number,
  { outage }: UploadSizes,
): Promise<Figure[]> {
  const hubs = Math.min(outage.hubs, record.plan.sizes.venues);
  const fresh = record.fresh;
  const back = Array.from({ length: hubs }, (_, v) => ({
    identity: record.hubs[v]!,
    batches: Array.from({ length: Math.ceil(outage.taps / BATCH) }, (_, i) =>
      fresh.next(v, Math.min(BATCH, outage.taps - i * BATCH)),
    ),
  }));
  const sent = await sendHubs({ central, hubs: back, signedIn: false, askRoster: true });
  const told = Object.entries(sent.failures).map(([why, times]) => `${why}: ${times} times`);
  if (told.length > 0) process.stderr.write(`  what hubs were told meanwhile: ${told.join('; ')}\n`);
  const what = `${hubs} hubs back with ${outage.taps} taps each`;
  return [
    figure(`${what}: until drained`, sent.seconds, 's'),
    figure(`${what}: taps`, (hubs * outage.taps) / sent.seconds, 'a second'),
    figure(`${what}: until each has its roster`, sent.rosterSeconds, 's'),
    figure(`${what}: asked to come again`, timesTurnedAway(sent), 'times'),
    figure(`${what}: largest memory of central`, largestMb(pid), 'MB'),
  ];
}

/** A hub whose turn would not come for long is asked to come again; the machine, not the hub, says how often. */
function timesTurnedAway({ failures }: HubCrowdResult): number {
  return Object.values(failures).reduce((a, b) => a + b, 0);
}

/** Spread over the record, so that no caseload grows much by it. */
function someHubs({ plan }: BuiltRecord, count: number): number[] {
  const { venues } = plan.sizes;
  return Array.from({ length: count }, (_, i) => Math.floor((i * venues) / count) % venues);
}

/** The most memory a process ever had resident, MB, by the kernel's count. */
function largestMb(pid: number): number {
  const kb = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb) / 1024;
}
