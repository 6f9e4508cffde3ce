import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { LONG, run, SHORT } from './run.ts';

/** `npm run test:faults -- [--seed N] [--taps N] [--runs N] [--short] [--verbose]` */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    taps: { type: 'string' },
    runs: { type: 'string', default: '1' },
    short: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

const number = (name: string, text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  process.stderr.write(`--${name} takes a whole number, not "${text}".\n`);
  process.exit(1);
};
const size = values.short ? SHORT : LONG;
const taps = values.taps === undefined ? size.taps : number('taps', values.taps);
const runs = number('runs', values.runs);
const first = values.seed === undefined ? randomInt(2 ** 31) : number('seed', values.seed);

let failed = 0;
for (let seed = first; seed < first + runs; seed++) {
  process.stdout.write(`seed ${seed}, ${taps} taps…\n`);
  const log = (line: string) => void (values.verbose && process.stderr.write(`${line}\n`));
  const { complaints, summary } = await run(seed, { ...size, taps }, log);
  process.stdout.write(`${summary}\n`);
  if (complaints.length === 0) continue;
  failed++;
  process.stdout.write(`${complaints.map((one) => `  ${one}`).join('\n')}\n`);
  process.stdout.write(
    `Again: npm run test:faults -- --seed ${seed} --taps ${taps}${values.short ? ' --short' : ''}\n`,
  );
}
process.stdout.write(`\n${runs - failed} of ${runs} runs passed\n`);
process.exit(failed > 0 ? 1 : 0);
