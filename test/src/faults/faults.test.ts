import { expect, it } from 'vitest';
import { run, SHORT } from './run.ts';

/** `npm run test:faults` takes others, and more of everything. The plan is the same each time; what it meets is not. */
const SEED = 20_261_121;

it('four kiosks, a hub and central lose nothing and double nothing whatever goes wrong', {
  timeout: 300_000,
}, async () => {
  const { complaints, summary } = await run(SEED, SHORT);
  process.stdout.write(`${summary}\n`);
  expect(complaints, `again: npm run test:faults -- --short --seed ${SEED}`).toEqual([]);
});
