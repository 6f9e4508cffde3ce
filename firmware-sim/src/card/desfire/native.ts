import { bytes } from '../../bytes.ts';
import { challenge, isAuthentication, type PendingAuthentication, response } from './authenticate.ts';
import type { Chip, Command } from './chip.ts';
import * as files from './file-commands.ts';
import * as keys from './key-commands.ts';
import * as picc from './picc-commands.ts';
import { closeAnswer, openCommand, sentLength } from './session.ts';
import { DF } from './status.ts';

/** DESFire's native commands: frames, chaining, secure messaging around the commands themselves. */

const NEXT_FRAME = 0xaf;
/** A frame of 64 bytes leaves this much for data (MF3ICD41). */
const FRAME_DATA = 59;

const COMMANDS: ReadonlyMap<number, Command> = new Map([
  [0x3d, files.writeData],
  [0x45, keys.getKeySettings],
  [0x51, picc.getCardUid],
  [0x54, keys.changeKeySettings],
  [0x5a, picc.selectApplication],
  [0x5c, keys.setConfiguration],
  [0x5f, files.changeFileSettings],
  [0x60, picc.getVersion],
  [0x61, files.getIsoFileIds],
  [0x64, keys.getKeyVersion],
  [0x6a, picc.getApplicationIds],
  [0x6d, picc.getDfNames],
  [0x6e, picc.freeMemory],
  [0x6f, files.getFileIds],
  [0xbd, files.readData],
  [0xc4, keys.changeKey],
  [0xca, picc.createApplication],
  [0xcd, files.createFile],
  [0xda, picc.deleteApplication],
  [0xdf, files.deleteFile],
  [0xf5, files.getFileSettings],
  [0xfc, picc.formatPicc],
]);

/** One frame of an answer. */
export interface Frame {
  readonly status: number;
  readonly data: Uint8Array;
}

/** What waits for an AF frame. */
type Waiting =
  | { readonly for: 'authentication'; readonly pending: PendingAuthentication }
  | { readonly for: 'input'; readonly code: number; readonly soFar: Uint8Array }
  | { readonly for: 'output'; readonly frames: readonly Uint8Array[] };

/** The conversation of frames with one reader. */
export class NativeConversation {
  private waiting: Waiting | undefined;

  /** Forgets a conversation begun. */
  reset(): void {
    this.waiting = undefined;
  }

  receive(chip: Chip, code: number, data: Uint8Array): Frame {
    const { waiting } = this;
    this.waiting = undefined;
    if (code === NEXT_FRAME) return this.next(chip, waiting, data);
    if (waiting && waiting.for !== 'output') return refused(chip, DF.commandAborted);
    if (isAuthentication(code)) {
      const started = challenge(chip, code, data);
      if (typeof started === 'number') return refused(chip, started);
      this.waiting = { for: 'authentication', pending: started.pending };
      return { status: DF.additionalFrame, data: started.data };
    }
    return this.command(chip, code, data);
  }

  private next(chip: Chip, waiting: Waiting | undefined, data: Uint8Array): Frame {
    if (!waiting) return refused(chip, DF.illegalCommand);
    if (waiting.for === 'input') return this.command(chip, waiting.code, bytes(waiting.soFar, data));
    if (waiting.for === 'output') return this.send(waiting.frames);
    const outcome = response(chip, waiting.pending, data);
    return typeof outcome === 'number' ? refused(chip, outcome) : { status: DF.ok, data: outcome };
  }

  private command(chip: Chip, code: number, data: Uint8Array): Frame {
    const command = COMMANDS.get(code);
    if (!command) return refused(chip, DF.illegalCommand);
    if (data.length < command.header) return refused(chip, DF.lengthError);
    const header = data.slice(0, command.header);
    const body = data.slice(command.header);
    const refusal = command.allowed?.(chip, header);
    if (refusal !== undefined) return refused(chip, refusal);
    const { session } = chip.state;
    const comes = session ? (command.comes?.(chip, header) ?? 'plain') : 'plain';
    const announced = command.announces?.(chip, header) ?? Number.NaN;
    const wanted = sentLength(session, comes, announced);
    if (body.length < wanted) {
      this.waiting = { for: 'input', code, soFar: data };
      return { status: DF.additionalFrame, data: bytes() };
    }
    if (body.length > wanted) return refused(chip, DF.lengthError);
    let opened: Uint8Array = body;
    if (session && !command.ownCryptogram) {
      const length = Number.isNaN(announced) ? body.length : announced;
      const found = openCommand(session, comes, bytes(code, header), body, length);
      if (!found) return refused(chip, DF.integrityError);
      opened = found;
    }
    // How the answer goes depends on rights the command itself may change.
    const goes = command.goes?.(chip, header) ?? 'plain';
    const outcome = command.run(chip, header, opened);
    if (typeof outcome === 'number') return refused(chip, outcome);
    const lives = session !== undefined && chip.state.session === session;
    return this.send(cut(code, chip, outcome, lives ? closeAnswer(session, goes, outcome) : outcome));
  }

  private send([first, ...rest]: readonly Uint8Array[]): Frame {
    if (rest.length) this.waiting = { for: 'output', frames: rest };
    return { status: rest.length ? DF.additionalFrame : DF.ok, data: first ?? bytes() };
  }
}

/** An answer in frames: GetVersion and GetDFNames have their own lengths, others are cut where a frame is full. */
function cut(code: number, chip: Chip, plain: Uint8Array, sent: Uint8Array): Uint8Array[] {
  const parts = code === 0x60 ? picc.VERSION_PARTS : code === 0x6d ? picc.dfNames(chip).map((one) => one.length) : [];
  const frames: Uint8Array[] = [];
  let at = 0;
  for (const length of parts) {
    frames.push(sent.slice(at, at + length));
    at += length;
  }
  // What secure messaging added goes with the last part.
  if (frames.length && sent.length > plain.length) frames.push(bytes(frames.pop()!, sent.slice(at)));
  if (frames.length) return frames;
  for (; at < sent.length; at += FRAME_DATA) frames.push(sent.slice(at, at + FRAME_DATA));
  return frames;
}

/** Each error ends the authentication (MF3ICD41). */
function refused(chip: Chip, status: number): Frame {
  chip.state.session = undefined;
  return { status, data: bytes() };
}
