import { createContext } from 'preact';

/**
 * What the parts of one page tell each other about its sign-in. A page that
 * covers itself when the sign-in ends, and is uncovered when the same person is
 * back, loses nothing of what was being typed on it.
 */

/** Whether whoever shows the page covers it; if not, each part forgets by itself what it showed. */
export const Covered = createContext(false);

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
/** The same person is signed in again. */
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
  const goOn = [...onResumed, ...waiting];
  waiting.clear();
  for (const listener of goOn) listener();
}

/** Somebody else's page from now on: what the one before sent is not sent by another. */
export function begunAnew(): void {
  waiting.clear();
}
