/** Status bytes of DESFire EV1 (MF3ICD41). */
export const DF = {
  ok: 0x00,
  noChanges: 0x0c,
  outOfMemory: 0x0e,
  illegalCommand: 0x1c,
  integrityError: 0x1e,
  noSuchKey: 0x40,
  lengthError: 0x7e,
  permissionDenied: 0x9d,
  parameterError: 0x9e,
  applicationNotFound: 0xa0,
  authenticationError: 0xae,
  additionalFrame: 0xaf,
  boundaryError: 0xbe,
  commandAborted: 0xca,
  countError: 0xce,
  duplicate: 0xde,
  fileNotFound: 0xf0,
} as const;

/** What a command comes to: answer data, or the status it is refused with. */
export type Outcome = Uint8Array | number;
