import type { Application, DesfireMemory } from './memory.ts';
import { PICC } from './memory.ts';
import type { CommMode, Session } from './session.ts';
import type { Outcome } from './status.ts';

/** The chip as its commands see it. */
export interface Chip {
  readonly memory: DesfireMemory;
  readonly state: Volatile;
  /** To be called after memory changed and before an answer is given. */
  readonly changed: () => void;
  readonly random: (length: number) => Uint8Array;
}

/** What the chip forgets without power. */
export interface Volatile {
  /** Identifier of the selected application, hex, as its bytes are sent. */
  aid: string;
  /** ISO-selected file number. */
  isoFile?: number | undefined;
  session?: Session | undefined;
}

/** A command of the native set. */
export interface Command {
  /** Bytes after the code that always go in plain. */
  readonly header: number;
  /** How the data after the header comes; plain when absent. */
  readonly comes?: (chip: Chip, header: Uint8Array) => CommMode;
  /**
   * How many data bytes the header announces; without it they are what there is. A command
   * whose frame brings fewer waits for more frames.
   */
  readonly announces?: (chip: Chip, header: Uint8Array) => number;
  /** Data comes as one cryptogram whose inside only the command understands. */
  readonly ownCryptogram?: boolean;
  /** How the answer goes; plain when absent. */
  readonly goes?: (chip: Chip, header: Uint8Array) => CommMode;
  /** What refuses the command before its data is opened. */
  readonly allowed?: (chip: Chip, header: Uint8Array) => number | undefined;
  /** `data` is opened. */
  run(chip: Chip, header: Uint8Array, data: Uint8Array): Outcome;
}

export const MASTER_KEY = 0;

export function application(chip: Chip): Application {
  return chip.memory.applications.get(chip.state.aid)!;
}

export function isPicc(chip: Chip): boolean {
  return chip.state.aid === PICC;
}

/** Authenticated with the selected application's (or the PICC's) master key. */
export function isMaster(chip: Chip): boolean {
  return chip.state.session?.keyNo === MASTER_KEY;
}

/** Key settings, low four bits: what may be done, and what without the master key (MF3ICD41). */
export const SETTING = { changeMasterKey: 0x01, freeListing: 0x02, freeCreate: 0x04, changeSettings: 0x08 } as const;

export function has(chip: Chip, setting: number): boolean {
  return (application(chip).settings & setting) !== 0;
}
