import { centralConfig, issuePairingCode, keyFilePath, openCentralStore, startCentral } from '@tapwell/central/main';
import { Command } from 'commander';
import { partLog, runPart } from '../run-part.ts';
import { readSettings, settingsCommand } from '../settings.ts';

export function centralCommand(): Command {
  return settingsCommand('central', centralConfig, ['keysPassphrase'])
    .description('run the central record (its key file is opened with TAPWELL_KEYS_PASSPHRASE)')
    .action((flags) => runPart(() => startCentral(readSettings(centralConfig, flags), partLog('central'))))
    .addCommand(
      new Command('pair-hub')
        .description('print a single-use code, good for ten minutes, with which a hub may pair')
        .requiredOption('--data <dir>', "central's data folder")
        .requiredOption('--hub <id>', 'which hub')
        .action(async ({ data, hub }: { data: string; hub: string }) => {
          const db = await openCentralStore(data);
          const found = await db.selectFrom('hub').select('id').where('id', '=', hub).executeTakeFirst();
          if (!found) throw new Error(`There is no hub "${hub}" in ${keyFilePath(data).replace(/keys\.json$/, '')}.`);
          process.stdout.write(`${await issuePairingCode(db, hub, new Date())}\n`);
          await db.destroy();
        }),
    );
}
