import type { EventEmitter } from 'node:events';

/**
 * The little of `nfc-pcsc` that is used here. It is an optional dependency (its
 * native part needs libpcsclite to compile) and brings no types.
 */
export interface Nfc extends EventEmitter {
  close(): void;
}

export interface NfcReader extends EventEmitter {
  readonly name: string;
  autoProcessing: boolean;
  /** Must be truthy before `transmit` will send. */
  card: object | null;
  connection: object | null;
  connect(): Promise<unknown>;
  disconnect(): Promise<unknown>;
  transmit(data: Buffer, responseMaxLength: number): Promise<Buffer>;
  close(): void;
  /** The binding underneath; its `status` events tell what nfc-pcsc keeps to itself, such as a mute card. */
  readonly reader: EventEmitter & { connected: boolean };
}

export type NfcConstructor = new () => Nfc;

/** Loads nfc-pcsc, or tells that it is not installed or was not compiled. */
export async function loadNfc(): Promise<NfcConstructor | undefined> {
  // Named by a variable: the compiler must not insist on an optional package.
  const name: string = 'nfc-pcsc';
  try {
    const library = (await import(name)) as { NFC?: NfcConstructor; default?: { NFC?: NfcConstructor } };
    return library.NFC ?? library.default?.NFC;
  } catch {
    return undefined;
  }
}
