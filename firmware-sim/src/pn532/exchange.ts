import { bytes } from '../bytes.ts';
import { frameWaitingMs } from '../field/rf-timing.ts';
import { type ChipState, NATIVE_TIMEOUT_MS, pause, type Target } from './chip-state.ts';
import { MORE, STATUS } from './constants.ts';
import { LONGEST } from './frame.ts';
import type { CommandResult } from './link.ts';

/** TFI, code and status leave this much of a frame for a card's answer. */
const ROOM = LONGEST - 3;

/** InDataExchange (UM0701-02, 7.3.8). Bit 6 of Tg says more of the command follows. */
export async function dataExchange(
  state: ChipState,
  parameters: Uint8Array,
  signal: AbortSignal,
): Promise<CommandResult> {
  const tg = parameters[0];
  if (tg === undefined) return 'syntax-error';
  const target = state.targets[(tg & 0x0f) - 1];
  if (!target) return failed(state, STATUS.wrongContext);
  if (state.rest.length && parameters.length === 1) return part(state, state.rest);
  state.rest = new Uint8Array();
  const command = bytes(state.chained, parameters.slice(1));
  if (tg & MORE) {
    state.chained = command;
    return bytes(STATUS.ok);
  }
  state.chained = new Uint8Array();
  if (target.deselected) {
    target.card.select();
    target.deselected = false;
  }
  const answer = await state.field.exchange(target.card, command);
  if (!answer) {
    await pause(target.isoDep ? frameWaitingMs(target.card) : NATIVE_TIMEOUT_MS, signal);
    const refused = !target.isoDep && isMifareAuthentication(command) && state.field.has(target.card);
    return failed(state, refused ? STATUS.mifareAuthentication : STATUS.timeout);
  }
  state.lastError = STATUS.ok;
  return part(state, answer);
}

/** Authenticate with key A or B: code, block, six bytes of key, four of UID. */
function isMifareAuthentication(command: Uint8Array): boolean {
  return command.length === 12 && (command[0] === 0x60 || command[0] === 0x61);
}

/** As much of an answer as a frame holds; the rest waits for the host to ask with an empty InDataExchange. */
function part(state: ChipState, answer: Uint8Array): Uint8Array {
  state.rest = answer.slice(ROOM);
  return bytes(state.rest.length ? MORE : STATUS.ok, answer.slice(0, ROOM));
}

/** InCommunicateThru (7.3.9): raw bytes to whatever was activated last. */
export async function communicateThru(
  state: ChipState,
  parameters: Uint8Array,
  signal: AbortSignal,
): Promise<CommandResult> {
  const target = state.targets.findLast((one) => one !== undefined);
  const answer = target && (await rawAnswer(state, target, parameters));
  if (!answer) {
    await pause(state.throughTimeout || 2 ** 31 - 1, signal);
    return failed(state, STATUS.timeout);
  }
  state.lastError = STATUS.ok;
  return bytes(STATUS.ok, answer);
}

/**
 * The card's end of the ISO-DEP block protocol, as far as a reader's firmware leaves it
 * to the host (ISO 14443-4, 7.1): R(NAK) as a presence check, S(DESELECT), unchained I-blocks.
 */
async function rawAnswer(state: ChipState, target: Target, sent: Uint8Array): Promise<Uint8Array | undefined> {
  const { field } = state;
  const { card } = target;
  if (!field.isPowered() || !field.has(card)) return undefined;
  if (!target.isoDep) return field.exchange(card, sent);
  const block = sent[0] ?? 0;
  // Rule 12: to an R(NAK) with the other block number a card answers R(ACK) with its own.
  if ((block & 0xf6) === 0xb2 && sent.length === 1) return bytes(0xa2 | (~block & 1));
  if (block === 0xc2 && sent.length === 1) return bytes(0xc2);
  if ((block & 0xfe) !== 0x02) return undefined;
  const answer = await field.exchange(card, sent.slice(1));
  return answer && bytes(block, answer);
}

/** InDeselect, InRelease (7.3.10, 7.3.11): target 0 means all; only InRelease forgets them. */
export function letGo(state: ChipState, parameters: Uint8Array, how: 'deselect' | 'release'): CommandResult {
  const tg = parameters[0];
  if (tg === undefined || parameters.length !== 1) return 'syntax-error';
  const chosen = state.targets.flatMap((target, i) => (target && (tg === 0 || tg === i + 1) ? [i] : []));
  if (tg !== 0 && chosen.length === 0) return failed(state, STATUS.wrongContext);
  for (const i of chosen) {
    state.targets[i]!.deselected = true;
    state.targets[i]!.card.select();
    if (how === 'release') state.targets[i] = undefined;
  }
  return bytes(STATUS.ok);
}

/** InSelect (7.3.12): wakes a deselected target, which starts afresh as after RATS. */
export function select(state: ChipState, parameters: Uint8Array): CommandResult {
  const tg = parameters[0];
  if (tg === undefined || parameters.length !== 1) return 'syntax-error';
  const target = state.targets[tg - 1];
  if (!target) return failed(state, STATUS.wrongContext);
  if (!state.field.has(target.card)) return failed(state, STATUS.timeout);
  if (target.deselected) target.card.select();
  target.deselected = false;
  return bytes(STATUS.ok);
}

function failed(state: ChipState, error: number): Uint8Array {
  state.lastError = error;
  return bytes(error);
}
