import { hubConfig, issuePairingCode, openHubStore, startHub } from '@tapwell/hub/main';
import { Command } from 'commander';
import { partLog, runPart } from '../run-part.ts';
import { readSettings, settingsCommand } from '../settings.ts';

export function hubCommand(): Command {
  return settingsCommand('hub', hubConfig)
    .description('run a venue hub')
    .action((flags) => runPart(() => startHub(readSettings(hubConfig, flags), partLog('hub'))))
    .addCommand(
      new Command('pair-kiosk')
        .description('print a single-use code, good for ten minutes, with which a kiosk may pair')
        .requiredOption('--data <dir>', "the hub's data folder")
        .action(({ data }: { data: string }) => {
          const db = openHubStore(data);
          process.stdout.write(`${issuePairingCode(db, new Date())}\n`);
          db.close();
        }),
    );
}
