import { CardGone, type PresentedCard, type Reader } from '../reader.ts';

/** What came of waiting for one card. */
export type Shown<T> =
  | { kind: 'card'; value: T }
  /** None was shown in time. `why` when the reader was not ready at the end. */
  | { kind: 'none'; why?: string };

export interface ShowCardOptions<T> {
  reader: Reader;
  /** In milliseconds; Infinity waits for ever. */
  timeoutMs: number;
  /** What is done with the card; CardGone lets the person try again. */
  read(card: PresentedCard): Promise<T>;
  /** One plain sentence for the person at the reader. */
  tell(sentence: string): void;
}

/** Waits for one card, reads it and lets the reader go. @throws what `read` throws, other than CardGone */
export function showCard<T>({ reader, timeoutMs, read, tell }: ShowCardOptions<T>): Promise<Shown<T>> {
  let notReady: string | undefined;
  let done = false;
  return new Promise<Shown<T>>((resolve, reject) => {
    const timer = Number.isFinite(timeoutMs)
      ? setTimeout(() => resolve({ kind: 'none', ...(notReady !== undefined && { why: notReady }) }), timeoutMs)
      : undefined;
    reader.start({
      state(state) {
        notReady = state.state === 'ready' ? undefined : state.why;
        tell(notReady ?? `${reader.name} is ready: lay one card on it.`);
      },
      async card(card) {
        if (done) return;
        try {
          const value = await read(card);
          done = true;
          clearTimeout(timer);
          resolve({ kind: 'card', value });
        } catch (error) {
          if (error instanceof CardGone)
            return tell('That was too short: hold the card on the reader a little longer.');
          clearTimeout(timer);
          reject(error);
        }
      },
      collision: () => tell('There is more than one card on the reader: lay down only one.'),
      removed() {},
    });
  }).finally(() => reader.stop());
}
