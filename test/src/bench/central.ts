import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuiltRecord, buildRecord, type DatabaseKind, PASSPHRASE } from './central/build.ts';
import { sizesOf } from './central/plan.ts';
import { benchReads, type ReadSizes } from './central/reads.ts';
import { benchIngest, benchOutage, type UploadSizes } from './central/uploads.ts';
import type { Figure } from './harness.ts';
import { startPart } from './hub/processes.ts';

/** How much of everything; the short form shows that all of it still runs, and measures nothing worth keeping. */
const SIZES: Record<'full' | 'quick', { attendances: number; reads: ReadSizes; uploads: UploadSizes }> = {
  full: {
    attendances: 10_000_000,
    reads: { prescriptions: 200, caseloads: 120, days: 60 },
    uploads: {
      ingest: [
        { hubs: 1, batches: 120 },
        { hubs: 8, batches: 24 },
        { hubs: 64, batches: 6 },
      ],
      outage: { hubs: 1000, taps: 100 },
    },
  },
  quick: {
    attendances: 6_000,
    reads: { prescriptions: 5, caseloads: 3, days: 3 },
    uploads: {
      ingest: [
        { hubs: 1, batches: 2 },
        { hubs: 3, batches: 1 },
      ],
      outage: { hubs: 4, taps: 60 },
    },
  },
};

export interface CentralOptions {
  quick?: boolean;
  attendances?: number | undefined;
  /** Where records are built and kept; without it they are gone afterwards. */
  keep?: string | undefined;
  /** `sqlite` or `postgres`; both without it. */
  store?: string | undefined;
  /** Some of `PARTS`, with commas between; all without it. `build` alone makes the records and measures nothing. */
  only?: string | undefined;
}

const STORES: Record<string, DatabaseKind> = { sqlite: 'SQLite', postgres: 'PostgreSQL' };
const PARTS = ['build', 'prescription', 'caseload', 'volunteers', 'day', 'roster', 'ingest', 'outage'] as const;
export type Part = (typeof PARTS)[number];

function partsOf(only: string | undefined): Set<Part> {
  const wanted = only?.split(',') ?? PARTS;
  const unknown = wanted.find((part) => !PARTS.includes(part as Part));
  if (unknown !== undefined) throw new Error(`there is no part "${unknown}"; there is: ${PARTS.join(', ')}`);
  return new Set(wanted as Part[]);
}

function databasesOf(store: string | undefined): DatabaseKind[] {
  if (store === undefined) return Object.values(STORES);
  const kind = STORES[store];
  if (!kind) throw new Error(`there is no store "${store}"; there is: ${Object.keys(STORES).join(', ')}`);
  return [kind];
}

/**
 * Central on the record of a large council, as a process of its own, asked over
 * HTTP by staff, programs and hubs; on both databases, each beside what the
 * database does alone.
 */
export async function benchCentral({
  quick = false,
  attendances,
  keep,
  store,
  only,
}: CentralOptions = {}): Promise<Figure[]> {
  const size = quick ? SIZES.quick : SIZES.full;
  const [databases, parts] = [databasesOf(store), partsOf(only)];
  const folder = keep ?? (await mkdtemp(join(tmpdir(), 'tapwell-bench-')));
  // The database's server has an account of its own, and its data in here.
  if (keep === undefined) await chmod(folder, 0o711);
  const figures: Figure[] = [];
  try {
    for (const kind of databases) {
      const sizes = sizesOf(attendances ?? size.attendances);
      progress(`${kind}: a record of ${sizes.attendances} attendances`);
      const record = await buildRecord(kind, folder, sizes, (what) => progress(`  ${what}`));
      try {
        const measured = await measure(record, size, parts);
        figures.push(...measured.map((one) => ({ ...one, name: `${kind}: ${one.name}` })));
      } finally {
        await record.stop();
      }
    }
    return figures;
  } finally {
    if (keep === undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function measure(record: BuiltRecord, size: (typeof SIZES)['full'], parts: Set<Part>): Promise<Figure[]> {
  const figures: Figure[] = [];
  const withCentral = async (what: Part[], work: (url: string, pid: number) => Promise<Figure[]>) => {
    if (!what.some((part) => parts.has(part))) return;
    const central = await startCentral(record);
    try {
      figures.push(...(await work(central.url, central.pid)));
    } finally {
      await central.stop();
    }
  };
  await withCentral(['prescription', 'caseload', 'volunteers', 'day', 'roster', 'ingest'], async (url, pid) => {
    progress(`${record.kind}: reading`);
    const read = await benchReads(record, { url, pid }, size.reads, parts);
    if (!parts.has('ingest')) return read;
    progress(`${record.kind}: storing`);
    return [...read, ...(await benchIngest(record, { url, pid }, size.uploads))];
  });
  // Started anew, so that its largest memory is of this alone.
  await withCentral(['outage'], (url, pid) => {
    progress(`${record.kind}: all hubs at once`);
    return benchOutage(record, url, pid, size.uploads);
  });
  return figures;
}

function startCentral({ data, database }: BuiltRecord) {
  return startPart(['central', '--data', data, '--port', '0'], {
    TAPWELL_KEYS_PASSPHRASE: PASSPHRASE,
    ...(database !== undefined && { TAPWELL_DATABASE: database }),
  });
}

/** A full run takes a long time: whoever waits sees where it is. */
function progress(what: string): void {
  process.stderr.write(`… ${what}\n`);
}
