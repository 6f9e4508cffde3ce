import type { CardVerdict } from '@tapwell/central/main';
import { type CardDescription, describeCard } from '@tapwell/kiosk/reader/diagnose/describe-card';
import { showCard } from '@tapwell/kiosk/reader/diagnose/show-card';
import { openReader, READER_SPECS } from '@tapwell/kiosk/reader/open';
import { parseSunUrl } from '@tapwell/shared/card/sun-url';
import { Command, InvalidArgumentError } from 'commander';
import { openKeys } from '../open-keys.ts';

/** What is printed as JSON; `verdict` is null when no keys were given. */
export interface CardReport extends CardDescription {
  /** Its address has the form of a Tapwell card's. */
  tapwell: boolean;
  verdict: CardVerdict | null;
}

export function cardReadCommand(): Command {
  return new Command('read')
    .description('wait for one card and say what it is')
    .requiredOption('--reader <spec>', READER_SPECS.join('; '))
    .option('--timeout <seconds>', 'how long to wait for a card', seconds, 30)
    .option('--data <dir>', "central's data folder: checks a Tapwell card with the keys there")
    .option('--json', 'print what it is as JSON')
    .action(async (options: { reader: string; timeout: number; data?: string; json?: true }) => {
      const reader = openReader(options.reader);
      // Opened first: nobody should hold a card while a passphrase is typed.
      const keys = options.data === undefined ? undefined : (await openKeys(options.data)).keys;
      const shown = await showCard({
        reader,
        timeoutMs: options.timeout * 1_000,
        read: describeCard,
        tell: (sentence) => void process.stderr.write(`${sentence}\n`),
      });
      if (shown.kind === 'none') {
        throw new Error(shown.why ?? `No card was laid on the reader within ${options.timeout} seconds.`);
      }
      const { url } = shown.value;
      const { verifyCard } = keys ? await import('@tapwell/central/main') : {};
      const report: CardReport = {
        ...shown.value,
        tapwell: url !== null && parseSunUrl(url) !== undefined,
        verdict: keys && verifyCard && url !== null ? verifyCard(keys, url) : null,
      };
      process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `${cardInWords(report).join('\n')}\n`);
    });
}

const KINDS: Record<CardDescription['kind'], string> = {
  ntag424: 'An NTAG 424 DNA.',
  desfire: 'A MIFARE DESFire.',
  'iso14443-4': 'A card that takes commands (ISO 14443-4), of a kind Tapwell does not know.',
  'iso14443-3': 'A simple card (NTAG21x, MIFARE Classic or the like): only its number tells it from others.',
  unknown: 'A card of a kind Tapwell does not know, or one that could not be read.',
};

/** What a card is, in sentences. Pure. */
export function cardInWords(card: CardReport): string[] {
  return [KINDS[card.kind], numberInWords(card), addressInWords(card), ...verdictInWords(card)];
}

function numberInWords({ uid, randomUid }: CardReport): string {
  if (uid === null) return 'Its number could not be read.';
  return randomUid
    ? `It showed the number ${uid}, which is another each time: a phone, or a card that hides its number.`
    : `Its number is ${uid}.`;
}

function addressInWords({ url, tapwell, kind }: CardReport): string {
  if (tapwell) return 'It carries a Tapwell address.';
  if (url !== null) return `It carries an address that is not Tapwell's: ${url}`;
  return kind === 'ntag424'
    ? 'It carries no web address: it is blank, or not yet issued.'
    : 'It carries no web address.';
}

function verdictInWords({ verdict, tapwell }: CardReport): string[] {
  if (!tapwell) return [];
  if (verdict === null) return ['Whether it is genuine was not checked: give --data with the folder of central.'];
  if (verdict.kind !== 'genuine') {
    return ["It is not a card of this scheme: another scheme's, made with keys that are not here, or a forgery."];
  }
  const { uid, counter, cardMasterVersion, metaReadVersion } = verdict;
  return [
    `It is a genuine card of this scheme: number ${uid}, read ${counter} times, made with card master key version ${cardMasterVersion} and meta-read key version ${metaReadVersion}.`,
    'Whose it is, and whether it is blocked, only central can tell.',
  ];
}

function seconds(text: string): number {
  const value = Number(text);
  // More than three weeks would run over what a timer can hold.
  if (!Number.isFinite(value) || value <= 0 || value > 86_400) throw new InvalidArgumentError('1 to 86400 seconds');
  return value;
}
