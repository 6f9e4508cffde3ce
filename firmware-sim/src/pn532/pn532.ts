import { bytes } from '../bytes.ts';
import type { Field } from '../field/field.ts';
import { type ChipState, newChipState } from './chip-state.ts';
import { runCommand } from './commands.ts';
import { TFI } from './constants.ts';
import { describeCommand, describeFrame } from './describe.ts';
import { HostLink, type LinkEffect } from './link.ts';

export interface Pn532Io {
  /** Bytes to the host. */
  send(bytes: Uint8Array): void;
  /** For the log: what passed, in which direction, in words. */
  trace?(direction: 'from-host' | 'to-host' | 'note', bytes: Uint8Array, text: string): void;
}

/** An NXP PN532 on its high-speed UART: the link, the commands, and the field they act on. */
export class Pn532 {
  private readonly io: Pn532Io;
  private readonly state: ChipState;
  private readonly link = new HostLink();
  private running: AbortController | undefined;

  constructor(field: Field, io: Pn532Io) {
    this.io = io;
    this.state = newChipState(field);
  }

  /** Bytes from the host, in any pieces. */
  receive(chunk: Uint8Array): void {
    this.apply(this.link.receive(chunk));
  }

  /** Power is cut: nothing more is sent. */
  stop(): void {
    this.running?.abort();
    this.state.field.power(false);
  }

  private apply(effects: LinkEffect[]): void {
    for (const effect of effects) {
      if (effect.do === 'send') {
        this.io.trace?.('to-host', effect.bytes, describeFrame(effect.frame));
        this.io.send(effect.bytes);
      } else if (effect.do === 'run') {
        const data = bytes(TFI.host, effect.code, effect.parameters);
        this.io.trace?.('from-host', data, describeCommand(effect.code, effect.parameters));
        void this.run(effect.ticket, effect.code, effect.parameters);
      } else if (effect.do === 'abandon') {
        this.running?.abort();
      } else {
        this.io.trace?.('note', new Uint8Array(), effect.text);
      }
    }
  }

  private async run(ticket: number, code: number, parameters: Uint8Array): Promise<void> {
    const mine = new AbortController();
    this.running = mine;
    try {
      const result = await runCommand(this.state, code, parameters, mine.signal);
      if (mine.signal.aborted) return;
      this.apply(this.link.answer(ticket, code, result));
      if (this.state.asleep) {
        this.state.asleep = false;
        this.link.sleep();
      }
    } catch (error) {
      if (mine.signal.aborted) return;
      this.io.trace?.('note', new Uint8Array(), `no answer, because of an error in the simulator: ${error}`);
    }
  }
}
