import { pageIsOf } from '@tapwell/shared/ui/session.ts';
import { SignIn } from '@tapwell/shared/ui/sign-in.tsx';
import { TopBar } from '@tapwell/shared/ui/top-bar.tsx';
import type { Live } from '@tapwell/shared/ui/use-live.ts';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { StaleStrip } from './status/strips.tsx';

interface Props {
  page: 'register' | 'hub';
  live: Live<unknown>;
  where: string;
  who: string | undefined;
  /** Whose page it is, by id. */
  whose: string | undefined;
  /** An administrator has no register. */
  role?: 'provider' | 'administrator' | undefined;
  signInTo: string;
  zone: string | undefined;
  children: ComponentChildren;
}

/** What every page of the hub has around it, and its states before there is anything to show. */
export function Frame({ page, live, where, who, whose, role = 'provider', signInTo, zone, children }: Props) {
  const { data, problem, signedOut, why, freshAt, reload, forget } = live;
  const signingIn = useRef(false);
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    // The form they were in is gone: go on at the top of what they came for.
    if (data !== undefined && signingIn.current) main.current?.querySelector('h1')?.focus();
    signingIn.current = signedOut;
  }, [signedOut, data === undefined]);
  // At once: nothing that is pressed on it is done as somebody who signs in elsewhere in this browser.
  useLayoutEffect(() => {
    pageIsOf(whose);
    return () => pageIsOf(undefined);
  }, [whose]);
  const current = (one: string) => (one === page ? ({ 'aria-current': 'page' } as const) : {});
  return (
    <>
      <TopBar where={where} {...(who && { who })} onSignedOut={forget}>
        {data !== undefined && (
          <>
            {role === 'provider' && (
              <a href="/" {...current('register')}>
                Register
              </a>
            )}
            <a href="/hub" {...current('hub')}>
              This hub
            </a>
          </>
        )}
      </TopBar>
      <main class="page" ref={main}>
        {signedOut && <SignIn what={signInTo} why={why} onSignedIn={reload} />}
        {problem && data !== undefined && <StaleStrip problem={problem} since={freshAt} zone={zone} />}
        {!signedOut && data === undefined && problem && (
          <div class="nothing" role="alert">
            <h1 class="nhsuk-heading-m">This page could not be loaded</h1>
            <p>{problem}</p>
            <p class="buttons">
              <button type="button" class="nhsuk-button small" onClick={reload}>
                Try again
              </button>
              {page === 'register' && (
                <a class="nhsuk-button nhsuk-button--secondary small" href="/">
                  Go to today
                </a>
              )}
            </p>
          </div>
        )}
        {!signedOut && data === undefined && !problem && (
          <p class="nothing" role="status">
            Loading…
          </p>
        )}
        {data !== undefined && children}
      </main>
    </>
  );
}
