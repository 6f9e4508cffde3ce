/** One ISO 7816-4 command APDU, taken apart. */
export interface Apdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  /** Bytes wanted back: 0 when no Le was sent, 256 (or 65536) for Le = 00. */
  readonly le: number;
}

/** Takes apart a short or extended APDU (ISO 7816-4, 5.1 cases 1 to 4); `undefined` when the lengths disagree. */
export function parseApdu(raw: Uint8Array): Apdu | undefined {
  if (raw.length < 4) return undefined;
  const [cla, ins, p1, p2] = raw as unknown as [number, number, number, number];
  const head = { cla, ins, p1, p2 };
  const body = raw.slice(4);
  const empty = new Uint8Array();
  if (body.length === 0) return { ...head, data: empty, le: 0 };
  const first = body[0]!;
  if (body.length === 1) return { ...head, data: empty, le: first || 256 };
  if (first !== 0) {
    const data = body.slice(1, 1 + first);
    const rest = body.slice(1 + first);
    if (data.length !== first || rest.length > 1) return undefined;
    return { ...head, data, le: rest.length ? rest[0]! || 256 : 0 };
  }
  const length = (body[1]! << 8) | (body[2] ?? -1);
  if (body.length === 3) return { ...head, data: empty, le: length || 65536 };
  const data = body.slice(3, 3 + length);
  const rest = body.slice(3 + length);
  if (length <= 0 || data.length !== length || (rest.length !== 0 && rest.length !== 2)) return undefined;
  return { ...head, data, le: rest.length ? (rest[0]! << 8) | rest[1]! || 65536 : 0 };
}
