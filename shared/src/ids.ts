import { v7 } from 'uuid';

/**
 * A new UUIDv7 (RFC 9562): sorts by the time it was made, and is made when the
 * fact is recorded, never when it is sent, so a resend can be recognised.
 */
export function newId(): string {
  return v7();
}
