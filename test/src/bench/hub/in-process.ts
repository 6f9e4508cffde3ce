import { readFileSync } from 'node:fs';
import { TapIngest } from '@tapwell/hub/ingest/receive-taps';
import { RosterStore } from '@tapwell/hub/roster/roster-store';
import { Attendances } from '@tapwell/hub/store/attendances';
import { openStore } from '@tapwell/hub/store/open';
import { Outbox } from '@tapwell/hub/store/outbox';
import { Quarantine } from '@tapwell/hub/store/quarantine';
import { Taps } from '@tapwell/hub/store/taps';
import type { Tap } from '@tapwell/shared/tap/tap';

// The hub's ingest without HTTP and signatures: so many callers, each with one
// tap at a time, on the store of a hub that is not running.
// usage: in-process.js HUB-FOLDER TAPS.json CALLERS
const [folder, file, callers] = process.argv.slice(2) as [string, string, string];
const taps = JSON.parse(readFileSync(file, 'utf8')) as Tap[];
const db = openStore(folder);
const quarantine = new Quarantine(db);
const outbox = new Outbox(db, quarantine);
const ingest = new TapIngest({
  db,
  quarantine,
  outbox,
  roster: new RosterStore(db),
  attendances: new Attendances(db, outbox),
  taps: new Taps(db),
  onFault: (error) => {
    throw error;
  },
});
const begun = performance.now();
const queue = taps.values();
await Promise.all(
  Array.from({ length: Number(callers) }, async () => {
    for (const tap of queue) {
      const { outcome } = await ingest.receive({ tap, kioskId: 'bench', hubAt: new Date() });
      if (outcome !== 'checked-in') throw new Error(`a tap was ${outcome}`);
    }
  }),
);
const seconds = (performance.now() - begun) / 1000;
db.close();
process.stdout.write(`${taps.length / seconds}\n`);
process.exit();
