import type { TestProject } from 'vitest/node';
import { openStore } from '../store/open.ts';
import { startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of a PostgreSQL server with an empty record in its database `record`; unset where tests run on SQLite. */
    postgres: string;
  }
}

/** Starts one PostgreSQL server for all test files of a run. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  const db = await openStore(':memory:', await server.create('record'));
  await db.destroy();
  project.provide('postgres', server.url);
  return server.stop;
}
