import { execFile } from 'node:child_process';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { newId } from '@tapwell/shared/ids';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { verifyAudit } from '../audit/audit-log.ts';
import { pgProgram, whereIs } from './pg-programs.ts';
import { recordAt } from './record-at.ts';

const run = promisify(execFile);

export interface BackedUp {
  /** Entries of the log of who did what, all checked. */
  entries: number;
  people: number;
}

/**
 * Copies the whole record into one new file, also while central runs: one
 * moment of it. It is written beside its name, read again and checked, and
 * named last, so that a file of that name is a good backup. The card keys are
 * not in it: the one without the other opens no card.
 * @throws Error in one sentence; then there is no file of that name
 */
export async function backUp(data: string, database: string | undefined, file: string): Promise<BackedUp> {
  if (existsSync(file))
    throw new Error(`There is a file "${file}" already. A backup overwrites nothing: give another name.`);
  if (!existsSync(dirname(file))) throw new Error(`There is no folder "${dirname(file)}".`);
  const part = join(dirname(file), `.${basename(file)}.${newId()}`);
  try {
    // Made first, so that nobody else may read it from its first byte on.
    closeSync(openSync(part, 'wx', 0o600));
    const about = database === undefined ? await copySqlite(data, part) : await dumpPostgres(database, part);
    const fd = openSync(part, 'r');
    fsyncSync(fd);
    closeSync(fd);
    if (existsSync(file)) throw new Error(`There is a file "${file}" already.`);
    renameSync(part, file);
    return about;
  } finally {
    rmSync(part, { force: true });
  }
}

async function copySqlite(data: string, part: string): Promise<BackedUp> {
  const store = join(data, 'central.sqlite');
  if (!existsSync(store)) throw new Error(`There is no record in "${data}".`);
  const source = new Database(store, { readonly: true, timeout: 30_000 });
  try {
    source.prepare('VACUUM INTO ?').run(part);
  } finally {
    source.close();
  }
  const copy = new Database(part, { readonly: true });
  try {
    const sound = copy.pragma('integrity_check', { simple: true });
    if (sound !== 'ok') throw new Error(`The record is damaged: ${String(sound)}`);
  } finally {
    copy.close();
  }
  const db = recordAt({ file: part });
  try {
    return await look(db);
  } finally {
    await db.destroy();
  }
}

async function dumpPostgres(database: string, part: string): Promise<BackedUp> {
  const { env, name } = whereIs(database);
  await run(pgProgram('pg_dump'), ['--format=custom', '--no-owner', `--file=${part}`, name], { env }).catch(said);
  // Whether it can be read to its end.
  await run(pgProgram('pg_restore'), ['--file=/dev/null', part], { env }).catch(said);
  const db = recordAt({ database });
  try {
    return await look(db);
  } finally {
    await db.destroy();
  }
}

/** What a program of PostgreSQL said went wrong; its arguments are not repeated. */
export function said(error: unknown): never {
  const { stderr, code } = error as { stderr?: string; code?: unknown };
  if (code === 'ENOENT') throw new Error('pg_dump and pg_restore are missing: sudo apt-get install postgresql-client');
  throw new Error(`PostgreSQL says: ${(stderr ?? String(code)).trim().split('\n')[0]}`);
}

async function look(db: ReturnType<typeof recordAt>): Promise<BackedUp> {
  const { entries, broken } = await verifyAudit(db);
  if (broken !== null)
    throw new Error(`The log does not fit together at entry ${broken}: this record is not as it was written.`);
  const { rows } = await sql<{ n: number }>`select count(*) as n from patient`.execute(db);
  return { entries, people: Number(rows[0]!.n) };
}
