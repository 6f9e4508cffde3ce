import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { initCentral, openCentralStore } from '@tapwell/central/main';
import { type PostgresServer, startPostgres } from '@tapwell/central/testing/postgres-server';
import { type DeviceIdentity, newKeyPair } from '@tapwell/shared/device/identity';
import { hashPassword } from '@tapwell/shared/staff/password';
import type { JWK } from 'jose';
import { sql } from 'kysely';
import { FreshVisits } from './fresh-visits.ts';
import { idOf, Plan, type Sizes } from './plan.ts';
import { PASSWORD, tablesOf } from './rows.ts';
import { postgresSink, type Sink, sqliteSink } from './sinks.ts';

export const PASSPHRASE = 'a passphrase for the bench';
export type DatabaseKind = 'SQLite' | 'PostgreSQL';

/** A record to measure, and all one needs to be its hubs and its staff. */
export interface BuiltRecord {
  kind: DatabaseKind;
  plan: Plan;
  /** Central's data folder. */
  data: string;
  /** Address of the database; undefined for SQLite, which is in the folder. */
  database: string | undefined;
  hubs: DeviceIdentity[];
  /** Each is new to it, however many are asked for. */
  fresh: FreshVisits;
  stop(): Promise<void>;
}

interface Kept {
  attendances: number;
  /** How many there are exactly: the number of the last. */
  visits: number;
  today: number;
  keys: { privateJwk: JWK; publicJwk: JWK }[];
}

/** What a server of this size is given; its log is on the disk before it says so. */
const SETTINGS = ['shared_buffers=1GB', 'max_wal_size=4GB', 'effective_cache_size=8GB', 'work_mem=16MB'];

/**
 * Makes a record of this size in a folder, or takes the one that is there: ten
 * million attendances take their time, and a kept one serves many runs.
 */
export async function buildRecord(
  kind: DatabaseKind,
  folder: string,
  sizes: Sizes,
  progress: (what: string) => void,
): Promise<BuiltRecord> {
  const at = join(folder, kind.toLowerCase());
  const note = join(at, 'built.json');
  const data = join(at, 'central');
  const kept = existsSync(note) ? (JSON.parse(readFileSync(note, 'utf8')) as Kept) : undefined;
  if (kept && kept.attendances !== sizes.attendances) {
    throw new Error(`in ${folder} is a record of ${kept.attendances} attendances: choose another folder`);
  }
  mkdirSync(at, { recursive: true });
  const server =
    kind === 'PostgreSQL' ? await startPostgres({ keep: join(at, 'server'), settings: SETTINGS }) : undefined;
  try {
    const database = server && (kept ? server.url.replace('/postgres?', '/record?') : await server.create('record'));
    const plan = new Plan(sizes, kept?.today);
    const keys = kept?.keys ?? (await Promise.all(Array.from({ length: sizes.venues }, () => newKeyPair())));
    if (kept) await takeOutWhatRunsStored(data, database, kept.visits);
    else {
      await fill(plan, keys, { data, database, progress });
      const { attendances } = sizes;
      const visits = await visitsOn(data, database);
      writeFileSync(note, JSON.stringify({ attendances, visits, today: plan.today, keys } satisfies Kept));
    }
    const audience = 'http://localhost/auth/token';
    const hubs = keys.map(
      ({ privateJwk }, v) => ({ deviceId: idOf('hub', v), audience, privateJwk }) as DeviceIdentity,
    );
    return { kind, plan, data, database, hubs, fresh: new FreshVisits(plan), stop: () => stop(server) };
  } catch (error) {
    await stop(server);
    throw error;
  }
}

async function stop(server: PostgresServer | undefined): Promise<void> {
  await server?.stop();
}

interface Into {
  data: string;
  database: string | undefined;
  progress: (what: string) => void;
}

async function fill(plan: Plan, keys: Kept['keys'], { data, database, progress }: Into): Promise<void> {
  await initCentral(data, PASSPHRASE, database);
  const sink: Sink = database ? postgresSink(database) : sqliteSink(join(data, 'central.sqlite'));
  const begun = performance.now();
  const since = () => `${((performance.now() - begun) / 1000).toFixed(0)} s`;
  try {
    await sink.dropIndexes();
    const password = await hashPassword(PASSWORD);
    for (const rows of tablesOf(
      plan,
      password,
      keys.map((k) => k.publicJwk),
    )) {
      await sink.fill(rows);
      progress(`${rows.table}, after ${since()}`);
    }
    await sink.makeIndexes();
    progress(`indexes, after ${since()}`);
  } finally {
    await sink.end();
  }
  // Opened once as central opens it: whatever it does to a record then is not measured.
  const db = await openCentralStore(data, database);
  await db.destroy();
}

async function visitsOn(data: string, database: string | undefined): Promise<number> {
  const db = await openCentralStore(data, database);
  try {
    const last = db.selectFrom('attendance').select((q) => q.fn.max('seq').as('seq'));
    return (await last.executeTakeFirstOrThrow()).seq;
  } finally {
    await db.destroy();
  }
}

/** Each run begins with the record as it was built. */
async function takeOutWhatRunsStored(data: string, database: string | undefined, visits: number): Promise<void> {
  const db = await openCentralStore(data, database);
  try {
    const stored = () => db.selectFrom('attendance').where('seq', '>', visits);
    const reads = await stored()
      .select(({ cast, ref }) =>
        sql<string>`${ref('card_id')} || ' ' || ${cast(ref('counter'), 'text')} || ' ' || ${ref('venue_id')}`.as('id'),
      )
      .execute();
    for (let i = 0; i < reads.length; i += 500) {
      const ids = reads.slice(i, i + 500).map((read) => read.id);
      await db.deleteFrom('card_read').where('id', 'in', ids).execute();
    }
    await db.deleteFrom('session_run').where('session_id', 'in', stored().select('session_id')).execute();
    await db.deleteFrom('attendance').where('seq', '>', visits).execute();
    for (const table of ['roster_touched', 'roster_entry'] as const) await db.deleteFrom(table).execute();
  } finally {
    await db.destroy();
  }
}
