import { api } from '@tapwell/shared/ui/api.ts';
import { useState } from 'preact/hooks';
import type { Fault } from '../form/fields.ts';
import { ErrorSummary } from '../form/form-fields.tsx';
import type { PageProps } from '../pages.ts';
import './access.css';

/** As long as the server asks for. */
const SHORTEST = 12;

/** Somebody chooses a password of their own: before anything else when theirs was given to them. */
export function OwnPassword({ first, onDone }: { first: boolean; onDone: () => void }) {
  const [values, setValues] = useState({ now: '', next: '' });
  const [faults, setFaults] = useState<Fault[]>([]);
  const [refused, setRefused] = useState<string>();
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const submit = async (submitted: SubmitEvent) => {
    submitted.preventDefault();
    if (busy) return;
    const wrong: Fault[] = [
      ...(values.now === '' ? [{ name: 'now', says: 'Type the password you have now.' }] : []),
      ...(values.next.length < SHORTEST ? [{ name: 'next', says: `Use at least ${SHORTEST} letters.` }] : []),
    ];
    setFaults(wrong);
    setRefused(undefined);
    if (wrong.length > 0) return;
    setBusy(true);
    await api('/api/password', values).then(onDone, (error: Error) => setRefused(error.message.replace(/^\w+: /, '')));
    setBusy(false);
  };
  const field = (name: 'now' | 'next', label: string, autocomplete: 'current-password' | 'new-password') => {
    const fault = faults.find((one) => one.name === name)?.says;
    return (
      <div class={`nhsuk-form-group ${fault ? 'nhsuk-form-group--error' : ''}`}>
        <label class="nhsuk-label" for={`password-${name}`}>
          {label}
        </label>
        {fault && (
          <span class="nhsuk-error-message" id={`password-${name}-fault`}>
            <span class="nhsuk-u-visually-hidden">Error: </span>
            {fault}
          </span>
        )}
        <input
          class="nhsuk-input"
          id={`password-${name}`}
          data-field={name}
          autocomplete={autocomplete}
          autocapitalize="none"
          spellcheck={false}
          value={values[name]}
          onInput={(e) => setValues((old) => ({ ...old, [name]: e.currentTarget.value }))}
          {...(shown ? { type: 'text' } : { type: 'password' })}
          {...(fault && { 'aria-invalid': 'true' as const, 'aria-describedby': `password-${name}-fault` })}
        />
      </div>
    );
  };
  return (
    <form class="sign-in" onSubmit={submit} noValidate>
      <h1 class="nhsuk-heading-l">{first ? 'Choose a password of your own' : 'Change your password'}</h1>
      <ErrorSummary faults={faults} refused={refused} />
      <p>
        {first && 'Somebody else gave you the password you signed in with. '}
        Three words that only you would put together make a good password. It needs at least {SHORTEST} letters.
      </p>
      {field('now', 'Password you have now', 'current-password')}
      {field('next', 'New password', 'new-password')}
      <label class="sign-in__show">
        <input type="checkbox" checked={shown} onChange={(e) => setShown(e.currentTarget.checked)} />
        Show what I type
      </label>
      <p>
        <button class="nhsuk-button" type="submit" aria-disabled={busy}>
          {busy ? 'Saving…' : 'Save the new password'}
        </button>
      </p>
    </form>
  );
}

/** The same as a page of its own, from the foot of every page. */
export function PasswordPage(_: PageProps) {
  const [done, setDone] = useState(false);
  if (!done) return <OwnPassword first={false} onDone={() => setDone(true)} />;
  return (
    <>
      <h1 class="nhsuk-heading-l">Your password is changed</h1>
      <p role="status">Wherever else you were signed in, you are signed out.</p>
    </>
  );
}
