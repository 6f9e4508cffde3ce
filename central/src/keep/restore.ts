import { execFile } from 'node:child_process';
import { closeSync, copyFileSync, existsSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureDataFolder } from '@tapwell/shared/disk/data-folder';
import { audit, verifyAudit } from '../audit/audit-log.ts';
import { askAgain } from '../devices/devices.ts';
import { whyNoNewKeys } from '../keys/keys-of-record.ts';
import { skipNumbers } from '../roster/skip-numbers.ts';
import { openStore } from '../store/open.ts';
import type { CentralDb } from '../store/schema.ts';
import { write } from '../store/write.ts';
import { said } from './backup.ts';
import { pgProgram, whereIs } from './pg-programs.ts';
import { recordAt } from './record-at.ts';

const run = promisify(execFile);
const DAY_MS = 86_400_000;

export interface Restored {
  /** When its newest entry in the log, or the newest report of a hub, was made. */
  asOf: string;
  entries: number;
  /** How many hubs are asked to send again. */
  hubs: number;
  /** Devices that may call central by this record: one taken out of use since is among them. */
  devices: string[];
  /** What to do about the card keys, which no backup holds; null where they are. */
  keysMissing: string | null;
}

/**
 * Puts a backup in the place of nothing: a folder without a record, or an empty
 * database. The log is checked, sign-ins that were open are ended, and hubs are
 * asked to send again what they hold since a day before; nobody is called
 * absent for what was forgotten.
 * @throws Error in one sentence; then nothing is there that was not before
 */
export async function restore(file: string, data: string, database: string | undefined, now: Date): Promise<Restored> {
  const dump = kindOf(file);
  if ((dump === 'postgres') !== (database !== undefined)) {
    throw new Error(
      dump === 'postgres'
        ? 'This is a backup of a record on PostgreSQL: give --database.'
        : 'This is a backup of a SQLite record: it goes into a folder, without --database.',
    );
  }
  ensureDataFolder(data);
  if (database === undefined) {
    const restored = await intoFolder(file, data, now);
    return { ...restored, keysMissing: await missingKeys(data, database) };
  }
  await intoDatabase(file, database);
  const db = await openStore(data, database);
  try {
    return { ...(await afterwards(db, now)), keysMissing: await missingKeys(data, database) };
  } finally {
    await db.destroy();
  }
}

function missingKeys(data: string, database: string | undefined): Promise<string | null> {
  return process.env.TAPWELL_KEYS === undefined ? whyNoNewKeys({ data, database }) : Promise.resolve(null);
}

async function intoFolder(file: string, data: string, now: Date) {
  const store = join(data, 'central.sqlite');
  if (existsSync(store))
    throw new Error(`There is a record in "${data}" already. A restore overwrites nothing: move it away first.`);
  await checkLog(recordAt({ file }));
  const fresh = join(data, 'restoring');
  ensureDataFolder(fresh);
  try {
    copyFileSync(file, join(fresh, 'central.sqlite'));
    const db = await openStore(fresh);
    const restored = await afterwards(db, now).finally(() => db.destroy());
    renameSync(join(fresh, 'central.sqlite'), store);
    return restored;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

async function intoDatabase(file: string, database: string): Promise<void> {
  const db = recordAt({ database });
  try {
    const tables = await db.introspection.getTables();
    if (tables.length > 0) throw new Error('There are tables in that database already. A restore needs an empty one.');
  } finally {
    await db.destroy();
  }
  const { env, name } = whereIs(database);
  const options = ['--single-transaction', '--exit-on-error', '--no-owner', `--dbname=${name}`];
  await run(pgProgram('pg_restore'), [...options, file], { env }).catch(said);
  await checkLog(recordAt({ database }));
}

async function checkLog(db: CentralDb): Promise<void> {
  const { broken } = await verifyAudit(db).finally(() => db.destroy());
  if (broken !== null) throw new Error(`The log of this backup does not fit together at entry ${broken}.`);
}

/** What must not come back to life, and what has to be made good. */
async function afterwards(db: CentralDb, now: Date): Promise<Omit<Restored, 'keysMissing'>> {
  const newest = await db
    .selectFrom('audit')
    .select((q) => q.fn.max('at').as('at'))
    .executeTakeFirst();
  const seen = await db
    .selectFrom('hub')
    .select((q) => q.fn.max('last_seen').as('at'))
    .executeTakeFirst();
  const arrived = await db
    .selectFrom('attendance')
    .select('central_at as at')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const asOf =
    [newest?.at, seen?.at, arrived?.at]
      .filter((at) => typeof at === 'string')
      .sort()
      .at(-1) ?? now.toISOString();
  await write(db, async (trx) => {
    for (const table of ['staff_session', 'organisation_sign_in', 'pairing_code', 'assertion'] as const) {
      await trx.deleteFrom(table).execute();
    }
    await trx.updateTable('hub').set({ roster_stale: 1 }).execute();
    await skipNumbers(trx, now);
    await audit(trx, {
      at: now.toISOString(),
      actor: 'operator',
      action: 'record restored',
      subject: null,
      detail: { asOf },
    });
  });
  const any = await db.selectFrom('hub').select('id').limit(1).executeTakeFirst();
  const since = new Date(Math.min(Date.parse(asOf), now.getTime()) - DAY_MS).toISOString();
  const hubs = any ? await askAgain(db, 'operator', { since, hubId: null }, now) : 0;
  const devices = await db
    .selectFrom('device')
    .select('name')
    .where('revoked_at', 'is', null)
    .orderBy('name')
    .execute();
  return { asOf, hubs, entries: (await verifyAudit(db)).entries, devices: devices.map((device) => device.name) };
}

function kindOf(file: string): 'sqlite' | 'postgres' {
  if (!existsSync(file) || !statSync(file).isFile()) throw new Error(`There is no file "${file}".`);
  const start = Buffer.alloc(16);
  const fd = openSync(file, 'r');
  readSync(fd, start, 0, 16, 0);
  closeSync(fd);
  if (start.toString('latin1').startsWith('SQLite format 3')) return 'sqlite';
  if (start.toString('latin1').startsWith('PGDMP')) return 'postgres';
  throw new Error(`"${file}" is no backup that this command made.`);
}
