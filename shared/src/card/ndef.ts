import { concat } from '../bytes.ts';
import type { KeyNumber, SdmSettings } from './ntag424-settings.ts';

/** An NDEF file for an NTAG 424 DNA whose URL the card fills in at each read. */
export interface SunTemplate {
  /** The file from its first byte: length, one URI record, and zeros where the card writes. */
  file: Uint8Array;
  /** Where the card writes 32 hex digits of PICC data, in bytes from the start of the file. */
  piccDataOffset: number;
  /** Where the card writes 16 hex digits of SDMMAC. */
  macOffset: number;
}

interface QueryNames {
  piccData: string;
  mac: string;
}
/** What `parseSunUrl` looks for. */
const OURS: QueryNames = { piccData: 'p', mac: 'c' };
/** Bytes in the NDEF file of an NTAG 424 DNA, the two of NLEN included (NT4H2421Gx §8.2.3). */
const FILE_SIZE = 256;
const HTTPS = 'https://';
const PICC_DATA = '0'.repeat(32);
const MAC = '0'.repeat(16);
/** NLEN, then the record's header, type length, payload length, type and prefix. */
const TEXT_START = 7;

/**
 * Builds the file for `<base>?p=<PICC data>&c=<MAC>` (NFC Forum Type 4 Tag 1.0
 * §2.3, NDEF 1.0 §3, URI RTD 1.0 §3.2): one short URI record with prefix 04,
 * "https://". `parseSunUrl` reads what the card makes of it.
 * @param base an https URL in ASCII without query, e.g. `https://tapwell.example/c`
 * @param names the query's parameters, Tapwell's own unless given
 * @throws RangeError when the base is no such URL or the file would not fit the card
 */
export function sunTemplate(base: string, names: QueryNames = OURS): SunTemplate {
  if (!/^https:\/\/[!-~]+$/.test(base) || /[?#]/.test(base)) {
    throw new RangeError('the base is an https URL in ASCII, without query or fragment');
  }
  const beforePicc = `${base.slice(HTTPS.length)}?${names.piccData}=`;
  const beforeMac = `${beforePicc}${PICC_DATA}&${names.mac}=`;
  const text = new TextEncoder().encode(beforeMac + MAC);
  const longest = FILE_SIZE - TEXT_START;
  if (text.length > longest)
    throw new RangeError(`the URL is ${text.length - longest} characters too long for the card`);
  const payload = text.length + 1;
  return {
    // NLEN, two bytes, most significant first; its first is 0 as the file is this small.
    file: concat(Uint8Array.of(0, payload + 4, 0xd1, 1, payload, 0x55, 0x04), text),
    piccDataOffset: TEXT_START + beforePicc.length,
    macOffset: TEXT_START + beforeMac.length,
  };
}

/**
 * The SDM settings that go with a template, for ChangeFileSettings: encrypted
 * UID and counter, and a MAC over nothing but them.
 */
export function sunSettings(template: SunTemplate, keys: { metaRead: KeyNumber; fileRead: KeyNumber }): SdmSettings {
  return {
    picc: { kind: 'encrypted', key: keys.metaRead, offset: template.piccDataOffset, uid: true, counter: true },
    // An empty input: MAC input and MAC start at the same place (NT4H2421Gx §9.3.8).
    mac: { key: keys.fileRead, inputOffset: template.macOffset, offset: template.macOffset },
    counterRetrieval: 'never',
  };
}

/**
 * The https URL in an NDEF file as read from a card. Takes any bytes.
 * @returns undefined when it holds anything but one short https URI record
 */
export function ndefUrl(file: Uint8Array): string | undefined {
  const [high, low, header, typeLength, payload, type, prefix] = file;
  if (high !== 0 || low === undefined || payload === undefined) return undefined;
  if (header !== 0xd1 || typeLength !== 1 || type !== 0x55 || prefix !== 0x04) return undefined;
  if (payload < 1 || low !== payload + 4 || file.length < low + 2) return undefined;
  const text = file.subarray(TEXT_START, low + 2);
  if (text.some((byte) => byte < 0x21 || byte > 0x7e)) return undefined;
  return HTTPS + new TextDecoder().decode(text);
}
