import { useEffect, useRef, useState } from 'preact/hooks';
import type { ScreenTap } from '../screen-state.ts';
import { CHOOSE_MS, showFor } from './how-long.ts';

/** A screen that was just loaded shows no old news. */
const STALE_MS = 5_000;

export interface ShownTap {
  tap: ScreenTap | undefined;
  /** How long it stays from when it was last given time, and which time that was. */
  forMs: number;
  run: number;
  dismiss: () => void;
  /** The whole time to choose again, counted from now. */
  again: () => void;
  /** At least this much longer from now. */
  atLeast: (ms: number) => void;
}

/**
 * The tap to show now: each new one for its time.
 * @param onNew hears of each, once
 */
export function useShownTap(tap: ScreenTap | null, larger: boolean, onNew: (tap: ScreenTap) => void): ShownTap {
  const [shown, setShown] = useState<{ tap: ScreenTap; forMs: number; run: number; since: number }>();
  const last = useRef<string>(undefined);
  const give = (forMs: number) =>
    setShown((now) => now && { ...now, forMs, run: now.run + 1, since: performance.now() });
  useEffect(() => {
    if (!tap || tap.showing === last.current) return;
    const justLoaded = last.current === undefined && Date.now() - Date.parse(tap.presentedAt) > STALE_MS;
    last.current = tap.showing;
    if (justLoaded) return;
    setShown({ tap, forMs: showFor(tap.outcome, larger), run: 0, since: performance.now() });
    onNew(tap);
    // For the bench: when this outcome was on the glass.
    requestAnimationFrame(() =>
      setTimeout(() => performance.mark('tapwell:painted', { detail: { showing: tap.showing, at: Date.now() } })),
    );
  }, [tap]);
  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(() => setShown(undefined), shown.forMs);
    return () => clearTimeout(timer);
  }, [shown]);
  return {
    tap: shown?.tap,
    forMs: shown?.forMs ?? 0,
    run: shown?.run ?? 0,
    dismiss: () => setShown(undefined),
    again: () => give(CHOOSE_MS),
    atLeast: (ms) =>
      setShown((now) => {
        if (!now || now.forMs - (performance.now() - now.since) >= ms) return now;
        return { ...now, forMs: ms, run: now.run + 1, since: performance.now() };
      }),
  };
}
