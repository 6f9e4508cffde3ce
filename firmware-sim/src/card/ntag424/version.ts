import { bytes, unhex } from '../../bytes.ts';
import type { Ntag424Memory } from './memory.ts';

/** GetVersion's three parts (NT4H2421Gx, 10.5.2): hardware, software, production. */
export function versionPart(memory: Ntag424Memory, part: 1 | 2 | 3): Uint8Array {
  if (part === 1) return unhex('04040230001105');
  if (part === 2) return unhex('04040201021105');
  // A card with Random ID hides its UID. Batch, week and year are of no real production run.
  return bytes(memory.randomId ? new Uint8Array(7) : memory.uid, unhex('00000000000124'));
}
