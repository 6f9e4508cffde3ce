import type { PendingAuthentication } from './authenticate.ts';
import type { Ntag424Memory } from './memory.ts';
import type { ReadCommand } from './read-counter.ts';
import type { Session } from './secure-messaging.ts';

/** The chip as its commands see it. */
export interface Chip {
  readonly memory: Ntag424Memory;
  readonly state: Volatile;
  /** To be called after memory changed and before an answer is given. */
  readonly changed: () => void;
  readonly random: (length: number) => Uint8Array;
}

/** What the chip forgets without power or at a new selection. */
export interface Volatile {
  level: 'picc' | 'application';
  /** File number chosen by ISOSelectFile. */
  file?: number | undefined;
  session?: Session | undefined;
  /** A command of more than one part that waits for its next part. */
  pending?: PendingAuthentication | PendingVersion | undefined;
  /** The SUN message of an unbroken run of reads. */
  dynamic?: { readonly file: number; readonly by: ReadCommand; readonly content: Uint8Array } | undefined;
}

export interface PendingVersion {
  readonly kind: 'version';
  /** Parts already given, 1 or 2. */
  readonly given: number;
  /** The command came with a MAC, so the last part goes with one. */
  readonly mac: boolean;
}
