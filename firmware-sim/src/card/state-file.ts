import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CardMemory } from './sim-card.ts';

/**
 * Card memories in one JSON file, `{"cards": {<key>: {...}}}`. A save is on disk
 * when it returns, so that no counter a reader has seen can come back after a crash.
 */
export class StateFile {
  private readonly path: string | undefined;
  private readonly cards: Record<string, CardMemory>;

  /** @param path where to keep it; without one nothing outlives the process. Throws when the file is not ours. */
  constructor(path?: string) {
    this.path = path;
    this.cards = path ? load(path) : {};
  }

  get(key: string): CardMemory | undefined {
    return this.cards[key];
  }

  /** Durable when it returns. Synchronous on purpose: the card's answer must not overtake it. */
  put(key: string, memory: CardMemory): void {
    this.cards[key] = memory;
    if (this.path) writeDurably(this.path, `${JSON.stringify({ cards: this.cards }, null, 1)}\n`);
  }
}

function load(path: string): Record<string, CardMemory> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  try {
    const { cards } = JSON.parse(text) as { cards: Record<string, CardMemory> };
    if (typeof cards === 'object' && cards !== null) return cards;
  } catch {
    // Falls through to the sentence below.
  }
  throw new Error(`The state file ${path} is not one this simulator wrote; move it away or name another.`);
}

/** New file beside the old, synced, renamed over it, and the rename synced too. */
function writeDurably(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const next = `${path}.new`;
  const fd = openSync(next, 'w', 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(next, path);
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
