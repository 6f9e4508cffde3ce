import { Command } from 'commander';
import { addressOf, inData, type Where } from './central.ts';

const central = () => import('@tapwell/central/main');

/** `tapwell audit verify` and `show`: central's log of who did what, whether it is whole and what it says. */
export function auditCommand(): Command {
  return new Command('audit')
    .description("central's log of who did what")
    .addCommand(
      inData(
        'verify',
        'check that no entry of the log was changed, put in or taken out (exit code 1 if one was)',
      ).action(async ({ data, database }: Where) => {
        const { openCentralStore, verifyAudit } = await central();
        const db = await openCentralStore(data, addressOf(database));
        const { entries, broken } = await verifyAudit(db).finally(() => db.destroy());
        if (broken !== null) throw new Error(`The log does not fit together at entry ${broken}.`);
        process.stdout.write(`The log is whole: ${entries} ${entries === 1 ? 'entry' : 'entries'}.\n`);
      }),
    )
    .addCommand(
      inData('show', 'print entries of the log, newest first')
        .option('--person <number or path>', 'what was done and read about somebody, by NHS number or path')
        .option('--staff <user name>', 'what somebody on the staff did and read')
        .option('--most <n>', 'at most so many', '200')
        .action(async ({ data, database, ...asked }: Where & { person?: string; staff?: string; most: string }) => {
          const { auditLines, openCentralStore } = await central();
          const most = Math.min(Math.max(Number.parseInt(asked.most, 10) || 200, 1), 100_000);
          const db = await openCentralStore(data, addressOf(database));
          const lines = await auditLines(db, { ...asked, most }).finally(() => db.destroy());
          process.stdout.write(lines.map((line) => `${line}\n`).join(''));
        }),
    );
}
