import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const saved = z.object({ volume: z.int().min(0).max(100) });

/** What staff set at the kiosk itself; it outlasts a restart. */
export class VenueSettings {
  readonly #file: string;
  #volume: number;

  /** @param volume until staff set another */
  constructor(dataDir: string, volume: number) {
    this.#file = join(dataDir, 'venue-settings.json');
    this.#volume = readSaved(this.#file) ?? volume;
  }

  get volume(): number {
    return this.#volume;
  }

  /** @returns in words why it will not outlast a restart, or undefined */
  setVolume(volume: number): string | undefined {
    this.#volume = volume;
    try {
      // Whole or not at all, whenever the power goes.
      writeFileSync(`${this.#file}.new`, JSON.stringify({ volume }), { mode: 0o600, flush: true });
      renameSync(`${this.#file}.new`, this.#file);
    } catch {
      return 'The volume is set, but could not be saved: it will be forgotten at the next start.';
    }
    return undefined;
  }
}

function readSaved(file: string): number | undefined {
  try {
    return saved.parse(JSON.parse(readFileSync(file, 'utf8'))).volume;
  } catch {
    // Not there yet, or spoilt: the configured volume is as good.
    return undefined;
  }
}
