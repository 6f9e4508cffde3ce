import { createHash, randomBytes, randomInt } from 'node:crypto';

/** An unguessable token, 256 bits, for a cookie or an `Authorization` header. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What we store of a token: enough to recognise it, nothing to use it with. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Letters and digits no one misreads: no 0/O, 1/I/L. Eight give 39 bits, for ten minutes. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** A pairing code for a person to read out, e.g. `K7QM-4RXT`. */
export function newPairingCode(): string {
  const letters = Array.from({ length: 8 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}
