import { bytes } from '../bytes.ts';

/** URI abbreviations this simulator writes (NFC Forum URI RTD 1.0, table 3), longest first. */
const PREFIXES: [code: number, text: string][] = [
  [0x02, 'https://www.'],
  [0x01, 'http://www.'],
  [0x04, 'https://'],
  [0x03, 'http://'],
];

/**
 * An NDEF message of one URI record: short record, well-known type `U`
 * (NFC Forum NDEF 1.0, 3.2; URI RTD, 3.2).
 * @throws RangeError when the URI does not fit a short record
 */
export function uriMessage(uri: string): Uint8Array {
  const [code, prefix] = PREFIXES.find(([, text]) => uri.startsWith(text)) ?? [0, ''];
  const payload = bytes(code, Buffer.from(uri.slice(prefix.length), 'utf8'));
  if (payload.length > 255) throw new RangeError('the address is too long for a short NDEF record');
  return bytes(0xd1, 0x01, payload.length, 'U'.charCodeAt(0), payload);
}

/** A type 4 tag's NDEF file: two bytes of length, then the message (NFC Forum Type 4 Tag, 5.2.2). */
export function ndefFile(message: Uint8Array, size: number): Uint8Array {
  const file = new Uint8Array(size);
  if (message.length + 2 > size) throw new RangeError(`the NDEF message does not fit a file of ${size} bytes`);
  file.set(bytes(message.length >> 8, message.length & 0xff, message));
  return file;
}
