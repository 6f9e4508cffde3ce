import { isDeepStrictEqual } from 'node:util';
import { sameBytes } from '@tapwell/shared/card/aes-cbc';
import {
  changeFileSettings,
  changeKey,
  changeMasterKey,
  ENABLE_RANDOM_ID,
  FILE,
  getFileSettings,
  writeData,
} from '@tapwell/shared/card/ntag424-commands';
import { type FileOptions, fileMode, type KeyNumber, parseFileSettings } from '@tapwell/shared/card/ntag424-settings';
import { FACTORY, type KeyOnCard } from '../keys/card-keys.ts';
import { accepted, authenticate, type CardSession, type Exchange } from './card-talk.ts';
import { type Identified, identify, type Keyring, openWith, versionOf } from './identify-card.ts';
import type { WhyNot } from './why-not.ts';

/** What a card is to become. */
export interface Goal {
  /** Keys 0 to 4. */
  keys: readonly KeyOnCard[];
  /** The whole NDEF file. */
  file: Uint8Array;
  settings: FileOptions;
  randomId: boolean;
}

type Held = { key: Uint8Array; version: number };

/**
 * Keeps every frame short: cards and readers differ in how well they chain
 * (an NTAG 424 DNA takes 128 bytes a frame), and a short one is soon repeated.
 */
const WRITE_AT_ONCE = 96;

/**
 * Brings a card to a goal from wherever an earlier run was cut off. Every key
 * is proven before anything is changed, so a card that is not wholly ours
 * stays as it was; key 0 goes last, so until the end the card can be opened as
 * it was opened now. Each step is one command that the card does whole or not
 * at all, or one that may be repeated.
 *
 * @param goalOf what the card with this UID shall become, or why it may not; `blank` when its key 0 is the factory's
 * @throws CardRefused, or what `exchange` throws when the card is gone
 */
export async function bringCard<R extends string>(
  exchange: Exchange,
  ring: Keyring,
  goalOf: (card: Identified & { blank: boolean }) => Promise<Goal | { not: R }>,
): Promise<{ card: Identified; goal: Goal } | { not: R | WhyNot }> {
  const card = await identify(exchange, ring);
  if (typeof card === 'string') return { not: card };
  const opened = await proveKeys(exchange, ring, card.uid);
  if (!opened) return { not: 'other-keys' };
  const { session, held } = opened;
  const goal = await goalOf({ ...card, blank: sameBytes(held[0]!.key, FACTORY.key) });
  if ('not' in goal) return goal;
  if (!(await writeFile(session, goal))) return { not: 'frozen-file' };
  for (const number of [1, 2, 3, 4] as const) {
    const { key, version } = goal.keys[number]!;
    if (isHeld(held[number]!, goal.keys[number]!)) continue;
    await session.run(changeKey(number, { oldKey: held[number]!.key, newKey: key, version }));
  }
  await changeSettings(session, goal.settings);
  if (goal.randomId && !card.randomId) await session.run(ENABLE_RANDOM_ID);
  const master = goal.keys[0]!;
  if (!isHeld(held[0]!, master)) await session.run(changeMasterKey({ newKey: master.key, version: master.version }));
  // The answer to that change carries no proof: only the new key does.
  if (!(await authenticate(exchange, 0, master.key))) return { not: 'not-verified' };
  return { card, goal };
}

/** Opens a session with each key, key 0 last. @returns its session and all five keys, or undefined when one is not ours */
async function proveKeys(
  exchange: Exchange,
  ring: Keyring,
  uid: Uint8Array,
): Promise<{ session: CardSession; held: Held[] } | undefined> {
  const numbers: KeyNumber[] = [4, 3, 2, 1, 0];
  const versions: number[] = [];
  // Outside a session, so before the first one is opened.
  for (const number of numbers) versions[number] = await versionOf(exchange, number);
  const held: Held[] = [];
  let master: CardSession | undefined;
  for (const number of numbers) {
    const version = versions[number]!;
    const opened = await openWith(exchange, number, ring.key(uid, number, version));
    if (!opened) return undefined;
    held[number] = { key: opened.held, version };
    master = opened.session;
  }
  return master && { session: master, held };
}

function isHeld(held: Held, wanted: KeyOnCard): boolean {
  return held.version === wanted.version && sameBytes(held.key, wanted.key);
}

/** @returns false when the file's settings allow neither writing nor being changed */
async function writeFile(session: CardSession, { file }: Goal): Promise<boolean> {
  let settings: FileOptions = await fileSettings(session);
  if (settings.access.change !== 0) return false;
  const { write, readWrite } = settings.access;
  if (![write, readWrite].some((who) => who === 0 || who === 'free')) {
    settings = { mode: 'plain', access: { read: 'free', write: 0, readWrite: 0, change: 0 } };
    await session.run(changeFileSettings(FILE.ndef, settings));
  }
  const mode = fileMode(settings, 'write', 0);
  for (let at = 0; at < file.length; at += WRITE_AT_ONCE) {
    for (const command of writeData(FILE.ndef, file.slice(at, at + WRITE_AT_ONCE), mode, at)) {
      await session.run(command);
    }
  }
  return true;
}

/** Leaves settings that are right alone: switching SDM on anew would set the read counter back. */
async function changeSettings(session: CardSession, wanted: FileOptions): Promise<void> {
  const { size, ...now } = await fileSettings(session);
  if (!isDeepStrictEqual(now, wanted)) await session.run(changeFileSettings(FILE.ndef, wanted));
}

async function fileSettings(session: CardSession) {
  return accepted(parseFileSettings(await session.run(getFileSettings(FILE.ndef))));
}
