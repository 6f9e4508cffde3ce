import { useLayoutEffect, useRef } from 'preact/hooks';

/** Marks the place in the browser's history that Back is to leave first. */
const HERE = { stay: true };

/**
 * While there is something to lose, Back does not leave by a slip of the
 * finger, nor a swipe on a tablet: it calls `onBack` instead, as often as it is
 * pressed. A reload or a closed window is asked about by the browser itself.
 */
export function useStay(something: boolean, onBack: () => void): void {
  const told = useRef(onBack);
  told.current = onBack;
  // At once: on a slow tablet the screen comes after the next press.
  useLayoutEffect(() => {
    if (!something) return;
    const here = location.href;
    const stay = () => history.pushState(HERE, '', here);
    const back = () => {
      // To another address on purpose: there is nothing to hold back any more.
      if (location.href !== here) return;
      stay();
      told.current();
    };
    const unload = (event: BeforeUnloadEvent) => event.preventDefault();
    stay();
    addEventListener('popstate', back);
    addEventListener('beforeunload', unload);
    return () => {
      removeEventListener('popstate', back);
      removeEventListener('beforeunload', unload);
      if (history.state?.stay) history.back();
    };
  }, [something]);
}
