import type { Command } from 'commander';
import { hub, type InData, inData } from './in-data.ts';

/** Letting kiosks in, and taking them out of use. */
export function kioskCommands(): Command[] {
  return [
    inData('pair-kiosk', 'print a single-use code, good for ten minutes, with which a kiosk may pair').action(
      async ({ data }: InData) => {
        const { issuePairingCode, openHubStore } = await hub();
        const db = openHubStore(data);
        process.stdout.write(`${issuePairingCode(db, new Date())}\n`);
        db.close();
      },
    ),
    inData('kiosks', 'list the kiosks in use').action(async ({ data }: InData) => {
      const { kioskList, openHubStore } = await hub();
      const db = openHubStore(data);
      for (const { id, name, pairedAt } of kioskList(db)) process.stdout.write(`${id}  ${name}, paired ${pairedAt}\n`);
      db.close();
    }),
    inData('revoke-kiosk', 'take a kiosk out of use')
      .argument('<id>', 'as "kiosks" lists it')
      .action(async (id: string, { data }: InData) => {
        const { openHubStore, revokeKiosk } = await hub();
        const db = openHubStore(data);
        const done = revokeKiosk(db, id, new Date());
        db.close();
        if (!done) throw new Error(`There is no kiosk "${id}" in use.`);
      }),
  ];
}
