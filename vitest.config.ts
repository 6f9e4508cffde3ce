import { defineConfig } from 'vitest/config';

// Unit tests sit beside the code; what crosses parts lives in test/ and may
// start real servers, pcscd and Chromium, so its files run one after another.
const resolve = { conditions: ['tapwell-source'] };
const ssr = { resolve };
export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'unit',
          include: ['{shared,firmware-sim,kiosk,hub,central,cli}/src/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'across',
          include: ['test/src/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
