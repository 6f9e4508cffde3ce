import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, figure, percentile } from './harness.ts';
import { measurePouch, measureUpload, sampleEncounter } from './hub/backlog.ts';
import { chunks, type Measured, measureHub, measureInProcess, measureRawLoop, signInAll } from './hub/ingest.ts';
import { measureMemory } from './hub/memory.ts';
import { measureRedis, redisVersion, startRedis } from './hub/redis.ts';
import { type BenchRig, setUp } from './hub/rig.ts';
import { buildSlowSync, type SlowSync } from './hub/slow-sync.ts';
import { type Village, village } from './hub/village.ts';

/** Whose cards are in the simulator's wallet. */
const RESIDENTS = 8;
const DELAYS_MS = [0, 2, 5];
/** What a kiosk replays at once. */
const REPLAY = 50;

/** How much of everything; the short form shows that all of it still runs, and measures nothing worth keeping. */
const SIZES = {
  full: { kiosks: 32, rounds: 3, taps: 3200, rawEvents: 500, backlog: 100_000, idleSeconds: 10, busySeconds: 20 },
  quick: { kiosks: 2, rounds: 1, taps: 60, rawEvents: 10, backlog: 300, idleSeconds: 1, busySeconds: 2 },
};
type Size = (typeof SIZES)['full'];

/**
 * A hub under many kiosks on a disk that is made slow, beside the plainest loop
 * that stores the same events and beside Redis; then its backlog going up,
 * beside PouchDB's replication; then memory. Ratios are of one run on one
 * machine, rounds take turns, and each figure is the median of its rounds.
 */
