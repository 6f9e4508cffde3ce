import { bytes } from '../bytes.ts';
import { type ChipState, pause } from './chip-state.ts';
import { STATUS } from './constants.ts';
import type { CommandResult } from './link.ts';

/** Commands that do not talk to a card (UM0701-02, 7.2 and 7.3.1). */

/** Diagnose (7.2.1). Memory and antenna of a simulated chip are always well. */
export async function diagnose(state: ChipState, parameters: Uint8Array, signal: AbortSignal): Promise<CommandResult> {
  switch (parameters[0]) {
    case 0x00:
      return parameters.slice();
    case 0x01:
    case 0x02:
    case 0x07:
      return bytes(0x00);
    case 0x04:
      // Polling test: number of failed tries out of 128 for FeliCa, which this antenna does not know.
      return bytes(0x80);
    case 0x05:
      // Echo back test never answers; it ends with the next command.
      await pause(2 ** 31 - 1, signal);
      return bytes(0x00);
    case 0x06:
      return attention(state);
    default:
      return 'syntax-error';
  }
}

/** Attention request: is the activated ISO 14443-4 card still there? */
function attention(state: ChipState): Uint8Array {
  const target = state.targets.find((one) => one !== undefined);
  if (!target) return bytes(STATUS.wrongContext);
  return bytes(state.field.isPowered() && state.field.has(target.card) ? STATUS.ok : STATUS.timeout);
}

/** GetGeneralStatus (7.2.3): last error, external field, targets with bit rates and type, SAM status. */
export function generalStatus(state: ChipState): CommandResult {
  const targets = state.targets.flatMap((target, i) => (target ? [bytes(i + 1, 0x00, 0x00, 0x00)] : []));
  return bytes(state.lastError, 0x00, targets.length, ...targets, 0x80);
}

/** ReadRegister (7.2.4): one byte for each two-byte address. */
export function readRegister(state: ChipState, parameters: Uint8Array): CommandResult {
  if (parameters.length === 0 || parameters.length % 2) return 'syntax-error';
  const addresses = [];
  for (let i = 0; i < parameters.length; i += 2) addresses.push((parameters[i]! << 8) | parameters[i + 1]!);
  return bytes(addresses.map((address) => state.registers.get(address) ?? 0x00));
}

/** WriteRegister (7.2.5): address, address, value, again and again. */
export function writeRegister(state: ChipState, parameters: Uint8Array): CommandResult {
  if (parameters.length === 0 || parameters.length % 3) return 'syntax-error';
  for (let i = 0; i < parameters.length; i += 3) {
    state.registers.set((parameters[i]! << 8) | parameters[i + 1]!, parameters[i + 2]!);
  }
  return bytes();
}

/** SAMConfiguration (7.2.10): normal mode or, without a SAM, virtual and wired card modes all the same. */
export function samConfiguration(parameters: Uint8Array): CommandResult {
  const mode = parameters[0];
  return mode === undefined || mode < 1 || mode > 4 ? 'syntax-error' : bytes();
}

export function setParameters(state: ChipState, parameters: Uint8Array): CommandResult {
  if (parameters.length !== 1) return 'syntax-error';
  state.parameters = parameters[0]!;
  return bytes();
}

/** PowerDown (7.2.11): the field goes off and the chip sleeps after its answer. */
export function powerDown(state: ChipState, parameters: Uint8Array): CommandResult {
  if (parameters.length < 1 || parameters.length > 2) return 'syntax-error';
  state.field.power(false);
  state.targets = [];
  state.asleep = true;
  return bytes(STATUS.ok);
}

/** RFConfiguration (7.3.1): item number, then its data. */
export function rfConfiguration(state: ChipState, parameters: Uint8Array): CommandResult {
  const [item, ...data] = parameters;
  const wanted: Record<number, number> = { 1: 1, 2: 3, 4: 1, 5: 3, 10: 11, 11: 8, 12: 3, 13: 9 };
  if (item === undefined || wanted[item] === undefined || data.length !== wanted[item]) return 'syntax-error';
  if (item === 0x01) {
    const on = (data[0]! & 0x01) !== 0;
    state.field.power(on);
    if (!on) state.targets = [];
  }
  // 100 µs × 2^(n−1); 0 waits for ever.
  if (item === 0x02) state.throughTimeout = data[2] ? Math.max(1, 0.1 * 2 ** ((data[2]! & 0x1f) - 1)) : 0;
  if (item === 0x05) state.activationRetries = data[2]!;
  return bytes();
}
