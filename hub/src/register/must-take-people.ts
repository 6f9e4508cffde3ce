import { localDate } from '@tapwell/shared/schedule/sessions';
import type { DaySession } from '../roster/sessions.ts';
import { type Book, notPossible } from './book.ts';

/** @throws Problem 409 while nobody can be at this session */
export function mustTakePeople(session: DaySession, book: Book): void {
  if (session.cancelled) throw notPossible('This session is cancelled. Mark it as planned again first.');
  if (session.date > localDate(book.now, book.view.zone).toString()) {
    throw notPossible('This session is still to come.');
  }
}
