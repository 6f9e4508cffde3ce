import type { RegisterAction } from '../../wire.ts';

type WithoutId<A> = A extends unknown ? Omit<A, 'id'> : never;
/** What a member of staff pressed, before it has an id. */
export type Press = WithoutId<RegisterAction>;

/** What a press is about: the session with the person, or the tap. */
function aboutOf(press: Press): string {
  const { sessionId, personId, tapId } = press as { sessionId?: string; personId?: string; tapId?: string };
  return JSON.stringify(tapId ? { tapId } : { sessionId, personId });
}

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

  /** The hub has taken or refused it, or nobody tries it any more: pressed again it is another press. */
  settled(press: Press): void {
    this.#open.delete(JSON.stringify(press));
  }

  /**
   * The hub has taken it. What was pressed before on the same session, person or
   * tap and never answered is then the past: if it arrived after all, the hub would
   * answer the same press made later with what it did back then, and change nothing.
   */
  taken(press: Press): void {
    this.settled(press);
    const about = aboutOf(press);
    for (const content of this.#open.keys()) {
      if (aboutOf(JSON.parse(content) as Press) === about) this.#open.delete(content);
    }
  }
}
