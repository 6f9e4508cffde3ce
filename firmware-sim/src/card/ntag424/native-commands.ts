import type { Chip } from './chip.ts';
import { changeFileSettings, getFileCounters, getFileSettings, readData, writeData } from './file-commands.ts';
import { changeKey, getCardUid, getKeyVersion, readSignature, setConfiguration } from './key-commands.ts';
import type { Outcome } from './native-status.ts';
import type { CommMode } from './secure-messaging.ts';

/** A native command of one part. */
export interface NativeCommand {
  /** Bytes after the command code that always go in plain. */
  readonly header: number;
  /** How data is secured in a session (in none, all is plain), or the status that refuses the command at once. */
  mode(chip: Chip, header: Uint8Array): CommMode | number;
  /** `data` is opened. */
  run(chip: Chip, header: Uint8Array, data: Uint8Array): Outcome;
}

/** By command code (NT4H2421Gx, table 22). GetVersion and the authentications have parts of their own. */
export const COMMANDS: ReadonlyMap<number, NativeCommand> = new Map([
  [0x3c, readSignature],
  [0x51, getCardUid],
  [0x5c, setConfiguration],
  [0x5f, changeFileSettings],
  [0x64, getKeyVersion],
  [0x8d, writeData],
  [0xad, readData],
  [0xc4, changeKey],
  [0xf5, getFileSettings],
  [0xf6, getFileCounters],
]);
