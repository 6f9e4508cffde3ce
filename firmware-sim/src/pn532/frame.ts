/** What passes on the host link, taken out of its framing (UM0701-02, 6.2.1). */
export type Frame =
  | { readonly kind: 'ack' }
  | { readonly kind: 'nack' }
  /** `data` starts with TFI. */
  | { readonly kind: 'information'; readonly data: Uint8Array }
  /** Application-level error from the chip: one byte 7F (6.2.1.5). */
  | { readonly kind: 'error' }
  /** A start code was seen but a checksum is wrong. */
  | { readonly kind: 'damaged'; readonly raw: Uint8Array };

/** TFI and up to 264 bytes of data (6.2.1.2). */
export const LONGEST = 265;
