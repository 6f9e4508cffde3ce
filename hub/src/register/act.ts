import {
  companion,
  excuse,
  expectAgain,
  extraSession,
  guests,
  removeCompanion,
  sessionStatus,
} from './act-sessions.ts';
import { dismiss, place } from './act-taps.ts';
import { checkIn, correctArrival, left, note, undo } from './act-visits.ts';
import type { Book, Done } from './book.ts';
import type { RegisterAction } from './wire.ts';

/** What each press does. */
const ACTS: { [K in RegisterAction['do']]: (action: Extract<RegisterAction, { do: K }>, book: Book) => Done } = {
  'check-in': checkIn,
  undo,
  left,
  'correct-arrival': correctArrival,
  note,
  excuse,
  'expect-again': expectAgain,
  place,
  dismiss,
  'session-status': sessionStatus,
  guests,
  companion,
  'remove-companion': removeCompanion,
  'extra-session': extraSession,
};

/**
 * What a press of a member of staff leads to. Pure, but for the ids of new facts.
 * @throws Problem 404 for what is another provider's, 409 in one sentence when it cannot be done
 */
export function act(action: RegisterAction, book: Book): Done {
  const doIt = ACTS[action.do] as (action: RegisterAction, book: Book) => Done;
  return doIt(action, book);
}
