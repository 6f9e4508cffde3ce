import { type Answers, COMMANDS, type CommandName, decodeReply, encodeCommand, type Sends } from './commands.ts';
import { TIMES } from './constants.ts';
import { type Effect, type Failure, IDLE, type Input, type State, step } from './machine.ts';
import { FrameParser } from './parser.ts';

/** A byte line to a PN532. `write` never throws: a broken line reports itself through `closed`. */
export interface ByteLink {
  write(bytes: Uint8Array): void;
  onBytes(receive: (bytes: Uint8Array) => void): void;
  /** Called once, when the line is gone for whatever reason. */
  onClosed(closed: () => void): void;
  close(): Promise<void>;
}

/** A command that got no proper reply. `closed`: the line went away. */
export class Pn532Error extends Error {
  override readonly name = 'Pn532Error';
  readonly why: Failure | 'closed' | 'malformed';

  constructor(command: CommandName, why: Pn532Error['why']) {
    super(`${command}: ${why}`);
    this.why = why;
  }
}

export interface SendOptions {
  /** How long the reply may take after the ACK, in milliseconds. */
  readonly replyMs?: number;
  readonly wakeUp?: boolean;
}

interface Waiting {
  answer(information: Uint8Array): void;
  fail(why: Failure | 'closed'): void;
}

/** Runs the machine over a line: one command at a time, the others queue. */
export class Conversation {
  readonly #link: ByteLink;
  readonly #parser = new FrameParser();
  #state: State = IDLE;
  #timer: NodeJS.Timeout | undefined;
  #waiting: Waiting | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(link: ByteLink) {
    this.#link = link;
    link.onBytes((bytes) => {
      for (const frame of this.#parser.push(bytes)) this.#feed({ is: 'frame', frame });
    });
  }

  /**
   * Sends a command and gives its reply's fields.
   * @throws {Pn532Error}
   */
  send<N extends CommandName>(name: N, values: Sends<N>, options: SendOptions = {}): Promise<Answers<N>> {
    const run = this.#queue.then(() => this.#converse(name, values, options));
    this.#queue = run.catch(() => undefined);
    return run;
  }

  /** Stops the command under way; it fails with `aborted`. */
  abort(): void {
    this.#feed({ is: 'abort' });
  }

  async #converse<N extends CommandName>(name: N, values: Sends<N>, options: SendOptions): Promise<Answers<N>> {
    const { code, repeatable } = COMMANDS[name];
    const information = await new Promise<Uint8Array>((resolve, reject) => {
      if (this.#closed) return reject(new Pn532Error(name, 'closed'));
      this.#waiting = { answer: resolve, fail: (why) => reject(new Pn532Error(name, why)) };
      const { replyMs = TIMES.reply, wakeUp = false } = options;
      const request = { code, repeatable, information: encodeCommand(name, values), replyMs, wakeUp };
      this.#feed({ is: 'request', request });
    });
    const reply = decodeReply(name, information);
    if (reply === undefined) throw new Pn532Error(name, 'malformed');
    return reply;
  }

  #feed(input: Input): void {
    const { state, effects } = step(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: Effect): void {
    switch (effect.do) {
      case 'write':
        this.#link.write(effect.bytes);
        break;
      case 'drop-partial':
        this.#parser.reset();
        break;
      case 'timer':
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#feed({ is: 'timeout' }), effect.ms);
        break;
      case 'stop-timer':
        clearTimeout(this.#timer);
        break;
      case 'answer':
        this.#takeWaiting()?.answer(effect.information);
        break;
      case 'fail':
        this.#takeWaiting()?.fail(effect.why);
        break;
    }
  }

  #takeWaiting(): Waiting | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting;
  }

  /** The line is gone: fails what is under way and whatever comes. */
  closed(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#state = IDLE;
    this.#takeWaiting()?.fail('closed');
  }
}
