import { isReplyTo } from './commands.ts';
import { MAX_NACKS, MAX_SENDINGS, TIMES } from './constants.ts';
import type { Frame } from './frame.ts';
import { ACK, concat, NACK, WAKE_UP, writeFrame } from './writer.ts';

/**
 * The conversation for one command, as a pure machine (UM0701-02, 6.2.1):
 * send the command, get its ACK, get its reply.
 */
export interface Request {
  readonly code: number;
  /** The information field, frame identifier first. */
  readonly information: Uint8Array;
  readonly repeatable: boolean;
  /** How long the reply may take after the ACK, in milliseconds. */
  readonly replyMs: number;
  /** The chip may sleep: precede the first sending with the wake-up bytes. */
  readonly wakeUp: boolean;
}

export type State =
  | { readonly at: 'idle' }
  | { readonly at: 'ack'; readonly request: Request; readonly sendings: number }
  | { readonly at: 'reply'; readonly request: Request; readonly nacks: number };

export type Input =
  | { readonly is: 'request'; readonly request: Request }
  | { readonly is: 'frame'; readonly frame: Frame }
  | { readonly is: 'timeout' }
  | { readonly is: 'abort' };

export type Effect =
  | { readonly do: 'write'; readonly bytes: Uint8Array }
  /** Forget a half-received frame. */
  | { readonly do: 'drop-partial' }
  /** (Re)start the one timer. */
  | { readonly do: 'timer'; readonly ms: number }
  | { readonly do: 'stop-timer' }
  | { readonly do: 'answer'; readonly information: Uint8Array }
  | { readonly do: 'fail'; readonly why: Failure };

/**
 * - `no-ack`: the chip is dead, asleep or unplugged
 * - `no-reply`: it accepted the command and then said nothing in time
 * - `refused`: it called the command wrong
 * - `aborted`: we stopped it
 */
export type Failure = 'no-ack' | 'no-reply' | 'refused' | 'aborted';

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

export const IDLE: State = { at: 'idle' };

export function step(state: State, input: Input): Step {
  switch (input.is) {
    case 'request':
      // The line carries one command at a time; `Conversation` queues the others.
      if (state.at !== 'idle') throw new Error('a PN532 command is already under way');
      return send(input.request, 1);
    case 'abort':
      return state.at === 'idle' ? stay(state) : giveUp('aborted');
    case 'timeout':
      return onTimeout(state);
    case 'frame':
      return onFrame(state, input.frame);
  }
}

function onTimeout(state: State): Step {
  if (state.at === 'ack') return sendAgain(state);
  return state.at === 'reply' ? giveUp('no-reply') : stay(state);
}

function onFrame(state: State, frame: Frame): Step {
  if (state.at === 'ack') return onFrameBeforeAck(state, frame);
  if (state.at === 'reply') return onFrameAfterAck(state, frame);
  // A late reply to a command long given up.
  return stay(state);
}

function onFrameBeforeAck(state: State & { at: 'ack' }, frame: Frame): Step {
  switch (frame.kind) {
    case 'ack':
      return {
        state: { at: 'reply', request: state.request, nacks: 0 },
        effects: [{ do: 'timer', ms: state.request.replyMs }],
      };
    case 'nack':
      return sendAgain(state);
    default:
      // Information here is the late reply to an earlier command: the ACK of
      // this one always precedes its reply. Taking it would answer the wrong question.
      return stay(state);
  }
}

function onFrameAfterAck(state: State & { at: 'reply' }, frame: Frame): Step {
  switch (frame.kind) {
    case 'information':
      if (!isReplyTo(state.request.code, frame.information)) return stay(state);
      return {
        state: IDLE,
        effects: [{ do: 'stop-timer' }, { do: 'answer', information: frame.information }],
      };
    case 'error':
      return { state: IDLE, effects: [{ do: 'stop-timer' }, { do: 'fail', why: 'refused' }] };
    case 'damaged':
      if (state.nacks >= MAX_NACKS) return stay(state);
      // 6.2.1.4: the PN532 repeats its last reply; the card is not asked again.
      return { state: { ...state, nacks: state.nacks + 1 }, effects: [{ do: 'write', bytes: NACK }] };
    default:
      return stay(state);
  }
}

function sendAgain(state: State & { at: 'ack' }): Step {
  if (!state.request.repeatable || state.sendings >= MAX_SENDINGS) return giveUp('no-ack');
  // It may have fallen asleep: the wake-up bytes do no harm to one awake.
  return send({ ...state.request, wakeUp: true }, state.sendings + 1);
}

function send(request: Request, sendings: number): Step {
  const frame = writeFrame(request.information);
  return {
    state: { at: 'ack', request, sendings },
    effects: [
      { do: 'drop-partial' },
      { do: 'write', bytes: request.wakeUp ? concat(WAKE_UP, frame) : frame },
      { do: 'timer', ms: TIMES.ack },
    ],
  };
}

/** 6.2.1.3: an ACK from the host makes the PN532 drop what it is doing, and its reply. */
function giveUp(why: Failure): Step {
  return {
    state: IDLE,
    effects: [{ do: 'stop-timer' }, { do: 'write', bytes: ACK }, { do: 'fail', why }],
  };
}

function stay(state: State): Step {
  return { state, effects: [] };
}
