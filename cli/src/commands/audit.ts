import { Command } from 'commander';
import { addressOf, inData } from './central.ts';

/** `tapwell audit verify`: whether central's log of who did what is whole. */
export function auditCommand(): Command {
  return new Command('audit').description("central's log of who did what").addCommand(
    inData('verify', 'check that no entry of the log was changed, put in or taken out (exit code 1 if one was)').action(
      async ({ data, database }: { data: string; database?: string }) => {
        const { openCentralStore, verifyAudit } = await import('@tapwell/central/main');
        const db = await openCentralStore(data, addressOf(database));
        const { entries, broken } = await verifyAudit(db).finally(() => db.destroy());
        if (broken !== null) throw new Error(`The log does not fit together at entry ${broken}.`);
        process.stdout.write(`The log is whole: ${entries} ${entries === 1 ? 'entry' : 'entries'}.\n`);
      },
    ),
  );
}
