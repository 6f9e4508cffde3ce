import { type SimCard, speaksIso14443_4 } from '../card/sim-card.ts';

/**
 * How long things take over the air (ISO 14443-2 to -4). All times in milliseconds. Bit times
 * and waiting times follow from the standard; what a chip needs to think is a rounded
 * figure for chips of its kind, meant for end-to-end budgets, not for tuning antennas.
 */
export interface RfTiming {
  /** Bit rate both ways in kbit/s: 106, 212, 424 or 848. */
  readonly kbps: number;
  /** Thinking time of a smart card for a plain command, and for one that needs its cipher. */
  readonly plainMs: number;
  readonly cipherMs: number;
}

/** A card and a reader as they meet at a counter: no faster bit rate is negotiated. */
export const COUNTER_TIMING: RfTiming = { kbps: 106, plainMs: 1.5, cipherMs: 8 };

/** Carrier in kHz: one period is the unit of ISO 14443's times. */
const CARRIER = 13_560;
/** Each byte goes with a parity bit, each frame with a start and an end (ISO 14443-3, 6.2.3). */
const BITS_PER_BYTE = 9;
const BITS_PER_FRAME = 2;
/** Least silence between a reader's frame and the card's answer (ISO 14443-3, 6.2.1.1), in carrier periods. */
const FRAME_DELAY = 1172;
/** PCB, CID and CRC around an ISO-DEP block; a storage card's frame has the CRC only. */
const BLOCK_OVERHEAD = 4;
const CRC_LENGTH = 2;
/** FSCI to frame size (ISO 14443-4, 5.2.3). */
const FRAME_SIZES = [16, 24, 32, 40, 48, 64, 96, 128, 256];

/** Native and wrapped commands whose answer needs the cipher: authentications, and SUN or secured reads. */
const CIPHER_COMMANDS = new Set([0x71, 0x77, 0xaa, 0x0a, 0x1a, 0xaf, 0xb0, 0xad, 0xbd, 0xc4]);

/** One command and its answer. */
export function exchangeMs(
  card: SimCard,
  command: Uint8Array,
  answer: Uint8Array | undefined,
  timing: RfTiming,
): number {
  const { ats } = card.anticollision();
  const size = ats ? (FRAME_SIZES[(ats[1] ?? 2) & 0x0f] ?? 256) : Number.POSITIVE_INFINITY;
  const on = frames(command.length, size, speaksIso14443_4(card), timing);
  const back = answer ? frames(answer.length, size, speaksIso14443_4(card), timing) : 0;
  return on + back + thinkingMs(card, command, timing);
}

/** A message cut into frames, each with its overhead, and each but the last acknowledged by the other side. */
function frames(length: number, size: number, isoDep: boolean, { kbps }: RfTiming): number {
  const overhead = isoDep ? BLOCK_OVERHEAD : CRC_LENGTH;
  const count = Math.max(1, Math.ceil(length / (size - overhead)));
  const acknowledged = (count - 1) * (BLOCK_OVERHEAD * BITS_PER_BYTE + BITS_PER_FRAME);
  const bits = (length + count * overhead) * BITS_PER_BYTE + count * BITS_PER_FRAME + acknowledged;
  return bits / kbps + ((2 * count - 1) * FRAME_DELAY) / CARRIER;
}

function thinkingMs(card: SimCard, command: Uint8Array, { plainMs, cipherMs }: RfTiming): number {
  if (!speaksIso14443_4(card)) return 0.3;
  const code = command[0] === 0x90 || command[0] === 0x00 ? command[1] : command[0];
  return CIPHER_COMMANDS.has(code ?? -1) ? cipherMs : plainMs;
}

/**
 * From an idle card to one that takes commands: guard time after the field went on
 * (5 ms, ISO 14443-3), REQA, a round of anticollision and selection for each part of the UID, RATS.
 */
export function activationMs(card: SimCard): number {
  const { uid, ats } = card.anticollision();
  const cascades = { 4: 1, 7: 2, 10: 3 }[uid.length] ?? 1;
  const roundMs = (2 + 7 + 9 + 3) * (BITS_PER_BYTE / 106) + (4 * FRAME_DELAY) / CARRIER;
  const ratsMs = ats ? (4 + ats.length + CRC_LENGTH) * (BITS_PER_BYTE / 106) + 1 : 0;
  return 5 + 0.3 + cascades * roundMs + ratsMs;
}

/**
 * Frame waiting time: how long a reader waits for an ISO 14443-4 card before it gives up,
 * 256 × 16 / fc × 2^FWI with FWI from the ATS's TB byte, 4 when it has none (ISO 14443-4, 7.2).
 */
export function frameWaitingMs(card: SimCard): number {
  const { ats } = card.anticollision();
  const t0 = ats?.[1] ?? 0;
  const tb = t0 & 0x20 ? ats?.[t0 & 0x10 ? 3 : 2] : undefined;
  return ((256 * 16) / CARRIER) * 2 ** (tb === undefined ? 4 : tb >> 4);
}
