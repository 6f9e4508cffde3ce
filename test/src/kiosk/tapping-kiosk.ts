import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { HubLink } from '@tapwell/kiosk/hub-link/hub-link';
import { Journal } from '@tapwell/kiosk/journal/journal';
import { CardGone } from '@tapwell/kiosk/reader/reader';
import { type Shown, Taps } from '@tapwell/kiosk/tap/taps';
import { fromHex } from '@tapwell/shared/bytes';
import { openClient } from '@tapwell/shared/http/scripted-server.testing';

/**
 * A kiosk without reader and screen, for the test that kills it: lays card
 * after card on itself and prints what a screen would show, at once.
 * Arguments: data folder, hub, number of this run, and how many cards to lay.
 */
const [dir, hub, run, cards] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);

const journal = new Journal(dir!);
let onShown = (_shown: Shown) => {};
const link = new HubLink({
  hub: openClient(hub!),
  journal,
  status: () => ({ reader: 'ready', why: null }),
  onOutcome: (tapId, outcome) => taps.answered(tapId, outcome),
  onRefused: () => {},
  onVenue: () => {},
  onFault: (error) => {
    throw error;
  },
});
const taps: Taps = new Taps({
  journal,
  offsetMs: () => link.offsetMs,
  onJournalled: () => link.wake(),
  show: (shown) => onShown(shown),
  onFault: (error) => {
    throw error;
  },
});
link.start();
say('ready');
for (let n = 0; n < Number(cards); n++) {
  const uid = fromHex(`04${Number(run).toString(16).padStart(4, '0')}${n.toString(16).padStart(8, '0')}`);
  const shown = new Promise<Shown>((resolve) => {
    onShown = resolve;
  });
  await taps.present({ uid, kind: 'iso14443-3', transceive: () => Promise.reject(new CardGone('takes no APDUs')) });
  const { tapId, outcome } = await shown;
  say(`shown ${tapId} ${outcome.outcome}`);
}
while (journal.waiting > 0) await sleep(20);
await link.stop();
journal.close();
say('done');
