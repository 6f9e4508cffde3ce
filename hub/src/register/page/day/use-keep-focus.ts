import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Focus stays where it was when a live update moves or removes what had it: a
 * browser drops it to the page, and a keyboard user would start again at the top.
 * Where the focused control is gone, its line takes over (`data-line`).
 */
export function useKeepFocus(area: RefObject<HTMLElement | null>): void {
  const last = useRef<{ element: HTMLElement; line: string | undefined }>(undefined);

  useEffect(() => {
    const onFocus = (event: FocusEvent) => {
      const element = event.target as HTMLElement;
      // A dialog gives focus back to what opened it, or to its line.
      if (element.closest('dialog')) return;
      const line = element.closest<HTMLElement>('[data-line]')?.dataset.line;
      last.current = area.current?.contains(element) ? { element, line } : undefined;
    };
    // A press beside every control lets go of focus on purpose.
    const onPress = (event: Event) => {
      if (!(event.target as Element).closest('dialog')) last.current = undefined;
    };
    addEventListener('focusin', onFocus);
    addEventListener('pointerdown', onPress, true);
    return () => {
      removeEventListener('focusin', onFocus);
      removeEventListener('pointerdown', onPress, true);
    };
  }, []);

  useLayoutEffect(() => {
    if (!last.current || (document.activeElement && document.activeElement !== document.body)) return;
    const { element, line } = last.current;
    const again = element.isConnected
      ? element
      : line && area.current?.querySelector<HTMLElement>(`[data-line="${CSS.escape(line)}"] button`);
    if (again) again.focus({ preventScroll: true });
  });
}
