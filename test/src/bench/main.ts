import { parseArgs } from 'node:util';
import { report } from './harness.ts';
import { benchTap } from './tap.ts';

const BENCHES = { tap: { title: 'A tap, from card to screen', run: benchTap } } as const;

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true });
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
for (const name of names) {
  const bench = BENCHES[name as keyof typeof BENCHES];
  if (!bench) {
    process.stderr.write(`There is no bench "${name}"; there is: ${Object.keys(BENCHES).join(', ')}.\n`);
    process.exit(1);
  }
  report(bench.title, await bench.run(), values.json);
}