export async function benchHub({ quick = false } = {}): Promise<Figure[]> {
  const size = quick ? SIZES.quick : SIZES.full;
  const folder = await mkdtemp(join(tmpdir(), 'tapwell-bench-'));
  if (!redisVersion()) progress('redis-server is not installed here: nothing is measured beside it');
  try {
    const perDelay = size.rounds * (size.taps * 3 + size.rawEvents) + size.taps;
    const people = village(Math.max(size.backlog, DELAYS_MS.length * perDelay) + size.backlog + 5_000, RESIDENTS);
    const slowSync = buildSlowSync(folder);
    const rig = await setUp(folder, people, size.kiosks);
    const ingest: Figure[] = [];
    for (const delayMs of DELAYS_MS)
      ingest.push(...(await benchIngest({ folder, rig, people, slowSync, size, delayMs })));
    return [
      ...ingest,
      ...(await benchBacklog({ folder, rig, people, slowSync, size })),
      ...(await benchMemory({ folder, rig, people, size })),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Bench {
  folder: string;
  rig: BenchRig;
  people: Village;
  slowSync: (name: string, delayMs: number) => SlowSync;
  size: Size;
}

async function benchIngest({ folder, rig, people, slowSync, size, delayMs }: Bench & { delayMs: number }) {
  progress(`taps with a sync delay of ${delayMs} ms`);
  const sync = slowSync('hub', delayMs);
  const hub = await rig.startHub(sync.env);
  const at = { port: Number(new URL(hub.url).port), sync };
  const redisSync = slowSync('redis', delayMs);
  const version = redisVersion();
  const redis = version ? await startRedis(folder, redisSync) : undefined;
  const raw: number[] = [];
  const single: Measured[] = [];
  const replay: Measured[] = [];
  const stream: Measured[] = [];
  try {
    for (let round = 0; round < size.rounds; round++) {
      raw.push(measureRawLoop(folder, slowSync('raw', delayMs).env, people.nextTaps(size.rawEvents)));
      const one = { taps: size.taps, perRequest: 1 };
      single.push(await measureHub(at, await signInAll(rig, hub.url), people, one));
      if (redis)
        stream.push(await measureRedis({ port: redis.port, sync: redisSync }, size.kiosks, people.nextTaps(size.taps)));
      const fifty = { taps: size.taps, perRequest: REPLAY };
      replay.push(await measureHub(at, await signInAll(rig, hub.url), people, fifty));
    }
  } finally {
    await redis?.stop();
    await hub.stop();
  }
  const inProcess = measureInProcess(folder, slowSync('in-process', delayMs).env, rig, people.nextTaps(size.taps));

  const of = (what: string) => `${delayMs} ms sync: ${what}`;
  const ratios = single.map((m, i) => m.perSecond / raw[i]!);
  const p99s = single.map((m) => m.p99);
  return [
    figure(of('raw better-sqlite3 loop, one commit an event'), median(raw), 'a second'),
    figure(
      of(`hub, ${size.kiosks} kiosks, one tap a request`),
      median(single.map((m) => m.perSecond)),
      'taps a second',
    ),
    figure(of('hub ÷ raw loop'), median(ratios), '×', delayMs === 2 ? { atLeast: 12 } : {}),
    figure(of('hub, taps for each sync'), median(single.map((m) => m.perSync)), 'taps'),
    figure(of('hub, p99 of a tap'), median(p99s), 'ms'),
    ...(delayMs > 0
      ? [figure(of('hub, p99 ÷ sync delay'), median(p99s) / delayMs, '×', delayMs === 5 ? { atMost: 5 } : {})]
      : []),
    figure(
      of(`hub, ${size.kiosks} kiosks replaying ${REPLAY} taps a request`),
      median(replay.map((m) => m.perSecond)),
      'taps a second',
    ),
    figure(of('ingest alone, without HTTP and signatures'), inProcess, 'taps a second'),
    ...(redis
      ? [
          figure(
            of(`Redis ${version} Streams, appendfsync always`),
            median(stream.map((m) => m.perSecond)),
            'a second',
          ),
          figure(of(`Redis ${version} Streams, p99`), median(stream.map((m) => m.p99)), 'ms'),
        ]
      : []),
  ];
}

/** The backlog is what the taps above left in the outbox, filled up with replays; all of it is first visits. */
async function benchBacklog({ folder, rig, people, slowSync, size }: Bench): Promise<Figure[]> {
  progress(`a backlog of ${size.backlog}`);
  const missing = Math.max(0, size.backlog - rig.atHub('outbox'));
  if (missing > 0) {
    const sync = slowSync('fill', 0);
    const hub = await rig.startHub(sync.env);
    try {
      const at = { port: Number(new URL(hub.url).port), sync };
      // Signed afresh every so often: a hub takes a signature for seconds only.
      for (const { length: taps } of chunks(Array.from({ length: missing }), 4_000)) {
        await measureHub(at, await signInAll(rig, hub.url), people, { taps, perRequest: REPLAY });
      }
    } finally {
      await hub.stop();
    }
  }
  const count = rig.atHub('outbox');
  const sample = sampleEncounter(rig);
  const upload = await measureUpload(rig);
  progress(`the same ${count} with PouchDB`);
  const pouch = await measurePouch(folder, count, sample);
  return [
    figure('backlog: attendances', count, 'attendances'),
    figure('backlog: hub to central, FHIR batches', upload, 'a second'),
    figure(`backlog: PouchDB ${pouch.version} to express-pouchdb, leveldb both`, pouch.perSecond, 'a second'),
    figure('backlog: ours ÷ PouchDB', upload / pouch.perSecond, '×', { atLeast: 3 }),
  ];
}

async function benchMemory({ folder, rig, people, size }: Omit<Bench, 'slowSync'>): Promise<Figure[]> {
  progress('memory');
  const { idleSeconds: idle, busySeconds: busy } = size;
  const memory = await measureMemory(folder, rig, people, { idle, busy });
  return [
    figure('memory: hub, idle', memory.idle.hub, 'MB'),
    figure('memory: hub, under the taps below', memory.busy.hub, 'MB'),
    figure('memory: kiosk agent, idle', memory.idle.kiosk, 'MB'),
    figure('memory: kiosk agent, under the taps below', memory.busy.kiosk, 'MB'),
    figure('memory: taps at the hub', memory.rate.hub, 'a minute'),
    figure('memory: of these through the one reader of the kiosk agent', memory.rate.kiosk, 'a minute'),
  ];
}

function median(samples: number[]): number {
  return percentile(samples, 50);
}

/** A full run takes minutes: whoever waits sees where it is. */
function progress(what: string): void {
  process.stderr.write(`… ${what}\n`);
}
