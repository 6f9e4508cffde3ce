/** Second status byte after 91 of the native command set (NT4H2421Gx, table 23). */
export const NATIVE = {
  ok: 0x00,
  illegalCommand: 0x1c,
  integrityError: 0x1e,
  noSuchKey: 0x40,
  lengthError: 0x7e,
  permissionDenied: 0x9d,
  parameterError: 0x9e,
  authenticationDelay: 0xad,
  authenticationError: 0xae,
  additionalFrame: 0xaf,
  boundaryError: 0xbe,
  commandAborted: 0xca,
  fileNotFound: 0xf0,
} as const;

/** What a command comes to: answer data, or the status it is refused with. */
export type Outcome = Uint8Array | number;
