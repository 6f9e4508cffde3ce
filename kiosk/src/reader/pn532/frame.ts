/**
 * What travels on the serial line (UM0701-02, 6.2.1). Plain data; `parser.ts`
 * reads it and `writer.ts` writes it.
 *
 *     information  00 00 FF LEN LCS TFI data… DCS 00
 *     extended     00 00 FF FF FF LENM LENL LCS TFI data… DCS 00
 *     ACK          00 00 FF 00 FF 00
 *     NACK         00 00 FF FF 00 00
 *     error        00 00 FF 01 FF 7F 81 00
 */
export type Frame =
  | { readonly kind: 'ack' }
  | { readonly kind: 'nack' }
  /** The PN532 refused the command: unknown, or wrongly formed (6.2.1.5). */
  | { readonly kind: 'error' }
  /** `information` begins with the frame identifier D4 or D5. */
  | { readonly kind: 'information'; readonly information: Uint8Array }
  /** Something that was meant as a frame but whose checksum is wrong. */
  | { readonly kind: 'damaged' };

/** The byte that brings the sum of `bytes` to 0 modulo 256 (LCS and DCS are made so). */
export function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum += byte;
  return -sum & 0xff;
}
