import { Command } from 'commander';
import { readText } from '../read-text.ts';
import { addressOf, inData, type Where } from './central.ts';

const central = () => import('@tapwell/central/main');
const line = (text: string) => void process.stdout.write(`${text}\n`);
const WHICH = 'which scheme, by its id on record; needed where there are several';

/** `tapwell scheme check`, `show` and `change`; see docs/schemes.md. */
export function schemeCommand(): Command {
  return new Command('scheme')
    .description("a scheme's policy: look whether a file is right, show and change what is on record")
    .enablePositionalOptions()
    .addCommand(
      new Command('check')
        .description('say every fault of a policy file, or that there is none; changes nothing')
        .argument('<file>', 'see docs/schemes.md')
        .action(async (file: string) => {
          const policy = (await central()).policyFrom(readText(file));
          line(`This is the policy of a scheme: ${policy.name}.`);
        }),
    )
    .addCommand(
      inData('show', 'print the policy on record, as a file to change and give back')
        .option('--scheme <id>', WHICH)
        .action(async ({ data, database, scheme }: Where & { scheme?: string }) => {
          const { openCentralStore, policyFrom, schemeFor } = await central();
          const db = await openCentralStore(data, addressOf(database));
          try {
            const { policy } = await schemeFor(db, scheme ?? null, null);
            line(JSON.stringify(policyFrom(policy), null, 2));
          } finally {
            await db.destroy();
          }
        }),
    )
    .addCommand(
      inData('change', 'give a scheme on record the policy of a file, also while central runs')
        .argument('<file>', 'see docs/schemes.md')
        .option('--scheme <id>', WHICH)
        .action(async (file: string, { data, database, scheme }: Where & { scheme?: string }) => {
          const { changePolicy, openCentralStore } = await central();
          const text = readText(file);
          const db = await openCentralStore(data, addressOf(database));
          try {
            const changed = await changePolicy(db, { text, scheme }, new Date());
            const { settings } = changed;
            line(
              settings.length === 0
                ? `Scheme "${changed.scheme}" has this policy already.`
                : `Scheme "${changed.scheme}" is changed from now on: ${settings.join(', ')}.`,
            );
          } finally {
            await db.destroy();
          }
        }),
    );
}
