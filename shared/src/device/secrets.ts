import { hash, randomBytes, randomInt, scryptSync } from 'node:crypto';

/** An unguessable token, 256 bits, for a cookie or an `Authorization` header. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What we store of a token: enough to recognise it, nothing to use it with. */
export function tokenHash(token: string): string {
  return hash('sha256', token, 'base64url');
}

/** Letters and digits no one misreads: no 0/O, 1/I/L. Eight give 39 bits, for ten minutes. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** A pairing code for a person to read out, e.g. `K7QM-4RXT`. */
export function newPairingCode(): string {
  const letters = Array.from({ length: 8 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** About a twentieth of a second: nothing for who knows the code, ten thousand years for who must try them all. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/**
 * What is kept of a pairing code, and what proves knowledge of it. However it
 * was typed: hyphen, spaces and small letters do not matter.
 */
export function pairingKey(code: string): string {
  const letters = code.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return scryptSync(letters, 'tapwell pairing code', 32, COST).toString('base64url');
}
