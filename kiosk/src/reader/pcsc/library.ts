import type { EventEmitter } from 'node:events';

/**
 * The little of `nfc-pcsc` that is used here. It is an optional dependency (its
 * native part needs libpcsclite to compile) and brings no types.
 */
export interface Library {
  NFC: new () => EventEmitter;
}

export interface LibraryReader extends EventEmitter {
  readonly name: string;
  autoProcessing: boolean;
  /** Must be truthy before `transmit` will send. */
  card: object | null;
  connection: object | null;
  connect(): Promise<unknown>;
  disconnect(): Promise<unknown>;
  transmit(data: Buffer, responseMaxLength: number): Promise<Buffer>;
  /** The binding underneath; its `status` events tell what nfc-pcsc keeps to itself, such as a mute card. */
  readonly reader: EventEmitter & { connected: boolean };
}

/** Loads nfc-pcsc; undefined when it is not installed or was not compiled. */
export async function loadLibrary(): Promise<Library | undefined> {
  // Named by a variable: the compiler must not insist on an optional package.
  const name: string = 'nfc-pcsc';
  try {
    const library = (await import(name)) as Partial<Library> & { default?: Library };
    return library.NFC === undefined ? library.default : { NFC: library.NFC };
  } catch {
    return undefined;
  }
}
