import type { ComponentChildren } from 'preact';
import { api } from './api.ts';

interface Props {
  where: string;
  who?: string;
  onSignedOut: () => void;
  /** Links to this part's other pages. */
  children?: ComponentChildren;
}

/** The bar at the top of every staff page. */
export function TopBar({ where, who, onSignedOut, children }: Props) {
  return (
    <header class="top">
      <span class="top__name">Tapwell</span>
      <span class="top__where">{where}</span>
      {children && (
        <nav class="top__links" aria-label="Pages">
          {children}
        </nav>
      )}
      {who && <span class="top__who">{who}</span>}
      {who && (
        // Where the server cannot be reached the page still forgets what it shows.
        <button
          type="button"
          onClick={() =>
            void api<{ also?: string } | undefined>('/api/sign-out', {})
              .catch(() => undefined)
              .then((answer) => {
                onSignedOut();
                // Where they signed in they are signed out as well.
                if (answer?.also) location.assign(answer.also);
              })
          }
        >
          Sign out
        </button>
      )}
    </header>
  );
}
