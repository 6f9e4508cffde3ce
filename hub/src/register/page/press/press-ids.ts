import type { RegisterAction } from '../../wire.ts';

type WithoutId<A> = A extends unknown ? Omit<A, 'id'> : never;
/** What a member of staff pressed, before it has an id. */
export type Press = WithoutId<RegisterAction>;

/**
 * Gives each press its id. The same press made again before the hub has answered
 * is the same press, so it gets the same id: offering it again doubles nothing.
 */
export class PressIds {
  readonly #newId: () => string;
  readonly #open = new Map<string, string>();

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  idOf(press: Press): string {
    const content = JSON.stringify(press);
    const known = this.#open.get(content);
    if (known) return known;
    const id = this.#newId();
    this.#open.set(content, id);
    return id;
  }

  /** The hub has taken or refused it: pressed again it is another press. */
  settled(press: Press): void {
    this.#open.delete(JSON.stringify(press));
  }
}
