import { hubConfig } from '@tapwell/hub/config';
import { Command } from 'commander';
import { partLog, runPart } from '../run-part.ts';
import { readSettings, settingsCommand } from '../settings.ts';

interface InData {
  data: string;
}

export function hubCommand(): Command {
  return settingsCommand('hub', hubConfig)
    .description('run a venue hub')
    .action((flags) =>
      runPart(async () => (await import('@tapwell/hub/main')).startHub(readSettings(hubConfig, flags), partLog('hub'))),
    )
    .addCommand(
      inData('pair-kiosk', 'print a single-use code, good for ten minutes, with which a kiosk may pair').action(
        async ({ data }: InData) => {
          const { issuePairingCode, openHubStore } = await import('@tapwell/hub/main');
          const db = openHubStore(data);
          process.stdout.write(`${issuePairingCode(db, new Date())}\n`);
          db.close();
        },
      ),
    )
    .addCommand(
      inData('kiosks', 'list the kiosks in use').action(async ({ data }: InData) => {
        const { kioskList, openHubStore } = await import('@tapwell/hub/main');
        const db = openHubStore(data);
        for (const { id, name, pairedAt } of kioskList(db))
          process.stdout.write(`${id}  ${name}, paired ${pairedAt}\n`);
        db.close();
      }),
    )
    .addCommand(
      inData('revoke-kiosk', 'take a kiosk out of use')
        .argument('<id>', 'as "kiosks" lists it')
        .action(async (id: string, { data }: InData) => {
          const { openHubStore, revokeKiosk } = await import('@tapwell/hub/main');
          const db = openHubStore(data);
          const done = revokeKiosk(db, id, new Date());
          db.close();
          if (!done) throw new Error(`There is no kiosk "${id}" in use.`);
        }),
    );
}

function inData(name: string, about: string): Command {
  return new Command(name).description(about).requiredOption('--data <dir>', "the hub's data folder");
}
