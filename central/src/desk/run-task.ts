import type { DeskTask, TaskEnd, TaskProgress } from '@tapwell/shared/desk/wire';
import { Problem } from '@tapwell/shared/http/problem';
import {
  addCard,
  type Holder,
  holderOf,
  noteReset,
  ownCard,
  ownHolder,
  RANDOM_UID,
  takesKind,
  whyNotFor,
  whyNotReset,
} from '../cards/card-register.ts';
import { afterAction, type CardState, isRandomUid } from '../cards/rules.ts';
import { type Personalised, personalise, resetCard } from '../issuing/personalise.ts';
import { WHY_NOT } from '../issuing/why-not.ts';
import type { SchemeKeys } from '../keys/scheme-keys.ts';
import type { CentralDb } from '../store/schema.ts';
import { CardLeft, type CardOnDesk, type Desk, TaskStopped } from './desk.ts';

interface Deps {
  db: CentralDb;
  keys: SchemeKeys;
  /** What the cards open in a phone. */
  cardUrl: string;
  log: (error: unknown) => void;
}

const WAITING: Record<DeskTask['do'], string> = {
  issue: 'Lay a blank card on the reader.',
  replace: 'Lay a blank card on the reader.',
  register: 'Lay the card to register on the reader.',
  reset: 'Lay the card to empty on the reader.',
};
const WORKING: Record<DeskTask['do'], string> = {
  issue: 'Making the card. Leave it where it is.',
  replace: 'Making the card. Leave it where it is.',
  register: 'Reading the card. Leave it where it is.',
  reset: 'Emptying the card. Leave it where it is.',
};
/** A number has 4, 7 or 10 bytes (ISO/IEC 14443-3 §6.5.4). */
const UID_DIGITS = [8, 14, 20];
const OCCUPIED = 'Something lies on the reader. Lift it off, then lay the card down.';
const AGAIN = 'The card was taken away too soon. Lay it down again and leave it until this says it is ready.';
const NO_NUMBER = 'The reader could not read this card. Lay one card on the middle of the reader.';

/**
 * Does one task on a desk with the next card laid there: as often as the card
 * is taken away too soon it is asked for again, and goes on where it was.
 * @returns how it ended; never throws
 */
export async function runTask(desk: Desk, task: DeskTask, deps: Deps): Promise<TaskEnd> {
  if (desk.busy) return refused('This reader is busy with another card. Finish that first.');
  const end = await desk
    .only(() => untilDone(desk, task, deps))
    .catch((error: unknown): TaskEnd => {
      if (error instanceof Problem || error instanceof TaskStopped) return refused(error.message);
      deps.log(error);
      return refused('Something went wrong on our side. Try again.');
    });
  desk.show(end);
  return end;
}

async function untilDone(desk: Desk, task: DeskTask, deps: Deps): Promise<TaskEnd> {
  // Before anybody is asked for a card.
  const holder = await holderFor(task, desk.staffId, deps.db);
  let shown: TaskProgress = desk.reader.occupied
    ? { step: 'occupied', words: OCCUPIED, cardId: null }
    : { step: 'waiting', words: WAITING[task.do], cardId: null };
  for (;;) {
    desk.show(shown);
    const card = await desk.nextCard();
    try {
      desk.show({ step: 'working', words: WORKING[task.do], cardId: null });
      return await withCard(card, desk.staffId, task, holder, deps);
    } catch (error) {
      if (!(error instanceof CardLeft)) throw error;
      shown = { step: 'again', words: AGAIN, cardId: null };
    } finally {
      card.release();
    }
  }
}

/** Whom the task is about; nobody for a reset. @throws Problem 404 when they are not in this caseload, 409 for a card that is over or of a kind their scheme does not take */
async function holderFor(task: DeskTask, staffId: string, db: CentralDb): Promise<Holder | undefined> {
  if (task.do === 'reset') return undefined;
  if (task.do === 'replace') {
    const card = await ownCard(db, staffId, task.cardId);
    const next = afterAction(card.state as CardState, 'replace');
    if ('not' in next) throw new Problem(409, 'Not possible', next.not);
    // Whose lost card may be stopped need not be somebody who is given another.
    await ownHolder(db, staffId, holderOf(card));
    await takesKind(db, holderOf(card), 'ntag424');
    return holderOf(card);
  }
  // A task that names neither, or both, was refused at the edge.
  const holder = task.companionId === undefined ? { patientId: task.patientId! } : { companionId: task.companionId };
  await ownHolder(db, staffId, holder);
  await takesKind(db, holder, task.do === 'register' ? 'uid' : 'ntag424');
  return holder;
}

async function withCard(
  card: CardOnDesk,
  staffId: string,
  task: DeskTask,
  holder: Holder | undefined,
  deps: Deps,
): Promise<TaskEnd> {
  const { db, keys, cardUrl } = deps;
  const by = () => ({ staffId, now: new Date() });
  if (task.do === 'register') {
    if (!UID_DIGITS.includes(card.uid.length)) return refused(NO_NUMBER);
    if (isRandomUid(card.uid)) return refused(RANDOM_UID);
    const id = await addCard(db, { ...holder!, profile: 'uid', uid: card.uid, keyVersion: 0 }, by());
    return done('The card is registered. It can be copied more easily than a Tapwell card.', id);
  }
  // Without APDUs there is nothing to say to it, and asking again would not change that.
  if (card.kind === 'iso14443-3') return refused(WHY_NOT['not-ntag424']);
  if (card.kind === 'unknown') return refused(NO_NUMBER);
  if (task.do === 'reset') {
    const made = await resetCard(card.exchange, { keys, refuse: (uid) => whyNotReset(db, uid, staffId) });
    if (made.kind === 'refused') return refused(made.words);
    await noteReset(db, made.uid, by());
    return done('The card is empty and can be issued again.', null);
  }
  const replaces = task.do === 'replace' ? task.cardId : undefined;
  const made: Personalised = await personalise(card.exchange, {
    keys,
    urlBase: cardUrl,
    randomId: task.randomId,
    refuse: (uid, blank) => whyNotFor(db, uid, { holder: holder!, replaces, blank }),
  });
  if (made.kind === 'refused') return refused(made.words);
  const { uid, keyVersion } = made;
  const row = { ...holder!, profile: 'ntag424' as const, uid, keyVersion };
  const id = await addCard(db, { ...row, ...(replaces !== undefined && { replaces }) }, by());
  return done(replaces ? 'The card is ready. The old one no longer works.' : 'The card is ready.', id);
}

function done(words: string, cardId: string | null): TaskEnd {
  return { step: 'done', words, cardId };
}

function refused(words: string): TaskEnd {
  return { step: 'refused', words, cardId: null };
}
