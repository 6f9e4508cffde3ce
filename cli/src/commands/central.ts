import { centralConfig, databaseAddress } from '@tapwell/central/config';
import type { Loaded } from '@tapwell/central/main';
import { Command, Option } from 'commander';
import { keysPassphrase } from '../keys-passphrase.ts';
import { partLog } from '../log.ts';
import { readJson } from '../read-text.ts';
import { runPart } from '../run-part.ts';
import { readSettings, settingsCommand } from '../settings.ts';
import { keepingCommands } from './keeping.ts';
import { programCommand } from './program.ts';

const central = () => import('@tapwell/central/main');

export function centralCommand(): Command {
  const command = settingsCommand('central', centralConfig, ['keysPassphrase', 'keys', 'oidcClientSecret'])
    .description(
      'run the central record (its key file is opened with TAPWELL_KEYS_PASSPHRASE; or give the keys in TAPWELL_KEYS)',
    )
    .action((flags) =>
      runPart(async () => (await central()).startCentral(readSettings(centralConfig, flags), partLog('central'))),
    )
    .addCommand(
      inData('init', 'make a new central: its store, and its card keys sealed with TAPWELL_KEYS_PASSPHRASE').action(
        async ({ data, database }: Where) => {
          await (await central()).initCentral(data, await keysPassphrase({ fresh: true }), addressOf(database));
        },
      ),
    )
    .addCommand(
      inData('load', 'load scheme, venues, hubs, providers, activities and staff from a JSON file')
        .argument('<file>', 'see docs/deploying.md')
        .action(async (file: string, { data, database }: Where) => {
          const { loadFile } = await central();
          for (const line of loadedLines(await loadFile(data, readJson(file), addressOf(database))))
            process.stdout.write(`${line}\n`);
        }),
    )
    .addCommand(
      inData('pair-hub', 'print a single-use code, good for ten minutes, with which a hub may pair')
        .requiredOption('--hub <id>', 'which hub')
        .action(async ({ data, database, hub }: Where & { hub: string }) => {
          const { issuePairingCode, openCentralStore } = await central();
          const db = await openCentralStore(data, addressOf(database));
          const found = await db.selectFrom('hub').select('id').where('id', '=', hub).executeTakeFirst();
          if (!found) throw new Error(`There is no hub "${hub}" in ${data}.`);
          process.stdout.write(`${await issuePairingCode(db, hub, new Date())}\n`);
          await db.destroy();
        }),
    )
    .addCommand(
      inData('devices', 'list the devices that may call central').action(async ({ data, database }: Where) => {
        const { openCentralStore } = await central();
        const db = await openCentralStore(data, addressOf(database));
        const devices = await db.selectFrom('device').selectAll().where('revoked_at', 'is', null).execute();
        for (const { id, kind, hub_id, name } of devices)
          process.stdout.write(`${id}  ${kind} ${hub_id ?? ''}  ${name}\n`);
        await db.destroy();
      }),
    )
    .addCommand(
      inData('revoke-device', 'end the access of a device')
        .argument('<id>', 'as "devices" lists it')
        .action(async (id: string, { data, database }: Where) => {
          const { openCentralStore, revokeDevice } = await central();
          const db = await openCentralStore(data, addressOf(database));
          const done = await db.transaction().execute((trx) => revokeDevice(trx, id, new Date()));
          await db.destroy();
          if (!done) throw new Error(`There is no device "${id}" in use.`);
        }),
    )
    .addCommand(programCommand());
  for (const one of keepingCommands()) command.addCommand(one);
  return command;
}

/** What became of each table, and what the record says otherwise than the file. */
function loadedLines(loaded: Loaded[]): string[] {
  return loaded.flatMap(({ table, made, there, differs }) => [
    `${table.padEnd(9)} ${made} new${there > 0 ? `, ${there} already there (left as they are)` : ''}`,
    ...differs.map(
      ({ id, fields }) => `          "${id}" is otherwise on record: ${fields.join(', ')}. ${elsewhere(table)}`,
    ),
  ]);
}

function elsewhere(table: string): string {
  return table === 'scheme' ? 'Its policy is changed with "tapwell scheme change".' : 'Change it in the workspace.';
}

/** Where central's record is. */
export interface Where {
  data: string;
  database?: string;
}

export function inData(name: string, about: string): Command {
  return new Command(name)
    .description(about)
    .requiredOption('--data <dir>', "central's data folder")
    .addOption(new Option('--database <address>', 'PostgreSQL, if the record is there').env('TAPWELL_DATABASE'));
}

/** @throws Error that does not repeat it: it may hold a password */
export function addressOf(database: string | undefined): string | undefined {
  const read = databaseAddress.optional().safeParse(database);
  if (!read.success) throw new Error(`--database: ${read.error.issues[0]!.message}`);
  return read.data;
}
