import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import Database from 'better-sqlite3';
import type { TableRows, Value } from './rows.ts';

/** Fills an empty record that has its tables, as fast as the database takes it. */
export interface Sink {
  /** Indexes over millions of rows are made faster at once than row by row. */
  dropIndexes(): Promise<void>;
  fill(rows: TableRows): Promise<void>;
  makeIndexes(): Promise<void>;
  end(): Promise<void>;
}

/** @param file of an embedded store that nobody has open */
export function sqliteSink(file: string): Sink {
  const db = new Database(file);
  for (const pragma of ['journal_mode = OFF', 'synchronous = OFF', 'foreign_keys = OFF', 'cache_size = -1000000'])
    db.pragma(pragma);
  const dropped = db
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    )
    .all();
  return {
    dropIndexes: async () => void dropped.forEach(({ name }) => void db.exec(`DROP INDEX "${name}"`)),
    fill: async ({ table, columns, rows }) => {
      const marks = columns.map(() => '?').join(',');
      const insert = db.prepare(`INSERT INTO "${table}" (${columns.join(',')}) VALUES (${marks})`);
      db.exec('BEGIN');
      for (const row of rows) insert.run(row);
      db.exec('COMMIT');
    },
    makeIndexes: async () => void dropped.forEach(({ sql }) => void db.exec(sql)),
    end: async () => {
      db.pragma('journal_mode = WAL');
      db.close();
    },
  };
}

const CHUNK = 1 << 18;

/** Millions of rows, which refer to what was put there just before: no need to look each of them up. */
const SURE = new Set(['attendance', 'card_read', 'session_run']);

/** By COPY, with the server's own psql. */
export function postgresSink(url: string): Sink {
  const psql = (sql: string) =>
    execFileSync('psql', [url, '-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', sql], { encoding: 'utf8' });
  const dropped = psql(`select indexname || '|' || indexdef from pg_indexes
    where schemaname = 'public' and indexname not in (select conname from pg_constraint)`)
    .split('\n')
    .filter(Boolean)
    .map((line) => ({ name: line.slice(0, line.indexOf('|')), sql: line.slice(line.indexOf('|') + 1) }));
  return {
    dropIndexes: async () => void psql(dropped.map(({ name }) => `drop index "${name}";`).join('')),
    fill: async ({ table, columns, rows }) => {
      const copy = `copy "${table}" (${columns.join(',')}) from stdin`;
      const child = spawn('psql', [url, '-Xq', '-v', 'ON_ERROR_STOP=1', '-c', copy], {
        stdio: ['pipe', 'ignore', 'inherit'],
        env: { ...process.env, ...(SURE.has(table) && { PGOPTIONS: '-c session_replication_role=replica' }) },
      });
      const ended = once(child, 'exit');
      let text = '';
      for (const row of rows) {
        text += `${row.map(copied).join('\t')}\n`;
        if (text.length < CHUNK) continue;
        if (!child.stdin.write(text)) await once(child.stdin, 'drain');
        text = '';
      }
      child.stdin.end(text);
      const [code] = (await ended) as [number | null];
      if (code !== 0) throw new Error(`copying into ${table} failed`);
    },
    makeIndexes: async () => {
      for (const { sql } of dropped) psql(`set maintenance_work_mem = '512MB'; ${sql}`);
      // As a server does by itself in the nights of years.
      psql('vacuum (freeze, analyze)');
    },
    end: async () => void psql('checkpoint'),
  };
}

function copied(value: Value): string {
  if (value === null) return '\\N';
  return typeof value === 'number' ? String(value) : value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
}
