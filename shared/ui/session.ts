import { createContext } from 'preact';

/**
 * What the parts of one page tell each other about its sign-in. A page that
 * covers itself when the sign-in ends, and is uncovered when the same person is
 * back, loses nothing of what was being typed on it.
 */

/** Whether whoever shows the page covers it; if not, each part forgets by itself what it showed. */
export const Covered = createContext(false);

/** Who was signed in when the page was made theirs; undefined while it is nobody's. */
let owner: string | undefined;

/** From now on the page is theirs, and what it sends says so. */
export function pageIsOf(id: string | undefined): void {
  owner = id;
}

export const pageOf = () => owner;

type Listener = () => void;
const onRefused = new Set<Listener>();
const onResumed = new Set<Listener>();
/** What was sent and not taken, to be sent again by the same person only. */
const waiting = new Set<Listener>();

/** @returns stops listening */
function listen(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** For whoever covers the page: the server answered as to somebody who is not signed in. */
export const whenRefused = (listener: Listener) => listen(onRefused, listener);
/** The same person is signed in again, and the page uncovered. */
export const whenResumed = (listener: Listener) => listen(onResumed, listener);

/**
 * Tells that the server took nobody to be signed in.
 * @returns whether somebody covers the page now
 */
export function refused(): boolean {
  for (const listener of [...onRefused]) listener();
  return onRefused.size > 0;
}

/** When the same person is back; never, if another comes. */
export function backAgain(): Promise<void> {
  return new Promise((resolve) => waiting.add(resolve));
}

export function resumed(): void {
  for (const listener of [...onResumed]) listener();
  sendAgain();
}

/** The same person is signed in, and may have been again before anything was covered: what was refused goes on. */
export function sendAgain(): void {
  const goOn = [...waiting];
  waiting.clear();
  for (const listener of goOn) listener();
}

/** Somebody else's page from now on: what the one before sent is not sent by another. */
export function begunAnew(): void {
  waiting.clear();
}
