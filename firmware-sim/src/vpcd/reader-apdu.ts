import { bytes, unhex } from '../bytes.ts';
import { parseApdu } from '../card/apdu.ts';
import { historicalBytes } from '../card/atr.ts';
import type { SimCard } from '../card/sim-card.ts';
import { SW, status, success } from '../card/status.ts';

/** The reader's own commands have this class (PC/SC part 3, 3.2.2). */
const READER_CLASS = 0xff;

/**
 * What a contactless PC/SC reader answers itself instead of passing it to the card.
 * @param exchange sends a native command to the card
 * @returns `undefined` for a command that is meant for the card
 */
export async function readerAnswer(
  card: SimCard,
  command: Uint8Array,
  exchange: (native: Uint8Array) => Promise<Uint8Array | undefined>,
): Promise<Uint8Array | undefined> {
  const apdu = parseApdu(command);
  if (!apdu) return command[0] === READER_CLASS ? status(SW.wrongLength) : undefined;
  if (apdu.cla !== READER_CLASS) return undefined;
  if (apdu.ins === 0xca) return getData(card, apdu.p1, apdu.p2, apdu.le);
  if (apdu.ins === 0xb0) return readPages(apdu.p1, apdu.p2, apdu.le, exchange);
  return status(0x6a81);
}

/** Get Data (3.2.2.1.3): P1 00 the UID, P1 01 the historical bytes of an ISO 14443-4 card. */
function getData(card: SimCard, p1: number, p2: number, le: number): Uint8Array {
  if (p2 !== 0) return status(0x6b00);
  const { uid, ats } = card.anticollision();
  const data = p1 === 0 ? uid : p1 === 1 && ats ? historicalBytes(ats) : undefined;
  if (!data) return status(0x6a81);
  if (le !== 0 && le !== 256 && le < data.length) return status(0x6c00 | data.length);
  // A longer Le than there is data ends with a warning.
  if (le !== 0 && le !== 256 && le > data.length) return bytes(data, unhex('6282'));
  return success(data);
}

/** Read Binary (3.2.2.1.8): pages of a storage card, by READ 30. */
async function readPages(
  p1: number,
  page: number,
  le: number,
  exchange: (native: Uint8Array) => Promise<Uint8Array | undefined>,
): Promise<Uint8Array> {
  const answer = p1 === 0 ? await exchange(bytes(0x30, page)) : undefined;
  if (answer?.length !== 16) return status(0x6a82);
  return success(answer.slice(0, Math.min(le || 16, 16)));
}
