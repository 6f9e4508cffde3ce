import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Figure, report } from './harness.ts';
import { benchHub } from './hub.ts';
import { benchTap } from './tap.ts';

const BENCHES = {
  tap: { title: 'A tap, from card to screen', run: benchTap },
  hub: { title: 'A hub: taps on a slow disk, a backlog, memory', run: benchHub },
} as const;

const { values, positionals } = parseArgs({
  // Quick: everything runs, in a form too short to mean anything.
  options: { json: { type: 'string' }, quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
process.once('SIGTERM', () => process.exit(143));

const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const measured: Figure[] = [];
for (const name of names) {
  const bench = BENCHES[name as keyof typeof BENCHES];
  if (!bench) {
    process.stderr.write(`There is no bench "${name}"; there is: ${Object.keys(BENCHES).join(', ')}.\n`);
    process.exit(1);
  }
  const figures = await bench.run({ quick: values.quick });
  measured.push(...figures);
  report(bench.title, figures);
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(measured, null, 2)}\n`);
// A missed budget is for a person to judge: machines differ. The table and the JSON say which.
