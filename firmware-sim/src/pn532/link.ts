import { bytes, hex } from '../bytes.ts';
import { TFI } from './constants.ts';
import type { Frame } from './frame.ts';
import { FrameParser } from './parser.ts';
import { writeFrame } from './writer.ts';

/** What the link asks of the world. */
export type LinkEffect =
  | { readonly do: 'send'; readonly bytes: Uint8Array; readonly frame: Frame }
  /** Run a command; its answer comes back through `answer` with the same ticket. */
  | { readonly do: 'run'; readonly ticket: number; readonly code: number; readonly parameters: Uint8Array }
  /** Stop what is running: the host has given up on it. */
  | { readonly do: 'abandon' }
  | { readonly do: 'note'; readonly text: string };

/** What a command ends with: answer data after its code, or a refusal of the command's form. */
export type CommandResult = Uint8Array | 'syntax-error';

/**
 * The chip's side of the host link (UM0701-02, 6.2.2): acknowledges each command
 * before running it, answers once, repeats the last answer on NACK, and drops what
 * is running at an ACK or a new command. A damaged frame gets no ACK, which is how
 * the host learns of it (6.2.2.1). No timers and no I/O in here.
 */
export class HostLink {
  private readonly parser = new FrameParser();
  private asleep = true;
  private ticket = 0;
  private running = false;
  private last: Uint8Array | undefined;

  /** Bytes from the host. */
  receive(chunk: Uint8Array): LinkEffect[] {
    const awake = this.wake(chunk);
    return this.parser.push(awake).flatMap((frame) => this.frame(frame));
  }

  /** The running command's end. An abandoned command's ticket is no longer valid, and its answer is dropped. */
  answer(ticket: number, code: number, result: CommandResult): LinkEffect[] {
    if (ticket !== this.ticket || !this.running) return [];
    this.running = false;
    const frame: Frame =
      result === 'syntax-error'
        ? { kind: 'error' }
        : { kind: 'information', data: bytes(TFI.chip, (code + 1) & 0xff, result) };
    this.last = writeFrame(frame);
    return [{ do: 'send', bytes: this.last, frame }];
  }

  /** After PowerDown, and after power-up (LowVbat), the chip sleeps until the wake-up byte. */
  sleep(): void {
    this.asleep = true;
    this.parser.reset();
  }

  /**
   * A sleeping chip loses bytes until its oscillator runs: the wake-up preamble 55 55 00 … tells
   * hosts to spend some (7.2.11). Here everything before the first 55 is lost.
   */
  private wake(chunk: Uint8Array): Uint8Array {
    if (!this.asleep) return chunk;
    const at = chunk.indexOf(0x55);
    if (at < 0) return new Uint8Array();
    this.asleep = false;
    return chunk.slice(at + 1);
  }

  private frame(frame: Frame): LinkEffect[] {
    switch (frame.kind) {
      case 'ack':
        return this.abandon();
      case 'nack':
        return this.last && !this.running
          ? [{ do: 'send', bytes: this.last, frame: { kind: 'information', data: new Uint8Array() } }]
          : [];
      case 'damaged':
        return [{ do: 'note', text: `damaged frame ${hex(frame.raw)}: no ACK` }];
      case 'error':
        return [{ do: 'note', text: 'an error frame from the host has no meaning: ignored' }];
      case 'information':
        return this.command(frame.data);
    }
  }

  private command(data: Uint8Array): LinkEffect[] {
    const abandoned = this.abandon();
    const ack: Frame = { kind: 'ack' };
    const acknowledged: LinkEffect = { do: 'send', bytes: writeFrame(ack), frame: ack };
    const [tfi, code] = data;
    if (tfi !== TFI.host || code === undefined) {
      const error: Frame = { kind: 'error' };
      this.last = writeFrame(error);
      return [...abandoned, acknowledged, { do: 'send', bytes: this.last, frame: error }];
    }
    this.ticket += 1;
    this.running = true;
    const parameters = data.slice(2);
    return [...abandoned, acknowledged, { do: 'run', ticket: this.ticket, code, parameters }];
  }

  private abandon(): LinkEffect[] {
    if (!this.running) return [];
    this.running = false;
    return [{ do: 'abandon' }];
  }
}
