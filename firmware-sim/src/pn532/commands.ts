import { bytes } from '../bytes.ts';
import type { ChipState } from './chip-state.ts';
import { COMMAND, FIRMWARE } from './constants.ts';
import { communicateThru, dataExchange, letGo, select } from './exchange.ts';
import * as housekeeping from './housekeeping.ts';
import type { CommandResult } from './link.ts';
import { autoPoll, listPassiveTarget } from './targets.ts';

/** Runs one command. Throws `AbortError` when `signal` fires. */
type Handler = (
  state: ChipState,
  parameters: Uint8Array,
  signal: AbortSignal,
) => CommandResult | Promise<CommandResult>;

/** Every command this chip knows; any other is a syntax error (UM0701-02, 7). */
const HANDLERS = new Map<number, Handler>([
  [COMMAND.Diagnose, housekeeping.diagnose],
  [COMMAND.GetFirmwareVersion, () => bytes(FIRMWARE)],
  [COMMAND.GetGeneralStatus, housekeeping.generalStatus],
  [COMMAND.ReadRegister, housekeeping.readRegister],
  [COMMAND.WriteRegister, housekeeping.writeRegister],
  [COMMAND.ReadGPIO, () => bytes(0x3f, 0x07, 0x00)],
  [COMMAND.WriteGPIO, () => bytes()],
  [COMMAND.SetSerialBaudRate, (_, { length }) => (length === 1 ? bytes() : 'syntax-error')],
  [COMMAND.SetParameters, housekeeping.setParameters],
  [COMMAND.SAMConfiguration, (_, parameters) => housekeeping.samConfiguration(parameters)],
  [COMMAND.PowerDown, housekeeping.powerDown],
  [COMMAND.RFConfiguration, housekeeping.rfConfiguration],
  [COMMAND.InDataExchange, dataExchange],
  [COMMAND.InCommunicateThru, communicateThru],
  [COMMAND.InDeselect, (state, parameters) => letGo(state, parameters, 'deselect')],
  [COMMAND.InRelease, (state, parameters) => letGo(state, parameters, 'release')],
  [COMMAND.InSelect, select],
  [COMMAND.InListPassiveTarget, listPassiveTarget],
  [COMMAND.InAutoPoll, autoPoll],
]);

export async function runCommand(
  state: ChipState,
  code: number,
  parameters: Uint8Array,
  signal: AbortSignal,
): Promise<CommandResult> {
  const handler = HANDLERS.get(code);
  return handler ? await handler(state, parameters, signal) : 'syntax-error';
}
