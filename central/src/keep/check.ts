import { existsSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { Migrator } from 'kysely';
import { verifyAudit } from '../audit/audit-log.ts';
import { devicesView } from '../devices/devices.ts';
import { keyFilePath } from '../keys/find-keys.ts';
import { migrations } from '../store/migrations.ts';
import type { CentralDb } from '../store/schema.ts';
import { recordAt } from './record-at.ts';

/** One line of `tapwell central check`: how it stands by word, never by colour alone. */
export interface Finding {
  level: 'ok' | 'attention' | 'fault';
  what: string;
}

const LITTLE_SPACE = 2e9;
const ok = (what: string): Finding => ({ level: 'ok', what });
const attention = (what: string): Finding => ({ level: 'attention', what });
const fault = (what: string): Finding => ({ level: 'fault', what });

/** Looks whether all is well, whether central runs or not; changes nothing. */
export async function checkCentral(
  data: string,
  database: string | undefined,
  url: string | undefined,
  now: Date,
): Promise<Finding[]> {
  const findings: Finding[] = [folder(data), keys(data)];
  const file = join(data, 'central.sqlite');
  if (database === undefined && !existsSync(file)) return [...findings, fault(`There is no record in "${data}".`)];
  const db = recordAt(database === undefined ? { file } : { database });
  try {
    findings.push(...(await record(db, now)));
  } catch (error) {
    findings.push(fault(`The record cannot be read: ${(error as Error).message}`));
  } finally {
    await db.destroy();
  }
  if (url !== undefined) findings.push(await answers(url));
  return findings;
}

function folder(data: string): Finding {
  if (!existsSync(data)) return fault(`There is no folder "${data}".`);
  const { bavail, bsize } = statfsSync(data);
  const words = `The disk of "${data}" has ${((bavail * bsize) / 1e9).toFixed(1)} GB of space left.`;
  return bavail * bsize < LITTLE_SPACE ? attention(words) : ok(words);
}

function keys(data: string): Finding {
  if (process.env.TAPWELL_KEYS !== undefined) return ok('The card keys are given in TAPWELL_KEYS.');
  return existsSync(keyFilePath(data))
    ? ok('The key file is there.')
    : attention('No key file is in this folder: central starts with TAPWELL_KEYS only.');
}

async function record(db: CentralDb, now: Date): Promise<Finding[]> {
  const steps = await new Migrator({ db, provider: { getMigrations: async () => migrations } }).getMigrations();
  const waiting = steps.filter((step) => step.executedAt === undefined).length;
  if (waiting > 0)
    return [
      attention(`The record is of an older version: central brings it forward when it starts (${waiting} to do).`),
    ];
  const findings: Finding[] = [ok('The record is of this version.')];
  const { entries, broken } = await verifyAudit(db);
  findings.push(
    broken === null
      ? ok(`The log of who did what is whole: ${entries} ${entries === 1 ? 'entry' : 'entries'}.`)
      : fault(`The log of who did what does not fit together at entry ${broken}.`),
  );
  const administrators = await db
    .selectFrom('staff')
    .select('id')
    .where('role', '=', 'administrator')
    .where('ended_at', 'is', null)
    .execute();
  findings.push(
    administrators.length > 0
      ? ok(
          `${administrators.length} ${administrators.length === 1 ? 'administrator' : 'administrators'} can look after staff and devices.`,
        )
      : attention('There is no administrator: load one with "central load".'),
  );
  const { hubs } = await devicesView(db, now);
  for (const hub of hubs) {
    for (const { level, what } of hub.troubles) findings.push({ level, what: `${hub.venue}: ${what}` });
  }
  const well = hubs.filter((hub) => hub.troubles.length === 0).length;
  if (hubs.length > 0) findings.push(ok(`${well} of ${hubs.length} hubs are well.`));
  return findings;
}

async function answers(url: string): Promise<Finding> {
  try {
    const answer = await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(8_000) });
    return answer.ok
      ? ok(`Central at ${url} answers.`)
      : fault(`Central at ${url} is not well: it cannot reach its record.`);
  } catch {
    return attention(`Central at ${url} does not answer.`);
  }
}
