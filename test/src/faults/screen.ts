import type { ScreenState, ScreenTap } from '@tapwell/kiosk/main';
import type { OutcomeOf } from '@tapwell/shared/tap/outcome';
import { io, type Socket } from 'socket.io-client';

/** What a screen said of one tap, and the card that lay there. */
export interface Shown {
  kiosk: string;
  /** Null where the screen said that nothing was recorded. */
  tapId: string | null;
  outcome: ScreenTap['outcome'];
  /** Wallet names: the card on the reader, and the one before it, should this have come late. */
  card: string;
  cardBefore: string | undefined;
}

/** A patient screen as a person sees it: what it shows, and only that, has been acknowledged. */
export class Screen {
  readonly shown: Shown[] = [];
  readonly #kiosk: string;
  readonly #socket: Socket;
  readonly #seen = new Set<string>();
  #state: ScreenState | undefined;
  #card: { now: string; before: string | undefined } | undefined;
  #waiting: { wanted: () => boolean; done: () => void }[] = [];

  constructor(kiosk: string, url: string) {
    this.#kiosk = kiosk;
    this.#socket = io(url, { transports: ['websocket'], reconnectionDelay: 50, reconnectionDelayMax: 200 });
    this.#socket.on('state', (state: ScreenState) => {
      this.#state = state;
      if (state.tap) this.#take(state.tap);
      this.#look();
    });
    this.#socket.on('outcome', (tap: ScreenTap) => {
      this.#take(tap);
      this.#look();
    });
    // A dark screen shows nothing.
    this.#socket.on('disconnect', () => {
      this.#state = undefined;
    });
  }

  /** A card is laid down: what is shown from now on is about it. @returns how much had been shown before */
  lay(card: string): number {
    this.#card = { now: card, before: this.#card?.now };
    return this.shown.length;
  }

  /** The screen is on and its reader is ready; false when not in time. */
  ready(patienceMs: number): Promise<boolean> {
    return this.#until(() => this.#state?.reader === 'ready', patienceMs);
  }

  /** Something was shown since; what it was, or undefined when nothing came in time. */
  async since(before: number, patienceMs: number): Promise<Shown | undefined> {
    await this.#until(() => this.shown.length > before, patienceMs);
    return this.shown.slice(before).at(-1);
  }

  /** The patient presses one of the offered sessions. */
  press(tapId: string, { choices }: OutcomeOf<'choose-session'>, which: number): void {
    this.#socket.emit('choose', tapId, choices[which % choices.length]!.sessionId);
  }

  close(): void {
    this.#socket.close();
  }

  #take({ showing, tapId, outcome }: ScreenTap): void {
    if (this.#seen.has(showing) || !this.#card) return;
    this.#seen.add(showing);
    this.shown.push({ kiosk: this.#kiosk, tapId, outcome, card: this.#card.now, cardBefore: this.#card.before });
  }

  #look(): void {
    for (const one of this.#waiting) if (one.wanted()) one.done();
  }

  #until(wanted: () => boolean, patienceMs: number): Promise<boolean> {
    if (wanted()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (answer: boolean) => {
        clearTimeout(timer);
        this.#waiting = this.#waiting.filter((one) => one !== mine);
        resolve(answer);
      };
      const mine = { wanted, done: () => end(true) };
      const timer = setTimeout(() => end(false), patienceMs);
      this.#waiting.push(mine);
    });
  }
}
