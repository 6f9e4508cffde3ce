import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Unit tests sit beside the code. What crosses parts lives in test/ and starts
// real servers and Chromium; such tests wait more than they work, so three files
// run at once on two cores. What wants the machine's only pcscd runs one file
// after the other: `npm test` lets it, beside all else.
const ALONE = [
  'firmware-sim/src/vpcd/pcsc-clients.test.ts',
  'test/src/readers/pcsc-*.test.ts',
  'test/src/commands/readers.test.ts',
  'test/src/e2e/story.test.ts',
];
/**
 * Readers, kiosks and hubs keep real time limits. Where dozens of processes share two cores one may
 * be starved for longer than a card lies on a reader: such a test is tried once more, and a fault of
 * ours fails twice.
 */
const ONCE_MORE = 1;
const resolve = { conditions: ['tapwell-source'] };
const ssr = { resolve };
/** Tests of central that work on a record run twice: on SQLite, and on a PostgreSQL server of their own. */
const onRecord = readdirSync('central/src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => join('central/src', file))
  .filter((file) => /\/testing\/(record|empty-record|stored-journey)\.ts'/.test(readFileSync(file, 'utf8')));
export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'unit',
          include: ['{shared,firmware-sim,kiosk,hub,central,cli}/src/**/*.test.ts'],
          exclude: ALONE,
          maxWorkers: 2,
          // Loading everything anew for each file took half the time; no unit test may leave anything behind.
          isolate: false,
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'postgres',
          include: onRecord,
          maxWorkers: 2,
          globalSetup: 'central/src/testing/postgres-setup.ts',
          setupFiles: 'central/src/testing/after-file.ts',
          // As with unit tests; the databases are shared too.
          isolate: false,
          testTimeout: 60_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'across',
          include: ['test/src/**/*.test.ts'],
          exclude: ALONE,
          maxWorkers: 3,
          retry: ONCE_MORE,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'alone',
          include: ALONE,
          maxWorkers: 1,
          retry: ONCE_MORE,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
