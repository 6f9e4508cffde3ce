import { noLog, type ReaderLog } from './log.ts';
import { PcscReader } from './pcsc/pcsc-reader.ts';
import { Pn532Reader } from './pn532/pn532-reader.ts';
import type { Reader } from './reader.ts';

export type { ReaderLog } from './log.ts';

/** The ways to name a reader, for help texts. */
export const READER_SPECS = [
  'pn532:/dev/ttyUSB0 (a PN532 on that serial device; * in the last part matches several)',
  'pn532:auto (a PN532 on whichever USB serial device has one)',
  'pcsc (the PC/SC reader; a contactless one is preferred)',
  'pcsc:NAME-PART (the PC/SC reader whose name contains that, in any case)',
] as const;

/**
 * The reader a spec names, not yet started. Nothing is opened here.
 * @throws {RangeError} when the spec names none
 */
export function openReader(spec: string, log: ReaderLog = noLog): Reader {
  const colon = spec.indexOf(':');
  const kind = colon < 0 ? spec : spec.slice(0, colon);
  const which = colon < 0 ? '' : spec.slice(colon + 1);
  if (kind === 'pn532' && which !== '') return new Pn532Reader(which, log);
  if (kind === 'pcsc' && (colon < 0 || which !== '')) return new PcscReader(which, log);
  throw new RangeError(`"${spec}" names no card reader; use one of: ${READER_SPECS.join('; ')}`);
}
