import { type Heard, isSame, type Somebody, type Whose, whoseNow } from './whose.ts';

/** What the tabs of one browser say to each other; no names. */
export type TabWord = 'sign-in' | 'sign-out';

interface Around<T extends Somebody> {
  /** Of the server. @param byItself nobody need be there */
  ask: (byItself: boolean) => Promise<Heard<T>>;
  show: (next: Whose<T>, old: Whose<T>) => void;
  /** Tells the other tabs. */
  tell: (word: TabWord) => void;
  /** The page is uncovered. */
  resumed: () => void;
  /** The same person is signed in: what of theirs was refused goes on. */
  sendAgain: () => void;
}

/** While the server does not say, it is soon asked again: by then the page may be another's. */
const UNKNOWN_MS = 5_000;

/**
 * When the server is asked who is signed in, and which answer counts: the one to
 * the last question, as those before it may be of before the change.
 */
export class Asking<T extends Somebody> {
  readonly #around: Around<T>;
  #whose: Whose<T> = { me: undefined, away: null, why: undefined };
  /** The last question, and the last that has its answer. */
  #asked = 0;
  #answered = 0;
  #refusedMeanwhile = false;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(around: Around<T>) {
    this.#around = around;
  }

  get whose(): Whose<T> {
    return this.#whose;
  }

  async check(byItself = false): Promise<void> {
    const question = ++this.#asked;
    this.#refusedMeanwhile = false;
    clearTimeout(this.#later);
    const heard = await this.#around.ask(byItself);
    if (question !== this.#asked) return;
    this.#answered = question;
    this.#hear(heard);
    if (this.#refusedMeanwhile) void this.check(true);
    // Where it is nobody's there is nothing to lose, and a sign-out that did not arrive is not undone.
    else if (heard.is === 'unknown' && this.#whose.me) {
      this.#later = setTimeout(() => void this.check(true), UNKNOWN_MS);
    }
  }

  /** The server took what the page asked to be nobody's, or another's. */
  refused(): void {
    if (this.#asked !== this.#answered) this.#refusedMeanwhile = true;
    else void this.check(true);
  }

  heard(word: TabWord): void {
    // Who signs out means it everywhere: nothing waits under a cover for them.
    if (word === 'sign-out') this.#put({ me: null, away: null, why: undefined });
    void this.check(true);
  }

  /** Somebody signed out here. */
  signedOut(): void {
    this.#put({ me: null, away: null, why: undefined });
    this.#around.tell('sign-out');
    // Whether they went or nobody was here: the server knows, and says it in a sentence.
    void this.check();
  }

  stop(): void {
    this.#asked++;
    clearTimeout(this.#later);
  }

  #hear(heard: Heard<T>): void {
    const old = this.#whose;
    const next = whoseNow(old, heard);
    const same = isSame(old.me, next.me);
    this.#put(next);
    if (same && next.me && !next.away && heard.is === 'somebody') {
      if (old.away) this.#around.resumed();
      else this.#around.sendAgain();
    }
    if (!same || old.away !== next.away) this.#around.tell('sign-in');
  }

  #put(next: Whose<T>): void {
    const old = this.#whose;
    this.#whose = next;
    this.#around.show(next, old);
  }
}
