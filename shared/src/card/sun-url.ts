import { fromHex, toHex } from '../bytes.ts';
import type { SunMessage } from './sun.ts';

/**
 * The URL on a Tapwell card: `<base>?p=<32 hex>&c=<16 hex>`. It names no person
 * and opens a public "this is a Tapwell card" page in any phone.
 */
export function sunUrl(base: string, message: SunMessage): string {
  return `${base}?p=${toHex(message.piccData)}&c=${toHex(message.mac)}`;
}

/** @returns undefined when the URL carries no SUN message of ours */
export function parseSunUrl(url: string): SunMessage | undefined {
  const query = /[?&]p=([0-9a-f]{32})&c=([0-9a-f]{16})$/i.exec(url);
  return query ? { piccData: fromHex(query[1]!), mac: fromHex(query[2]!) } : undefined;
}
