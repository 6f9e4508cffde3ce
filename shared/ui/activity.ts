import { api } from './api.ts';

const TELL_EVERY_MS = 60_000;
/** One for all of a page: several things on it may be live. */
let told = 0;
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;

/**
 * Tells the server while somebody is at the page, once a minute at most: it
 * signs out those who have gone, and what the page fetches by itself is no sign
 * of anybody. Somebody who only reads and scrolls is there.
 * @returns stops it
 */
export function tellActivity(): () => void {
  const tell = () => {
    if (Date.now() - told < TELL_EVERY_MS) return;
    told = Date.now();
    // When it does not arrive, the next sign of life tells again.
    api('/api/active', {}).catch(() => undefined);
  };
  for (const sign of SIGNS) addEventListener(sign, tell, { passive: true });
  return () => {
    for (const sign of SIGNS) removeEventListener(sign, tell);
  };
}
