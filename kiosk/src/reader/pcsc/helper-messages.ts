/** What the PC/SC helper process tells. */
export type FromHelper =
  /** nfc-pcsc is not installed: nothing more will come. */
  | { readonly tell: 'missing' }
  | { readonly tell: 'reader'; readonly reader: string }
  /** SCARD_READERSTATE.dwEventState and the ATR. */
  | { readonly tell: 'status'; readonly reader: string; readonly state: number; readonly atr: Uint8Array }
  /** The reader was unplugged. */
  | { readonly tell: 'end'; readonly reader: string }
  /** PC/SC as a whole failed, in the library's words. */
  | { readonly tell: 'error'; readonly error: string }
  | { readonly tell: 'done'; readonly id: number; readonly answer: Uint8Array }
  | { readonly tell: 'failed'; readonly id: number; readonly error: string };

/** What it is told to do with a reader. Each is answered by `done` or `failed`. */
export type ToHelper = { readonly id: number; readonly reader: string } & (
  | { readonly do: 'connect' }
  | { readonly do: 'disconnect' }
  | { readonly do: 'transmit'; readonly apdu: Uint8Array; readonly room: number }
  /** Answers at once, unless the binding holds up the whole process. */
  | { readonly do: 'ping' }
);
