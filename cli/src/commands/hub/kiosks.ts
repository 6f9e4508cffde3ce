import type { Command } from 'commander';
import { hub, type InData, inData, inStore } from './in-data.ts';

/** Letting kiosks in, and taking them out of use. */
export function kioskCommands(): Command[] {
  return [
    inData('pair-kiosk', 'print a single-use code, good for ten minutes, with which a kiosk may pair').action(
      async ({ data }: InData) => {
        const { issuePairingCode } = await hub();
        const code = await inStore(data, (db) => issuePairingCode(db, new Date()));
        process.stdout.write(`${code}\n`);
      },
    ),
    inData('kiosks', 'list the kiosks in use').action(async ({ data }: InData) => {
      const { kioskList } = await hub();
      const kiosks = await inStore(data, kioskList);
      for (const { id, name, pairedAt } of kiosks) process.stdout.write(`${id}  ${name}, paired ${pairedAt}\n`);
    }),
    inData('revoke-kiosk', 'take a kiosk out of use')
      .argument('<id>', 'as "kiosks" lists it')
      .action(async (id: string, { data }: InData) => {
        const { revokeKiosk } = await hub();
        const done = await inStore(data, (db) => revokeKiosk(db, id, new Date()));
        if (!done) throw new Error(`There is no kiosk "${id}" in use.`);
      }),
  ];
}
