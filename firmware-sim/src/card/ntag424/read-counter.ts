import type { Ntag424Memory } from './memory.ts';
import { mirrored } from './mirror.ts';
import type { Volatile } from './ntag424.ts';

const COUNTER_END = 0xffffff;

/**
 * A file as an unauthenticated read sees it. With SDM on, SDMReadCtr rises by one
 * before the answer to the first ReadData or ISOReadBinary of an activation; later
 * reads of the same activation see the same dynamic data, so that a reader may
 * fetch the file in pieces and still get one consistent message (NT4H2421Gx, 9.3.5).
 * @param changed called after the counter rose and before anything is answered
 * @returns `undefined` when the counter has reached its limit: reading is then refused
 */
export function dynamicContent(
  memory: Ntag424Memory,
  state: Volatile,
  number: number,
  changed: () => void,
): Uint8Array | undefined {
  const file = memory.files[number]!;
  const { sdm } = file.settings;
  if (!sdm) return file.data;
  if (state.dynamic?.file === number) return state.dynamic.content;
  if (file.readCounter >= (sdm.readCounterLimit ?? COUNTER_END)) return undefined;
  file.readCounter += 1;
  changed();
  const content = mirrored(file.data, sdm, { uid: memory.uid, counter: file.readCounter }, memory.keys);
  state.dynamic = { file: number, content };
  return content;
}
