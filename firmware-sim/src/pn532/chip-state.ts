import { setTimeout as sleep } from 'node:timers/promises';
import { type SimCard, speaksIso14443_4 } from '../card/sim-card.ts';
import type { Field } from '../field/field.ts';

/** What the chip holds between commands. */
export interface ChipState {
  readonly field: Field;
  /** Activated targets by their logical number less one; an empty place is a released target. */
  targets: (Target | undefined)[];
  /** SetParameters flags (7.2.9); bit 4 sends RATS by itself. */
  parameters: number;
  /** Registers written, by address. */
  readonly registers: Map<number, number>;
  /** Tries after the first of a passive activation; FF tries for ever (7.3.1, item 05). */
  activationRetries: number;
  /** Milliseconds InCommunicateThru waits for a card; 0 for ever (7.3.1, item 02). */
  throughTimeout: number;
  /** Last error, for GetGeneralStatus. */
  lastError: number;
  /** Collects InDataExchange pieces sent with the MI bit. */
  chained: Uint8Array;
  /** The rest of an answer longer than one frame. */
  rest: Uint8Array;
  /** Set by PowerDown; the link goes to sleep after the answer. */
  asleep: boolean;
}

export interface Target {
  readonly card: SimCard;
  /** RATS was sent: commands are APDUs in ISO-DEP blocks. */
  readonly isoDep: boolean;
  deselected: boolean;
}

/** One try at finding a card takes the chip about this long (7.3.5 gives no number; measured boards take 4 to 6 ms). */
export const ACTIVATION_TRY_MS = 5;
/** Waiting in vain for the answer of a storage card. */
export const NATIVE_TIMEOUT_MS = 5;

export function newChipState(field: Field): ChipState {
  return {
    field,
    targets: [],
    parameters: 0x14,
    registers: new Map(),
    activationRetries: 0xff,
    throughTimeout: 51,
    lastError: 0,
    chained: new Uint8Array(),
    rest: new Uint8Array(),
    asleep: false,
  };
}

export function newTarget(state: ChipState, card: SimCard): Target {
  card.select();
  return { card, isoDep: speaksIso14443_4(card) && (state.parameters & 0x10) !== 0, deselected: false };
}

/** Ends after `ms`, at once when the host gives up (throws `AbortError`). */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal });
}

/** Ends when a card is placed, after `ms`, or when the host gives up (throws). */
export async function cardOrTimeout(field: Field, ms: number, signal: AbortSignal): Promise<void> {
  const either = new AbortController();
  const stop = field.listen({ placed: () => either.abort() });
  const forward = () => either.abort();
  signal.addEventListener('abort', forward, { once: true });
  try {
    await sleep(Math.min(ms, 2 ** 31 - 1), undefined, { signal: either.signal }).catch(() => {});
  } finally {
    stop();
    signal.removeEventListener('abort', forward);
  }
  signal.throwIfAborted();
}
