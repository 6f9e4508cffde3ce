import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchCentral } from './central.ts';
import { type Figure, report } from './harness.ts';
import { benchHub } from './hub.ts';
import { benchTap } from './tap.ts';

interface Options {
  quick: boolean;
  attendances: number | undefined;
  keep: string | undefined;
  store: string | undefined;
  only: string | undefined;
}

const BENCHES: Record<string, { title: string; run: (options: Options) => Promise<Figure[]> }> = {
  tap: { title: 'A tap, from card to screen', run: benchTap },
  hub: { title: 'A hub: taps on a slow disk, a backlog, memory', run: benchHub },
  central: { title: 'Central: a large record, many hubs', run: benchCentral },
};

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'string' },
    // Everything runs, in a form too short to mean anything.
    quick: { type: 'boolean', default: false },
    // For central: how large its record is, and a folder in which it is kept for the next time.
    attendances: { type: 'string' },
    keep: { type: 'string' },
    // And one of its databases alone, or some of what is measured.
    store: { type: 'string' },
    only: { type: 'string' },
  },
  allowPositionals: true,
});
process.once('SIGTERM', () => process.exit(143));

const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const measured: Figure[] = [];
for (const name of names) {
  const bench = BENCHES[name];
  if (!bench) {
    process.stderr.write(`There is no bench "${name}"; there is: ${Object.keys(BENCHES).join(', ')}.\n`);
    process.exit(1);
  }
  const { quick, keep, store, only } = values;
  const attendances = values.attendances === undefined ? undefined : Number(values.attendances);
  const figures = await bench.run({ quick, keep, attendances, store, only });
  measured.push(...figures);
  report(bench.title, figures);
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(measured, null, 2)}\n`);
// A missed budget is for a person to judge: machines differ. The table and the JSON say which.
