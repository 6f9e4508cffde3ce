/**
 * CRC-32 as NXP's cards compute it (MIFARE DESFire EV1, NT4H2421Gx §10.6.1):
 * ISO/IEC 13239 polynomial, started with all ones and without the last
 * inversion ("JAMCRC").
 * @returns 4 bytes, least significant first
 */
export function crc32Card(data: Uint8Array): Uint8Array {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return Uint8Array.of(crc & 0xff, (crc >>> 8) & 0xff, (crc >>> 16) & 0xff, crc >>> 24);
}
