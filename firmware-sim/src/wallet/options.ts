import { z } from 'zod';
import { PROFILES } from '../card/make-card.ts';
import { LINE_FAULTS } from '../pn532/faulty-line.ts';
import type { Trace } from '../trace.ts';

const hexBytes = (least: number, most: number) =>
  z.string().regex(new RegExp(`^([0-9A-Fa-f]{2}){${least},${most}}$`), `must be ${least} to ${most} bytes in hex`);

/** One card of the wallet, as the demo's configuration gives it. */
export const walletCardSchema = z.strictObject({
  /** What it is called in addresses and commands, e.g. `mary`. */
  card: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be a short lower-case word with digits and hyphens'),
  /** Printed on it. */
  name: z.string().min(1).max(80),
  /** What sort of card, in words, e.g. `Tapwell card`. */
  kind: z.string().min(1).max(80),
  profile: z.enum(PROFILES),
  uid: hexBytes(4, 10),
  /** NTAG 424 DNA: address the SUN message is appended to as `?p=…&c=…`. Without it the card is blank. */
  url: z.string().min(1).max(160).optional(),
  keys: z.strictObject({ metaRead: hexBytes(16, 16), fileRead: hexBytes(16, 16) }).optional(),
  /** Reads so far. */
  counter: z.int().min(0).max(0xffffff).optional(),
  /** DESFire: its master key, `des`, `des:HEX` or `aes:HEX`. */
  piccKey: z.string().optional(),
});
export type WalletCard = z.infer<typeof walletCardSchema>;

/** The file of `tapwell sim wallet --config`: cards, and the address of those that give none. */
export const walletFileSchema = z.strictObject({
  urlBase: z.string().min(1).max(160).optional(),
  cards: z.array(walletCardSchema).min(1).max(500),
});

export type ReaderChoice =
  | { readonly kind: 'pn532' /** Where the serial device appears. */; readonly link: string }
  | { readonly kind: 'pcsc' /** vpcd's TCP port; 35963 when absent. */; readonly port?: number };

export interface SimulatorOptions {
  readonly reader: ReaderChoice;
  readonly wallet: readonly WalletCard[];
  /** Where cards remember; without it they forget when the process ends. */
  readonly stateFile?: string | undefined;
  /** Where to serve the virtual cards page; port 0 takes any. */
  readonly page?: { readonly host: string; readonly port: number } | undefined;
  /** Exchanges take as long as over the air at a counter. */
  readonly rfTiming?: boolean | undefined;
  readonly log?: Trace | undefined;
}

export const tapSchema = z.strictObject({ card: z.string(), dwellMs: z.int().min(1).max(30_000).default(600) });
export const placeSchema = z.strictObject({ card: z.string() });
/** Absent members stay as they are. */
export const faultsSchema = z.strictObject({
  /** The card leaves after this many exchanges; null for never. */
  pullAwayAfter: z.int().min(0).max(1000).nullable().optional(),
  /** A second, strange card lies beside each one presented. */
  twoAtOnce: z.boolean().optional(),
  /** Extra milliseconds before each answer of a card. */
  slowMs: z.int().min(0).max(10_000).optional(),
  /** The card is found, but answers nothing. */
  mute: z.boolean().optional(),
  /** Serial reader: what its line does to bytes for the host. */
  line: z.enum(LINE_FAULTS).optional(),
  /** Serial reader: its chip loses power for a moment, and sleeps, while the line stays. Not a switch: it happens once. */
  powerCycle: z.boolean().optional(),
  unplugged: z.boolean().optional(),
});
export type FaultSwitches = z.infer<typeof faultsSchema>;
