/** As many as central takes to be handed over at once. */
const MOST = 500;

/**
 * Sends a long list in parts, one after the other; each is done whole or not at
 * all. The same list again sends what was done once more, which changes nothing.
 * @throws what a part was refused with, and how many had gone before
 */
export async function inParts<T>(all: T[], send: (part: T[]) => Promise<unknown>): Promise<void> {
  for (let done = 0; done < all.length; done += MOST) {
    try {
      await send(all.slice(done, done + MOST));
    } catch (error) {
      if (done === 0 || !(error instanceof Error)) throw error;
      throw new Error(`The first ${done} are handed over, the others not. ${error.message}`);
    }
  }
}
