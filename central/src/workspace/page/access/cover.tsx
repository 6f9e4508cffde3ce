import { TopBar } from '@tapwell/shared/ui/top-bar.tsx';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import './access.css';
import type { Me } from '../pages.ts';
import { OwnPassword } from './own-password.tsx';
import { SignInHere } from './sign-in-here.tsx';
import type { Whose } from './whose.ts';

interface Props {
  away: Whose<Me>['away'];
  children: ComponentChildren;
}

/**
 * What stands under the cover: not drawn, not read out, not printed, not found
 * by a search, so that whoever passes reads nothing of it. It is still in this
 * tab's memory, and whoever opens the browser's own tools there could find it:
 * that is the price of losing no word of the one who was writing.
 */
export function Work({ away, children }: Props) {
  const work = useRef<HTMLDivElement>(null);
  const left = useRef<{ focus: Element | null; scrolled: number }>(undefined);
  // Seen just before it is hidden: where there is nothing to see there is no place in it either.
  if (away && !left.current) left.current = { focus: document.activeElement, scrolled: scrollY };
  useLayoutEffect(() => {
    if (away || !left.current) return;
    const { focus, scrolled } = left.current;
    left.current = undefined;
    scrollTo(0, scrolled);
    if (focus instanceof HTMLElement && work.current?.contains(focus)) focus.focus();
  }, [away]);
  return (
    <div ref={work} hidden={away !== null}>
      {children}
    </div>
  );
}

/** Lies over everything, open dialogs too, until somebody signs in. It cannot be put away. */
export function Cover({ me, away, why, onSignedIn }: Omit<Whose<Me>, 'me'> & { me: Me; onSignedIn: () => void }) {
  const cover = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = cover.current!;
    // Asked to close once more, a browser closes dialogs whatever they say, and one below that opens itself
    // again lies above: then this one goes up again.
    const stay = ({ target }: Event) => {
      if (target === shown && shown.open) return;
      setTimeout(() => {
        if (!cover.current) return;
        if (shown.open) shown.close();
        shown.showModal();
      });
    };
    shown.showModal();
    document.addEventListener('close', stay, true);
    return () => {
      document.removeEventListener('close', stay, true);
      shown.close();
    };
  }, []);
  return (
    <dialog
      class="cover"
      ref={cover}
      aria-label="Sign in again"
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.preventDefault();
      }}
      onCancel={(event) => event.preventDefault()}
    >
      <TopBar where="Workspace" onSignedOut={onSignedIn} />
      <div class="page">
        {away === 'password' ? (
          <OwnPassword first onDone={onSignedIn} />
        ) : (
          <SignInHere what="Sign in again" why={why} again onSignedIn={onSignedIn}>
            <p>
              If you are {me.name}, you find everything as you left it. If you are somebody else, what was not saved
              here is lost.
            </p>
          </SignInHere>
        )}
      </div>
    </dialog>
  );
}
