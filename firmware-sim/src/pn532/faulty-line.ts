import { randomBytes } from 'node:crypto';
import { bytes } from '../bytes.ts';

/**
 * What a bad cable or a sick board does to bytes on their way to the host:
 * `babble` noise between frames, `late` answers after the host has given up, `bad-checksum`
 * a flipped bit in each answer, `dead` nothing at all.
 */
export const LINE_FAULTS = ['clean', 'babble', 'late', 'bad-checksum', 'dead'] as const;
export type LineFault = (typeof LINE_FAULTS)[number];

/** Longer than any host waits for an answer. */
const LATE_MS = 2500;
const BABBLE_EVERY_MS = 40;
/** An acknowledgement is this long; damage and delay meet only what is longer. */
const ACK_LENGTH = 6;

export class FaultyLine {
  private readonly write: (bytes: Uint8Array) => void;
  private fault: LineFault = 'clean';
  private babbling: NodeJS.Timeout | undefined;
  private readonly late = new Set<NodeJS.Timeout>();

  constructor(write: (bytes: Uint8Array) => void) {
    this.write = write;
  }

  set(fault: LineFault): void {
    this.close();
    this.fault = fault;
    if (fault === 'babble') this.babbling = setInterval(() => this.write(noise()), BABBLE_EVERY_MS);
  }

  send(frame: Uint8Array): void {
    const isAnswer = frame.length > ACK_LENGTH;
    if (this.fault === 'dead') return;
    if (this.fault === 'late' && isAnswer) this.delay(frame);
    else if (this.fault === 'babble') this.write(bytes(noise(), frame, noise()));
    else this.write(this.fault === 'bad-checksum' && isAnswer ? damaged(frame) : frame);
  }

  /** Nothing more is sent of what was delayed. */
  close(): void {
    clearInterval(this.babbling);
    for (const timer of this.late) clearTimeout(timer);
    this.late.clear();
  }

  private delay(frame: Uint8Array): void {
    const timer = setTimeout(() => {
      this.late.delete(timer);
      this.write(frame);
    }, LATE_MS);
    this.late.add(timer);
  }
}

function noise(): Uint8Array {
  return new Uint8Array(randomBytes(1 + (randomBytes(1)[0]! % 12)));
}

/** The last byte but one is the data checksum. */
function damaged(frame: Uint8Array): Uint8Array {
  const out = frame.slice();
  out[out.length - 2]! ^= 0x01;
  return out;
}
