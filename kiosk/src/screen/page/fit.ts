import { useLayoutEffect, useRef } from 'preact/hooks';

/** Smaller than this nobody reads it from two metres; then the page may be scrolled instead. */
const SMALLEST = 0.4;

/**
 * Makes everything on the page smaller, in steps, until nothing is cut off:
 * no name, language or text size may push the rest from a small screen.
 * @param what changes when the page's content does
 */
export function useFit(what: unknown) {
  const page = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const fit = () => {
      const { current } = page;
      if (!current) return;
      for (let scale = 1; scale >= SMALLEST; scale *= 0.95) {
        current.style.setProperty('--scale', scale.toFixed(3));
        if (current.scrollHeight <= current.clientHeight && current.scrollWidth <= current.clientWidth) return;
      }
    };
    fit();
    addEventListener('resize', fit);
    // A script's font may come a moment later, and be wider.
    document.fonts.addEventListener('loadingdone', fit);
    return () => {
      removeEventListener('resize', fit);
      document.fonts.removeEventListener('loadingdone', fit);
    };
  }, [what]);
  return page;
}
