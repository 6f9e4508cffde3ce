import { bytes, same } from '../bytes.ts';
import type { SimCard } from '../card/sim-card.ts';
import { activationMs } from '../field/rf-timing.ts';
import { ACTIVATION_TRY_MS, type ChipState, cardOrTimeout, newTarget, pause } from './chip-state.ts';
import type { CommandResult } from './link.ts';

/** Baud rate and modulation bytes of InListPassiveTarget (UM0701-02, 7.3.5). */
const TYPE_A_106 = 0x00;
const LAST_BAUD = 0x04;
/** InAutoPoll target types (7.3.13): generic 106 kbps A, MIFARE, ISO 14443-4 A. */
const POLL_GENERIC_A = 0x00;
const POLL_MIFARE = 0x10;
const POLL_ISO14443_4A = 0x20;
const POLL_UNIT_MS = 150;

/** InListPassiveTarget (7.3.5): finds up to two cards, waiting as MxRtyPassiveActivation says. */
export async function listPassiveTarget(
  state: ChipState,
  parameters: Uint8Array,
  signal: AbortSignal,
): Promise<CommandResult> {
  const [most, baud] = parameters;
  if (most === undefined || baud === undefined || most < 1 || most > 2 || baud > LAST_BAUD) return 'syntax-error';
  const wanted = wantedUid(parameters.slice(2));
  state.field.power(true);
  state.targets = [];
  if (baud !== TYPE_A_106) {
    // The simulated antenna holds type A cards only: other modulations run out of tries, or wait for ever.
    if (state.activationRetries === 0xff) await pause(2 ** 31 - 1, signal);
    await pause((state.activationRetries + 1) * ACTIVATION_TRY_MS, signal);
    return bytes(0);
  }
  const suits = (card: SimCard) => !wanted || same(card.anticollision().uid, wanted);
  const found = (await waitForCards(state, signal, suits)).slice(0, most);
  await activation(state, found, signal);
  return bytes(...activated(state, found));
}

/** InAutoPoll (7.3.13): polls the listed types in turn, `polls` times (FF for ever), `period` × 150 ms apart. */
export async function autoPoll(state: ChipState, parameters: Uint8Array, signal: AbortSignal): Promise<CommandResult> {
  const [polls, period] = parameters;
  const types = [...parameters.slice(2)];
  if (!polls || !period || period > 0x0f || types.length === 0 || types.length > 15) return 'syntax-error';
  state.field.power(true);
  state.targets = [];
  // The antenna is looked at whenever a card comes, not only at its type's turn: a real round is much quicker than its period.
  for (let poll = 0; polls === 0xff || poll < polls; poll++) {
    for (let turn = 0; turn < types.length; turn++) {
      const type = types.find((one) => state.field.cards().some((card) => pollTypeOf(one, card) !== undefined));
      if (type !== undefined) {
        const found = state.field.cards().filter((card) => pollTypeOf(type, card) !== undefined);
        await activation(state, found.slice(0, 2), signal);
        return polled(state, type, found.slice(0, 2));
      }
      await cardOrTimeout(state.field, period * POLL_UNIT_MS, signal);
    }
  }
  return bytes(0);
}

/** The type a card is reported as when polled with `asked`; `undefined` when it would not answer. */
function pollTypeOf(asked: number, card: SimCard): number | undefined {
  const is4 = (card.anticollision().selRes & 0x20) !== 0;
  const own = is4 ? POLL_ISO14443_4A : POLL_MIFARE;
  return asked === own || asked === POLL_GENERIC_A ? own : undefined;
}

function polled(state: ChipState, asked: number, found: SimCard[]): Uint8Array {
  const [count, ...entries] = activated(state, found);
  const typed = found.map((card, i) => {
    const data = entries[i] as Uint8Array;
    return bytes(pollTypeOf(asked, card)!, data.length, data);
  });
  return bytes(count as number, ...typed);
}

async function waitForCards(
  state: ChipState,
  signal: AbortSignal,
  suits: (card: SimCard) => boolean,
): Promise<SimCard[]> {
  const retries = state.activationRetries;
  const end = retries === 0xff ? Number.POSITIVE_INFINITY : performance.now() + (retries + 1) * ACTIVATION_TRY_MS;
  for (;;) {
    const found = state.field.cards().filter(suits);
    const left = end - performance.now();
    if (found.length || left <= 0) return found;
    await cardOrTimeout(state.field, left, signal);
  }
}

/** With RF timing on, anticollision and selection take their time. */
async function activation(state: ChipState, cards: SimCard[], signal: AbortSignal): Promise<void> {
  const { timing } = state.field;
  if (timing) for (const card of cards) await pause(activationMs(card), signal);
}

/** Makes the cards the chip's targets; gives their number and each one's target data. */
function activated(state: ChipState, cards: SimCard[]): [number, ...Uint8Array[]] {
  state.targets = cards.map((card) => newTarget(state, card));
  const data = state.targets.map((target, i) => {
    const { uid, sensRes, selRes, ats } = target!.card.anticollision();
    return bytes(i + 1, sensRes, selRes, uid.length, uid, target!.isoDep && ats ? ats : []);
  });
  return [cards.length, ...data];
}

/** InitiatorData for type A: the UID, with a cascade tag 88 before each part that needs one (7.3.5). */
function wantedUid(data: Uint8Array): Uint8Array | undefined {
  if (data.length === 4 || data.length === 0) return data.length ? data : undefined;
  if (data.length === 8) return data.slice(1);
  if (data.length === 12) return bytes(data.slice(1, 4), data.slice(5));
  return data;
}
