import { hex } from './bytes.ts';

/** Names of card commands and status words for the log; nothing here decides anything. */

const ISO: Record<number, string> = { 164: 'SELECT', 176: 'READ BINARY', 214: 'UPDATE BINARY' };
/** Native commands of NTAG 424 DNA and DESFire, wrapped or not, by code. */
const NATIVE: Record<number, string> = {
  10: 'Authenticate (DES)',
  26: 'Authenticate (3K3DES)',
  60: 'Read_Sig',
  61: 'WriteData',
  69: 'GetKeySettings',
  81: 'GetCardUID',
  84: 'ChangeKeySettings',
  90: 'SelectApplication',
  92: 'SetConfiguration',
  95: 'ChangeFileSettings',
  96: 'GetVersion',
  97: 'GetISOFileIDs',
  100: 'GetKeyVersion',
  106: 'GetApplicationIDs',
  109: 'GetDFNames',
  110: 'FreeMemory',
  111: 'GetFileIDs',
  113: 'AuthenticateEV2First',
  119: 'AuthenticateEV2NonFirst',
  141: 'WriteData',
  170: 'Authenticate (AES)',
  173: 'ReadData',
  175: 'next part',
  189: 'ReadData',
  196: 'ChangeKey',
  202: 'CreateApplication',
  205: 'CreateStdDataFile',
  218: 'DeleteApplication',
  223: 'DeleteFile',
  245: 'GetFileSettings',
  246: 'GetFileCounters',
  252: 'FormatPICC',
};
const TYPE_2: Record<number, string> = {
  48: 'READ page',
  58: 'FAST_READ pages',
  60: 'READ_SIG',
  96: 'GET_VERSION',
  162: 'WRITE page',
};
const KNOWN_NAMES: Record<string, string> = {
  D2760000850101: 'NDEF application',
  D2760000850100: 'PICC',
  E103: 'capability container',
  E104: 'NDEF file',
  E105: 'proprietary file',
};
const STATUS: Record<string, string> = {
  '9000': 'OK',
  '6700': 'wrong length',
  '6982': 'security status not satisfied',
  '6985': 'conditions not satisfied',
  '6A82': 'file not found',
  '6A86': 'wrong P1 P2',
  '6A87': 'wrong Lc',
  '6D00': 'unknown instruction',
  '6E00': 'unknown class',
  '9100': 'OK',
  '911C': 'unknown command',
  '911E': 'integrity error',
  '9140': 'no such key',
  '917E': 'wrong length',
  '919D': 'permission denied',
  '919E': 'wrong parameter',
  '91AD': 'authentication delayed',
  '91AE': 'authentication error',
  '91AF': 'more to come',
  '91BE': 'outside the file',
  '91CA': 'command aborted',
  '91F0': 'file not found',
};

export function describeApdu(command: Uint8Array): string {
  const [cla, ins, p1, p2] = command;
  if (command.length < 4 && cla !== undefined) {
    const name = TYPE_2[cla];
    return name ? [name, ...[...command.slice(1)]].join(' ') : 'command';
  }
  if (cla === 0x90 && ins !== undefined) return NATIVE[ins] ?? `native command ${hex(command.slice(1, 2))}`;
  if (cla !== 0x00 || ins === undefined) return 'command';
  const name = ISO[ins];
  if (!name) return `instruction ${hex(command.slice(1, 2))}`;
  if (ins === 0xa4) {
    const wanted = hex(command.slice(5, 5 + (command[4] ?? 0)));
    return `SELECT ${KNOWN_NAMES[wanted] ?? wanted}`;
  }
  return `${name} at ${((p1 ?? 0) & 0x80 ? 0 : (p1 ?? 0)) * 256 + (p2 ?? 0)}`;
}

export function describeStatus(answer: Uint8Array): string {
  const word = hex(answer.slice(-2));
  const length = answer.length - 2;
  const text = STATUS[word];
  if (!text) return `${answer.length} bytes`;
  return length > 0 ? `${text}, ${length} bytes` : text;
}
