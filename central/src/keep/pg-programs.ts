import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const DEBIAN = '/usr/lib/postgresql';

/** The newest of PostgreSQL's own programs: an older pg_dump refuses a newer server. */
export function pgProgram(name: 'pg_dump' | 'pg_restore'): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const newest = versions.map((version) => join(DEBIAN, version, 'bin', name)).find((path) => existsSync(path));
  return newest ?? name;
}

/** What a URL may say besides, as libpq's variables name it. */
const PARAMETERS: Record<string, string> = {
  host: 'PGHOST',
  port: 'PGPORT',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  dbname: 'PGDATABASE',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
};

/** Where a record is, as environment: a command line is visible to everyone on the machine, and may hold a password. */
export function whereIs(database: string): { env: NodeJS.ProcessEnv; name: string } {
  const env: NodeJS.ProcessEnv = { ...process.env };
  const url = new URL(database.replace(/^postgres(ql)?:\/\/(?=\/|\?|$)/, 'postgres://nowhere'));
  const put = (name: string, value: string) => {
    if (value !== '') env[name] = decodeURIComponent(value);
  };
  if (url.hostname !== 'nowhere') put('PGHOST', url.hostname);
  put('PGPORT', url.port);
  put('PGUSER', url.username);
  put('PGPASSWORD', url.password);
  put('PGDATABASE', url.pathname.replace(/^\//, ''));
  for (const [name, value] of url.searchParams) if (PARAMETERS[name]) env[PARAMETERS[name]] = value;
  return { env, name: env.PGDATABASE ?? env.PGUSER ?? 'tapwell' };
}
