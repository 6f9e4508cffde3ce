import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { keepCard } from './card/keep.ts';
import { PROFILES, type Profile } from './card/make-card.ts';
import type { SimCard } from './card/sim-card.ts';
import { StateFile } from './card/state-file.ts';
import { Field } from './field/field.ts';
import { COUNTER_TIMING } from './field/rf-timing.ts';
import { openPn532 } from './pn532/device.ts';
import type { TraceEntry } from './trace.ts';
import { openVpcd, VPCD_PORT, vpcdListens } from './vpcd/vpcd.ts';
import { type ReaderChoice, walletFileSchema } from './wallet/options.ts';
import { startSimulator } from './wallet/simulator.ts';

interface CardOptions {
  card: Profile;
  uid: string;
  url?: string;
  piccKey?: string;
  state?: string;
  rfTiming?: boolean;
  verbose?: boolean;
}

/** `tapwell sim …`: simulated cards and readers for other programs to use. */
export function simCommand(): Command {
  const sim = new Command('sim').description('simulated smart cards and card readers');

  withCard(sim.command('pn532'))
    .description('a PN532 reader on a pseudo-terminal, with one card lying on it')
    .requiredOption('--link <path>', 'where the serial device appears')
    .action((options: CardOptions & { link: string }) =>
      serve(async (ended) => {
        const field = new Field();
        if (options.rfTiming) field.timing = COUNTER_TIMING;
        field.place(theCard(options));
        const reader = openPn532(options.link, field, options.verbose ? print : undefined);
        ready(`${reader.describe()} with ${options.card} ${options.uid.toUpperCase()}`);
        await ended;
        await reader.close();
      }),
    );

  withCard(sim.command('pcsc'))
    .description("a card in pcscd's virtual reader (Debian package vsmartcard-vpcd)")
    .option('--port <number>', 'TCP port of vpcd', portNumber, VPCD_PORT)
    .action((options: CardOptions & { port: number }) =>
      serve(async (ended) => {
        const field = new Field();
        if (options.rfTiming) field.timing = COUNTER_TIMING;
        field.place(theCard(options));
        await requireVpcd(options.port);
        const reader = openVpcd(field, options.port, options.verbose ? print : undefined);
        ready(`${reader.describe()} with ${options.card} ${options.uid.toUpperCase()}`);
        await ended;
        await reader.close();
      }),
    );

  sim
    .command('wallet')
    .description('a wallet of virtual cards with a page to tap them, on either reader')
    .requiredOption('--config <file>', 'JSON: {"urlBase": …, "cards": [{card, name, kind, profile, uid, …}]}')
    .option('--reader <kind>', 'pn532 or pcsc', readerKind, 'pn532')
    .option('--link <path>', 'where the serial device appears (pn532)')
    .option('--vpcd-port <number>', 'TCP port of vpcd (pcsc)', portNumber, VPCD_PORT)
    .option('--host <address>', 'where the page listens', '127.0.0.1')
    .option('--port <number>', 'TCP port of the page; 0 for any', portNumber, 0)
    .option('--state <file>', 'where cards keep their counters')
    .option('--rf-timing', 'exchanges take as long as over the air')
    .option('--verbose', 'print every frame and APDU')
    .action((options: WalletOptions) =>
      serve(async (ended) => {
        const config = readWallet(options.config);
        if (options.reader === 'pcsc') await requireVpcd(options.vpcdPort);
        const simulator = await startSimulator({
          reader: readerChoice(options),
          wallet: config,
          page: { host: options.host, port: options.port },
          stateFile: options.state,
          rfTiming: options.rfTiming,
          log: options.verbose ? print : undefined,
        });
        ready(`${simulator.state().reader.name}, virtual cards at ${simulator.pageUrl}`);
        await ended;
        await simulator.close();
      }),
    );
  return sim;
}

interface WalletOptions {
  config: string;
  reader: 'pn532' | 'pcsc';
  link?: string;
  vpcdPort: number;
  host: string;
  port: number;
  state?: string;
  rfTiming?: boolean;
  verbose?: boolean;
}

function withCard(command: Command): Command {
  return command
    .requiredOption('--card <profile>', PROFILES.join(', '))
    .option('--uid <hex>', 'the card number; a phone needs none', '')
    .option('--url <address>', 'ntag424: an address that the card completes with its SUN message')
    .option('--picc-key <key>', 'desfire: its master key, des, des:HEX or aes:HEX')
    .option('--state <file>', 'where the card keeps its memory')
    .option('--rf-timing', 'exchanges take as long as over the air')
    .option('--verbose', 'print every frame');
}

function theCard({ card, uid, url, piccKey, state }: CardOptions): SimCard {
  return keepCard({ profile: card, uid, url, piccKey }, new StateFile(state));
}

/** Runs until SIGINT or SIGTERM; any failure becomes one sentence and exit code 1. */
async function serve(work: (ended: Promise<void>) => Promise<void>): Promise<void> {
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  // A reader without work in hand would let the process end.
  const alive = setInterval(() => {}, 2 ** 30);
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    await work(ended);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    clearInterval(alive);
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}

function ready(what: string): void {
  process.stdout.write(`ready ${what}\n`);
}

function print({ at, layer, direction, hex, text }: TraceEntry): void {
  const arrow = direction === 'in' ? '>' : direction === 'out' ? '<' : ' ';
  process.stderr.write(`${at} ${layer.padEnd(6)} ${arrow} ${[hex, text].filter(Boolean).join('  ')}\n`);
}

async function requireVpcd(port: number): Promise<void> {
  if (await vpcdListens(port)) return;
  throw new Error(
    `Nothing answers on port ${port}: start pcscd, with Debian's package vsmartcard-vpcd installed (pcscd -f as root).`,
  );
}

function readerChoice(options: WalletOptions): ReaderChoice {
  if (options.reader === 'pcsc') return { kind: 'pcsc', port: options.vpcdPort };
  if (!options.link) throw new Error('The serial reader needs --link: the path where its device appears.');
  return { kind: 'pn532', link: options.link };
}

function readWallet(path: string) {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`The wallet ${path} cannot be read: ${(error as Error).message}.`);
  }
  const parsed = walletFileSchema.safeParse(json);
  if (!parsed.success) throw new Error(`The wallet ${path} is not valid.\n${z.prettifyError(parsed.error)}`);
  const { cards, urlBase } = parsed.data;
  return cards.map((card) => (card.profile === 'ntag424' ? { url: urlBase, ...card } : card));
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new InvalidArgumentError('not a port number');
  return port;
}

function readerKind(text: string): 'pn532' | 'pcsc' {
  if (text === 'pn532' || text === 'pcsc') return text;
  throw new InvalidArgumentError('pn532 or pcsc');
}
