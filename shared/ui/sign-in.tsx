import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from './api.ts';

interface Props {
  what: string;
  /** Why they have to sign in again, if there is a reason. */
  why?: string | undefined;
  onSignedIn: () => void;
  /** Said above the form. */
  children?: ComponentChildren;
}

/** The sign-in form of every staff page. */
export function SignIn({ what, why, onSignedIn, children }: Props) {
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);
  const username = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  useEffect(() => username.current?.focus(), []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await api('/api/sign-in', { username: username.current?.value, password: password.current?.value });
      onSignedIn();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      password.current?.select();
    } finally {
      setBusy(false);
    }
  };
  const field = problem ? ({ 'aria-invalid': 'true', 'aria-describedby': 'sign-in-problem' } as const) : {};
  return (
    <form class="sign-in" onSubmit={submit}>
      <h1 class="nhsuk-heading-l">{what}</h1>
      {why && !problem && (
        <p class="strip-note" role="status">
          {why}
        </p>
      )}
      {children}
      {problem && (
        <div class="nhsuk-error-summary" role="alert">
          <p class="nhsuk-error-summary__title" id="sign-in-problem">
            {problem}
          </p>
        </div>
      )}
      <div class="nhsuk-form-group">
        <label class="nhsuk-label" for="username">
          User name
        </label>
        <input
          class="nhsuk-input"
          id="username"
          name="username"
          ref={username}
          autocomplete="username"
          required
          autocapitalize="none"
          spellcheck={false}
          {...field}
        />
      </div>
      <div class="nhsuk-form-group">
        <label class="nhsuk-label" for="password">
          Password
        </label>
        <input
          class="nhsuk-input"
          id="password"
          name="password"
          ref={password}
          autocomplete="current-password"
          autocapitalize="none"
          spellcheck={false}
          required
          {...(shown ? { type: 'text' } : { type: 'password' })}
          {...field}
        />
        <label class="sign-in__show">
          <input type="checkbox" checked={shown} onChange={(e) => setShown(e.currentTarget.checked)} />
          Show what I type
        </label>
      </div>
      <button class="nhsuk-button" type="submit" aria-disabled={busy}>
        {busy ? 'Signing in…' : 'Sign in'}
      </button>
    </form>
  );
}
