/** Numbers of the PN532 host link and command set (UM0701-02, sections 6 and 7). */

/** Direction byte of a frame (6.2.1.1, TFI). */
export const TFI = { host: 0xd4, chip: 0xd5, error: 0x7f } as const;

/** Command codes (7, table "command set"); the answer's code is one more. */
export const COMMAND = {
  Diagnose: 0x00,
  GetFirmwareVersion: 0x02,
  GetGeneralStatus: 0x04,
  ReadRegister: 0x06,
  WriteRegister: 0x08,
  ReadGPIO: 0x0c,
  WriteGPIO: 0x0e,
  SetSerialBaudRate: 0x10,
  SetParameters: 0x12,
  SAMConfiguration: 0x14,
  PowerDown: 0x16,
  RFConfiguration: 0x32,
  InDataExchange: 0x40,
  InCommunicateThru: 0x42,
  InDeselect: 0x44,
  InListPassiveTarget: 0x4a,
  InRelease: 0x52,
  InSelect: 0x54,
  InAutoPoll: 0x60,
} as const;

/** Error codes in the status byte of an answer (7.1, table "error code list"). */
export const STATUS = {
  ok: 0x00,
  timeout: 0x01,
  framing: 0x05,
  mifareAuthentication: 0x14,
  wrongContext: 0x27,
} as const;

/** Bit 6 of Tg and of the status byte: more information follows (7.3.5). */
export const MORE = 0x40;

/** PN532 firmware 1.6: IC 32, version 1, revision 6, ISO 14443 A and B and ISO 18092 (7.2.2). */
export const FIRMWARE = [0x32, 0x01, 0x06, 0x07] as const;

/** Name of a command code, e.g. `InListPassiveTarget`, or `command 7B`. */
export function commandName(code: number): string {
  const found = Object.entries(COMMAND).find(([, value]) => value === code);
  return found ? found[0] : `command ${code.toString(16).toUpperCase().padStart(2, '0')}`;
}
