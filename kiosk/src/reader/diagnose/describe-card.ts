import { toHex } from '@tapwell/shared/bytes';
import { NEXT_FRAME, nativeApdu, parseResponse } from '@tapwell/shared/card/apdu';
import { ndefUrl } from '@tapwell/shared/card/ndef';
import { ISO_SELECT_APPLICATION, ISO_SELECT_NDEF, isoReadBinary } from '@tapwell/shared/card/ntag424-commands';
import { type CardVersion, moreFrames, parseVersionFrames } from '@tapwell/shared/card/ntag424-version';
import type { PresentedCard } from '../reader.ts';

/** What a card is, as far as it tells anyone without a key. */
export interface CardDescription {
  kind: 'ntag424' | 'desfire' | 'iso14443-4' | 'iso14443-3' | 'unknown';
  /** What anticollision gave, hex; null when the reader could not tell. */
  uid: string | null;
  /** The UID is another each time: a phone, a passport, or a card with Random ID. */
  randomUid: boolean;
  /** The https address that it carries, of printable ASCII; null when it carries none. */
  url: string | null;
}

const OK = 0x9000;
const GET_VERSION = 0x60;
/** GetVersion comes in three frames. */
const MOST_FRAMES = 4;
const NXP = 0x04;
/** Hardware types in GetVersion's answer. */
const DESFIRE = 0x01;
const NTAG = 0x04;
/** The hardware's major version in an NTAG 424 DNA (NT4H2421Gx §10.5.2). */
const GENERATION_424 = 0x30;

/**
 * Asks a card what it is. Reading an NTAG 424 DNA's address counts as one read
 * of the card, which does no harm: its counter only ever rises.
 * @throws {CardGone} when the card left
 */
export async function describeCard(card: PresentedCard): Promise<CardDescription> {
  const uid = card.uid.length === 0 ? null : toHex(card.uid);
  const described = { uid, randomUid: card.uid.length === 4 && card.uid[0] === 0x08 };
  if (card.kind !== 'iso14443-4') return { ...described, kind: card.kind, url: null };
  // First what a tap does, so that nothing another command does to the card can stand in its way.
  const carries = (await isOk(card, ISO_SELECT_APPLICATION)) && (await isOk(card, ISO_SELECT_NDEF));
  const url = carries ? await readUrl(card) : null;
  const kind = kindOf(await readVersion(card)) ?? 'iso14443-4';
  return { ...described, kind, url };
}

function kindOf(version: CardVersion | undefined): 'ntag424' | 'desfire' | undefined {
  if (version?.hardware.vendor !== NXP) return undefined;
  if (version.hardware.type === NTAG && version.hardware.major === GENERATION_424) return 'ntag424';
  return version.hardware.type === DESFIRE ? 'desfire' : undefined;
}

async function readVersion(card: PresentedCard): Promise<CardVersion | undefined> {
  const frames = [await card.transceive(nativeApdu(GET_VERSION))];
  while (moreFrames(frames.at(-1)!) && frames.length < MOST_FRAMES) frames.push(await card.transceive(NEXT_FRAME));
  const version = parseVersionFrames(frames);
  return version.kind === 'ok' ? version.value : undefined;
}

async function readUrl(card: PresentedCard): Promise<string | null> {
  const read = parseResponse(await card.transceive(isoReadBinary()));
  return read?.status === OK ? (ndefUrl(read.data) ?? null) : null;
}

async function isOk(card: PresentedCard, apdu: Uint8Array): Promise<boolean> {
  return parseResponse(await card.transceive(apdu))?.status === OK;
}
