import { hex } from '../bytes.ts';
import { commandName, STATUS } from './constants.ts';
import type { Frame } from './frame.ts';

/** Words for the log; nothing here decides anything. */

export function describeCommand(code: number, parameters: Uint8Array): string {
  return parameters.length ? `${commandName(code)} ${hex(parameters)}` : commandName(code);
}

export function describeFrame(frame: Frame): string {
  if (frame.kind !== 'information') return frame.kind === 'error' ? 'syntax error' : frame.kind.toUpperCase();
  const code = frame.data[1];
  if (code === undefined) return 'last answer again';
  const name = commandName(code - 1);
  const first = frame.data[2];
  const hasStatus = ['InDataExchange', 'InCommunicateThru', 'InSelect', 'InDeselect', 'InRelease'].includes(name);
  if (hasStatus && first === STATUS.timeout) return `${name}: no answer from the card`;
  if (hasStatus && first === STATUS.wrongContext) return `${name}: no such target`;
  if (name === 'InListPassiveTarget' || name === 'InAutoPoll') return `${name}: ${first} found`;
  return `${name} answered`;
}
