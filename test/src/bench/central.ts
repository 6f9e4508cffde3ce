import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuiltRecord, buildRecord, type DatabaseKind, PASSPHRASE } from './central/build.ts';
import { sizesOf } from './central/plan.ts';
import { benchReads, type ReadSizes } from './central/reads.ts';
import { benchIngest, benchOutage, type UploadSizes } from './central/uploads.ts';
import type { Figure } from './harness.ts';
import { startPart } from './hub/processes.ts';

const DATABASES: DatabaseKind[] = ['SQLite', 'PostgreSQL'];

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
  databases?: DatabaseKind[];
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
  databases = DATABASES,
}: CentralOptions = {}): Promise<Figure[]> {
  const size = quick ? SIZES.quick : SIZES.full;
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
        const measured = await measure(record, size);
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

async function measure(record: BuiltRecord, size: (typeof SIZES)['full']): Promise<Figure[]> {
  const figures: Figure[] = [];
  const withCentral = async (work: (url: string, pid: number) => Promise<Figure[]>) => {
    const central = await startCentral(record);
    try {
      figures.push(...(await work(central.url, central.pid)));
    } finally {
      await central.stop();
    }
  };
  await withCentral(async (url, pid) => {
    progress(`${record.kind}: reading`);
    const read = await benchReads(record, { url, pid }, size.reads);
    progress(`${record.kind}: storing`);
    return [...read, ...(await benchIngest(record, { url, pid }, size.uploads))];
  });
  // Started anew, so that its largest memory is of this alone.
  await withCentral((url, pid) => {
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
