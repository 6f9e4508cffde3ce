import { bytes } from '../../bytes.ts';
import type { Apdu } from '../apdu.ts';
import { challenge, response } from './authenticate.ts';
import type { Chip, PendingVersion } from './chip.ts';
import { COMMANDS } from './native-commands.ts';
import { NATIVE, type Outcome } from './native-status.ts';
import { closeAnswer, openCommand } from './secure-messaging.ts';
import { versionPart } from './version.ts';

/** Native commands wrapped in ISO 7816-4 (CLA 90; NT4H2421Gx, 10.2): who runs them, and how their data is secured. */

const NEXT_PART = 0xaf;
const AUTHENTICATE_FIRST = 0x71;
const AUTHENTICATE_NON_FIRST = 0x77;
const GET_VERSION = 0x60;

export function nativeCommand(chip: Chip, apdu: Apdu): Uint8Array {
  const { state } = chip;
  const { pending } = state;
  state.pending = undefined;
  if (apdu.p1 !== 0 || apdu.p2 !== 0) return refused(chip, NATIVE.parameterError);
  if (apdu.ins === NEXT_PART) {
    if (!pending) return refused(chip, NATIVE.illegalCommand);
    if (pending.kind === 'version') return nextVersionPart(chip, pending, apdu);
    const outcome = response(chip, pending, apdu.data);
    return typeof outcome === 'number' ? refused(chip, outcome) : answered(outcome);
  }
  // Another command in the middle of a multi-part one ends that (9.1.5), and is itself refused.
  if (pending) return refused(chip, NATIVE.commandAborted);
  if (apdu.ins === AUTHENTICATE_FIRST || apdu.ins === AUTHENTICATE_NON_FIRST) {
    const outcome = challenge(chip, apdu.ins === AUTHENTICATE_FIRST, apdu.data);
    return typeof outcome === 'number' ? refused(chip, outcome) : answered(outcome, NATIVE.additionalFrame);
  }
  if (apdu.ins === GET_VERSION) return firstVersionPart(chip, apdu);
  return secured(chip, apdu);
}

/** One-part commands: check the right to run it, open the data, run, close the answer. */
function secured(chip: Chip, { ins, data }: Apdu): Uint8Array {
  const command = COMMANDS.get(ins);
  if (!command) return refused(chip, NATIVE.illegalCommand);
  if (data.length < command.header) return refused(chip, NATIVE.lengthError);
  const header = data.slice(0, command.header);
  const mode = command.mode(chip, header);
  if (typeof mode === 'number') return refused(chip, mode);
  const { session } = chip.state;
  let opened: Uint8Array = data.slice(command.header);
  if (session) {
    // A command without data has nothing to encrypt: only its MAC is sent.
    const found = openCommand(session, mode, ins, header, opened);
    if (found === 'length') return refused(chip, NATIVE.lengthError);
    if (found === 'integrity') return refused(chip, NATIVE.integrityError);
    opened = found;
  }
  const outcome: Outcome = command.run(chip, header, opened);
  if (typeof outcome === 'number') return refused(chip, outcome);
  // A command that ended the session (changing its own key) has nothing left to make a MAC with.
  return answered(session && chip.state.session ? closeAnswer(session, mode, outcome) : outcome);
}

/** Each error ends the authentication, and goes without a MAC (9.1.9). */
function refused(chip: Chip, status: number): Uint8Array {
  chip.state.session = undefined;
  return bytes(0x91, status);
}

function answered(data: Uint8Array, status: number = NATIVE.ok): Uint8Array {
  return bytes(data, 0x91, status);
}

function firstVersionPart(chip: Chip, { ins, data }: Apdu): Uint8Array {
  const { session } = chip.state;
  if (session) {
    const opened = openCommand(session, 'mac', ins, new Uint8Array(), data);
    if (typeof opened === 'string') {
      return refused(chip, opened === 'length' ? NATIVE.lengthError : NATIVE.integrityError);
    }
  } else if (data.length) return refused(chip, NATIVE.lengthError);
  chip.state.pending = { kind: 'version', given: 1, mac: session !== undefined };
  return answered(versionPart(chip.memory, 1), NATIVE.additionalFrame);
}

function nextVersionPart(chip: Chip, { given, mac }: PendingVersion, { data }: Apdu): Uint8Array {
  if (data.length) return refused(chip, NATIVE.lengthError);
  if (given === 1) {
    chip.state.pending = { kind: 'version', given: 2, mac };
    return answered(versionPart(chip.memory, 2), NATIVE.additionalFrame);
  }
  const last = versionPart(chip.memory, 3);
  const { session } = chip.state;
  if (!mac || !session) return answered(last);
  // The MAC covers all three parts (table 22, note 1).
  const all = bytes(versionPart(chip.memory, 1), versionPart(chip.memory, 2), last);
  return answered(bytes(last, closeAnswer(session, 'mac', all).slice(-8)));
}
