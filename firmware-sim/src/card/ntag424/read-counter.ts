import type { Volatile } from './chip.ts';
import type { Ntag424Memory } from './memory.ts';
import { mirrored } from './mirror.ts';

const COUNTER_END = 0xffffff;

/** The two ways of reading; changing between them starts a new SUN message. */
export type ReadCommand = 'ISOReadBinary' | 'ReadData';

/**
 * A file as an unauthenticated read sees it. With SDM on, SDMReadCtr rises by one before
 * the answer to the first read; further reads of the same file by the same command see the
 * same dynamic data, so that a reader may fetch the file in pieces. Any other command in
 * between, which must clear `state.dynamic`, makes the next read a first one again
 * (NT4H2421Gx, 9.3.1 and 9.3.4).
 * @param changed called after the counter rose and before anything is answered
 * @returns `undefined` when the counter has reached its limit: reading is then refused (9.3.2)
 */
export function dynamicContent(
  memory: Ntag424Memory,
  state: Volatile,
  number: number,
  by: ReadCommand,
  changed: () => void,
): Uint8Array | undefined {
  const file = memory.files[number]!;
  const { sdm } = file.settings;
  if (!sdm) return file.data;
  if (state.dynamic?.file === number && state.dynamic.by === by) return state.dynamic.content;
  const counts = sdm.mirrorCounter;
  if (counts && file.readCounter >= (sdm.readCounterLimit ?? COUNTER_END)) return undefined;
  if (counts) {
    file.readCounter += 1;
    changed();
  }
  const content = mirrored(file.data, sdm, { uid: memory.uid, counter: file.readCounter }, memory.keys);
  state.dynamic = { file: number, by, content };
  return content;
}
