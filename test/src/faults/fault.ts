/** Everything that can go wrong in a run, as plain data: a plan holds these, and `inflict.ts` does them. */

export const KIOSKS = 4;

/** The processes that are killed. Kiosks count from 1. */
export type Part = 'hub' | 'central' | `kiosk-${number}`;
/** The wires: from a kiosk to the hub, and from the hub to central. */
export type Wire = 'central' | `kiosk-${number}`;

/** What a wire does to the bytes on it, whatever they mean. */
export type Weather =
  /** Connections break at once, and none can be made. */
  | { is: 'cut' }
  /** Connections stay open and nothing comes through; then it all does, late, or the connections turn out dead. */
  | { is: 'silent'; ends: 'resumes' | 'resets' }
  | { is: 'delayed'; ms: number }
  /** A few bytes at a time. */
  | { is: 'trickle'; bytes: number }
  /** Requests are delivered and done; their answers never come. */
  | { is: 'answers lost' }
  /** The answer breaks off after so many bytes. */
  | { is: 'answers torn'; after: number };

/** What stands between and speaks HTTP does to a request. */
export type Meddling =
  | { does: 'answer'; status: 401 | 429 | 500 | 503; retryAfter?: string }
  /** Status 200, and not what was asked for: bytes, a page to sign in at, JSON of somebody else, or the way to such a page. */
  | { does: 'nonsense'; as: 'bytes' | 'page' | 'json' | 'redirect' }
  /** Delivers each request twice, at the same time or one after the other, and passes on one of the answers, by chance. */
  | { does: 'double'; at: 'once' | 'turns' }
  /** The connection breaks, and the request arrives all the same, after a later one has overtaken it. */
  | { does: 'overtake' }
  /**
   * Answers 200 for a batch, and 429, 500 or 503 for some or all of its entries. Where all are refused nothing is
   * delivered; where some are stored all are, for a device signs what it sends as it travels, so that
   * nobody between can take out the others.
   */
  | { does: 'halve' }
  /** 413 for a batch of more entries. */
  | { does: 'limit'; entries: number };

export type Disk = 'no growth' | 'no writes';

export type Fault =
  | { kind: 'kill'; part: Part }
  | { kind: 'wire'; wire: Wire; weather: Weather }
  | { kind: 'http'; to: 'hub' | 'central'; meddling: Meddling }
  | { kind: 'disk'; part: Exclude<Part, 'central'>; disk: Disk }
  /** The clock is set wrong, by so much, and later right again. `wakes`: after a power cut, which is how it is with a clock without a battery. */
  | { kind: 'clock'; part: Exclude<Part, 'central'>; byMs: number; wakes: boolean };

/** Faults of the same place come one after another. */
export function placeOf(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
    case 'clock':
      return `process ${fault.part}`;
    case 'disk':
      return `disk ${fault.part}`;
    case 'wire':
      return `wire ${fault.wire}`;
    case 'http':
      return `http ${fault.to}`;
  }
}

/** A few words for the log, e.g. `wire kiosk-2: trickle`. */
export function inWords(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
      return `kill ${fault.part}`;
    case 'wire':
      return `wire ${fault.wire}: ${fault.weather.is}`;
    case 'http':
      return `http ${fault.to}: ${Object.values(fault.meddling).join(' ')}`;
    case 'disk':
      return `disk ${fault.part}: ${fault.disk}`;
    case 'clock':
      return `clock ${fault.part}: ${fault.wakes ? 'wakes ' : ''}${Math.round(fault.byMs / 1000)} s off`;
  }
}
