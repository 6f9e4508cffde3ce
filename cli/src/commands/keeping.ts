import { resolve } from 'node:path';
import type { Command } from 'commander';
import { addressOf, inData, type Where } from './central.ts';

const central = () => import('@tapwell/central/main');
const line = (text: string) => void process.stdout.write(`${text}\n`);

/** `tapwell central backup`, `restore`, `check` and `purge`. */
export function keepingCommands(): Command[] {
  return [
    inData('backup', 'copy the whole record into a new file, also while central runs')
      .argument('<file>', 'where to; it must not exist yet. Keep it safe: it holds everybody on record')
      .action(async (file: string, { data, database }: Where) => {
        const { entries, people } = await (await central()).backUp(resolve(data), addressOf(database), resolve(file));
        line(`Backed up and checked: ${people} people, a log of ${entries} entries.`);
        line('The card keys are not in it: keep a copy of the key file (keys.json) and its passphrase somewhere else.');
      }),
    inData('restore', 'put a backup into an empty folder, or with --database into an empty database')
      .argument('<file>', 'a file that "backup" made')
      .action(async (file: string, { data, database }: Where) => {
        const { restore } = await central();
        const restored = await restore(resolve(file), resolve(data), addressOf(database), new Date());
        line(`Restored as of ${restored.asOf}; the log is whole: ${restored.entries} entries.`);
        line(`${restored.hubs} hubs are asked to send again what they hold since the day before.`);
        line(
          'Until they have, nobody is called absent for that time, nor later for what a hub no longer held: "central check" and the Devices page say for which days.',
        );
        line('Referrals, notes and other work of staff since then are lost.');
        line(
          `Devices that may call central: ${restored.devices.join(', ') || 'none'}. Take out again what you took out since.`,
        );
        line('Remove again whose data was removed since the backup, and end again who left since.');
        if (restored.keysMissing !== null) line(restored.keysMissing);
      }),
    inData('check', 'look whether all is well, whether central runs or not; ends with 1 when there is a fault')
      .option('--url <url>', 'where central runs, to ask it too')
      .action(async ({ data, database, url }: Where & { url?: string }) => {
        const { checkCentral } = await central();
        const findings = await checkCentral(resolve(data), addressOf(database), url, new Date());
        for (const { level, what } of findings) line(`${level.padEnd(11)}${what}`);
        if (findings.some(({ level }) => level === 'fault')) process.exitCode = 1;
      }),
    inData(
      'purge',
      'remove the data of people whose time to be kept is over; a running central does so every day',
    ).action(async ({ data, database }: Where) => {
      const { openCentralStore, purge } = await central();
      const db = await openCentralStore(data, addressOf(database));
      const { people, companions, ended } = await purge(db, new Date()).finally(() => db.destroy());
      const kept = `${ended} sign-ins, codes and tokens that had ended`;
      line(`Removed: the data of ${people} people and ${companions} companions, and ${kept}.`);
    }),
  ];
}
