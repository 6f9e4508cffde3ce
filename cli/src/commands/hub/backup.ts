import { resolve } from 'node:path';
import type { Command } from 'commander';
import { hub, type InData, inData } from './in-data.ts';

/** `tapwell hub backup` and `tapwell hub restore`. */
export function backupCommands(): Command[] {
  return [
    inData('backup', 'copy everything the hub holds into a new file, also while it runs')
      .argument(
        '<file>',
        'where to; it must not exist yet. Keep it safe: it holds names, cards and the keys of this hub',
      )
      .action(async (file: string, { data }: InData) => {
        const { backUp } = await hub();
        const { counts } = backUp(data, resolve(file), new Date());
        process.stdout.write(
          `Backed up and checked: ${counts.tap} taps, ${counts.attendance} visits, ${counts.outbox} facts that wait for central.\n`,
        );
      }),
    inData('restore', 'put a backup into a data folder; the hub must not be running')
      .argument('<file>', 'a file that "backup" made')
      .option('--replace', 'keep what is in the folder aside, in a folder within it')
      .action(async (file: string, { data, replace = false }: InData & { replace?: boolean }) => {
        const { restore } = await hub();
        const { takenAt, aside, kiosks } = restore(resolve(file), data, replace, new Date());
        const lines = [
          `Restored as of ${takenAt}.`,
          ...(aside ? [`What was there before is kept in ${aside}.`] : []),
          'Taps since then that central did not get yet are lost; nobody will be called absent for that time.',
          `Kiosks that may sign in: ${kiosks.join(', ') || 'none'}. Take out again what you took out since, and pair again what you paired since.`,
          'The machine this backup came from must not run as this hub any more.',
        ];
        process.stdout.write(`${lines.join('\n')}\n`);
      }),
  ];
}
