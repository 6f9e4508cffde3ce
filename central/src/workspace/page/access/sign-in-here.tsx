import { api } from '@tapwell/shared/ui/api.ts';
import { SignIn } from '@tapwell/shared/ui/sign-in.tsx';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { WaysIn } from '../../../access/organisation/organisation-routes.ts';
import './access.css';

interface Props {
  what: string;
  why: string | undefined;
  /** Over a page that must not go: the organisation's own sign-in opens beside it. */
  again?: boolean;
  onSignedIn: () => void;
  children?: ComponentChildren;
}

/** Sign-in with the organisation where there is that, with a password where there is that, or both. */
export function SignInHere({ what, why, again = false, onSignedIn, children }: Props) {
  const [ways, setWays] = useState<WaysIn>();
  useEffect(() => {
    // Why somebody could not come in, as their organisation's sign-in brought them here; not of whoever was in.
    const asked = again ? '' : (new URLSearchParams(location.search).get('why') ?? '');
    api<WaysIn>(`/api/sign-in/ways?why=${encodeURIComponent(asked)}`).then(setWays, () =>
      setWays({ local: true, organisation: null, why: null }),
    );
    // Said once: not again after a reload, and not to whoever signs in next.
    if (asked) history.replaceState(null, '', `${location.pathname}${location.hash}`);
  }, []);
  if (!ways) return <p>Loading…</p>;
  if (!ways.organisation) {
    return (
      <SignIn what={what} why={why} onSignedIn={onSignedIn}>
        {children}
      </SignIn>
    );
  }
  return (
    <>
      <div class="sign-in">
        <h1 class="nhsuk-heading-l">{what}</h1>
        {(ways.why ?? why) && (
          <p class="strip-note" role={ways.why ? 'alert' : 'status'}>
            {ways.why ?? why}
          </p>
        )}
        {children}
        <p>
          <a class="nhsuk-button" href="/api/sign-in/organisation" {...(again && { target: '_blank' })}>
            Sign in with {ways.organisation}
          </a>
        </p>
        {again && <p class="quiet">It opens in a new tab. When you are signed in there, come back here.</p>}
      </div>
      {ways.local && (
        <details class="ways">
          <summary>Sign in with a password of Tapwell</summary>
          <SignIn what="With a password" why={undefined} onSignedIn={onSignedIn} />
        </details>
      )}
    </>
  );
}
