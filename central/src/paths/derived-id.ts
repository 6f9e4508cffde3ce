import { createHash } from 'node:crypto';

/** Always the same UUID for the same words (RFC 9562 version 8): for what is worked out from other rows. */
export function derivedId(words: string): string {
  const hex = createHash('sha256').update(`tapwell ${words}`).digest('hex');
  const variant = '89ab'[Number.parseInt(hex[16]!, 16) % 4];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}
