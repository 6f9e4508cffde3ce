import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SchemeKeys } from '@tapwell/central/main';
import { Command, Option } from 'commander';
import { keysPassphrase } from '../keys-passphrase.ts';
import { openKeys } from '../open-keys.ts';
import { addressOf } from './central.ts';

const central = () => import('@tapwell/central/main');

const KINDS = { cardMaster: 'card master', metaRead: 'meta-read' } as const;

export function keysCommand(): Command {
  return new Command('keys')
    .description("central's card keys: make, rotate and show them (opened with TAPWELL_KEYS_PASSPHRASE, or asked for)")
    .enablePositionalOptions()
    .addCommand(
      inData('new', 'make fresh keys for a new scheme, in a sealed key file')
        .option('--even-so', 'also where cards of before are out, which nobody would know any more')
        .addOption(inDatabase())
        .action((options: InData & NewOptions) => make(options)),
    )
    .addCommand(
      inData('rotate', 'add a new version of a key; the old one stays, so that old cards still work')
        .option('--card-master', 'the key that all card keys are made from')
        .option('--meta-read', 'the key that hides the number in what a card shows')
        .option('--reveal', 'print the keys as JSON; needed when they come from TAPWELL_KEYS')
        .action((options: InData & RotateOptions) => rotate(options)),
    )
    .addCommand(
      inData('show', 'list versions and fingerprints, and how many cards in use need each')
        .option('--reveal', 'print the keys themselves, as the JSON that TAPWELL_KEYS takes')
        .addOption(inDatabase())
        .action(({ data, reveal, database }: InData & { reveal?: true; database?: string }) =>
          show(data, reveal === true, addressOf(database)),
        ),
    );
}

interface InData {
  data: string;
}

interface NewOptions {
  evenSo?: true;
  database?: string;
}

interface RotateOptions {
  cardMaster?: true;
  metaRead?: true;
  reveal?: true;
}

/** @throws Error when there are keys already, or were: cards that are out depend on them */
async function make({ data, database, evenSo }: InData & NewOptions): Promise<void> {
  const { keyFileExists, keyFilePath, newSchemeKeys, whyNoNewKeys, writeKeyFile } = await central();
  const path = keyFilePath(resolve(data));
  // Asked before the passphrase, so that nobody types one for nothing.
  if (keyFileExists(path)) throw new Error(`There is a key file already at ${path}: it is kept as it is.`);
  const missing = evenSo ? null : await whyNoNewKeys({ data: resolve(data), database: addressOf(database) });
  if (missing !== null) throw new Error(`${missing} To make new ones all the same: --even-so.`);
  const keys = newSchemeKeys();
  writeKeyFile(path, await keysPassphrase({ fresh: true }), keys);
  say(`New keys are sealed in ${path}.`);
  await list(keys);
  say('Keep a copy of this file and its passphrase, apart from each other: without both, every card must be replaced.');
}

async function rotate({ data, cardMaster, metaRead, reveal }: InData & RotateOptions): Promise<void> {
  if (!cardMaster === !metaRead) throw new Error('Say which key to rotate: --card-master or --meta-read.');
  const which = cardMaster ? 'cardMaster' : 'metaRead';
  const { keyFilePath, rotateKeys, writeKeyFile } = await central();
  const { keys, passphrase } = await openKeys(data);
  if (passphrase === undefined && !reveal) {
    throw new Error(
      'The keys come from TAPWELL_KEYS, which cannot be changed from here: add --reveal to print the new.',
    );
  }
  const rotated = rotateKeys(keys, which);
  if (passphrase !== undefined) writeKeyFile(keyFilePath(resolve(data)), passphrase, rotated);
  if (reveal) return say(JSON.stringify(rotated));
  say(
    `There is a new ${KINDS[which]} key. Restart central: cards issued from then on carry it; older cards still work.`,
  );
  await list(rotated);
}

async function show(data: string, reveal: boolean, database?: string): Promise<void> {
  const { keys } = await openKeys(data, database);
  if (reveal) return say(JSON.stringify(keys));
  await list(keys);
  // Looking must not make a record where there is none yet.
  if (database === undefined && !existsSync(join(resolve(data), 'central.sqlite'))) return;
  const { cardsInUse, openCentralStore } = await central();
  const db = await openCentralStore(resolve(data), database);
  try {
    const inUse = await cardsInUse(db);
    for (const { version } of keys.cardMaster) {
      say(`cards in use made with card master version ${version}: ${inUse.get(version) ?? 0}`);
    }
  } finally {
    await db.destroy();
  }
}

async function list(keys: SchemeKeys): Promise<void> {
  const { keyFingerprint } = await central();
  for (const [kind, name] of Object.entries(KINDS)) {
    keys[kind as keyof typeof KINDS].forEach(({ version, key }, i) => {
      const use = i === 0 ? 'for new cards' : 'for cards issued before';
      say(`${name.padEnd(11)}  version ${version}  fingerprint ${keyFingerprint(key)}  ${use}`);
    });
  }
}

function inDatabase(): Option {
  return new Option('--database <address>', 'PostgreSQL, if the record is there').env('TAPWELL_DATABASE');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function inData(name: string, about: string): Command {
  return new Command(name).description(about).requiredOption('--data <dir>', "central's data folder");
}
