import { useState } from 'preact/hooks';
import { api } from './api.ts';

/** The sign-in form of every staff page. */
export function SignIn({ what, onSignedIn }: { what: string; onSignedIn: () => void }) {
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    setBusy(true);
    try {
      await api('/api/sign-in', { username: fields.get('username'), password: fields.get('password') });
      onSignedIn();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="sign-in" onSubmit={submit}>
      <h1 class="nhsuk-heading-l">{what}</h1>
      {problem && (
        <div class="nhsuk-error-summary" role="alert">
          <p class="nhsuk-error-summary__title">{problem}</p>
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
          autocomplete="username"
          required
          autocapitalize="none"
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
          type="password"
          autocomplete="current-password"
          required
        />
      </div>
      <button class="nhsuk-button" type="submit" disabled={busy}>
        Sign in
      </button>
    </form>
  );
}
