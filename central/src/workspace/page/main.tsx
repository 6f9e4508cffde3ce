import { ApiError, api } from '@tapwell/shared/ui/api.ts';
import { TopBar } from '@tapwell/shared/ui/top-bar.tsx';
import { useTitle } from '@tapwell/shared/ui/use-title.ts';
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import '@tapwell/shared/ui/staff.scss';
import './workspace.css';
import { GlassBanner } from './access/glass.tsx';
import { OwnPassword } from './access/own-password.tsx';
import { SignInHere } from './access/sign-in-here.tsx';
import { forgetCaseload } from './caseload/caseload.tsx';
import { Menu } from './menu.tsx';
import { type Me, pageAt } from './pages.ts';
import { forgetToday } from './today/today.tsx';

/** What the server says to someone who never signed in. */
const NOT_SIGNED_IN = 'Please sign in.';

function Workspace() {
  const [me, setMe] = useState<Me | null>();
  const hash = useHash();
  const [why, setWhy] = useState<string>();
  const whoAmI = () =>
    api<Me>('/api/me').then(setMe, (error: unknown) => {
      setMe(null);
      setWhy(
        error instanceof ApiError && error.status === 401 && error.message !== NOT_SIGNED_IN
          ? error.message
          : undefined,
      );
    });
  const signedOut = () => {
    forgetCaseload();
    forgetToday();
    setMe(null);
    // Whether they went or nobody was here: the server knows, and says it in a sentence.
    void whoAmI();
  };
  useEffect(() => void whoAmI(), []);
  const { page, id, action } = me ? pageAt(hash, me.role) : { page: undefined, id: '', action: '' };
  useTitle(me === null ? 'Sign in' : (page?.title ?? ''), 'Workspace');

  if (me === undefined) return <p class="page">Loading…</p>;
  return (
    <>
      <TopBar where="Workspace" {...(me && { who: me.name })} onSignedOut={signedOut} />
      {me && !me.mustChangePassword && <Menu role={me.role} current={page?.name} />}
      <main class="page">
        {me === null && <SignInHere why={why} onSignedIn={whoAmI} />}
        {me?.mustChangePassword && <OwnPassword first onDone={() => void whoAmI()} />}
        {me && !me.mustChangePassword && page?.name === 'person' && <GlassBanner pathId={id} />}
        {me && !me.mustChangePassword && page && (
          <page.component key={`${page.name}/${id}`} id={id} action={action} me={me} onSignedOut={signedOut} />
        )}
      </main>
      {me && !me.mustChangePassword && (
        <footer class="foot">
          <a href="#password">Change your password</a>
          {me.role === 'team-lead' && page?.name === 'person' && (
            <>
              {' · '}
              <a href={`#readers/${id}`}>Who looked at this person</a>
            </>
          )}
        </footer>
      )}
    </>
  );
}

/** What stands after the `#`, so that back, forward and bookmarks work; names of pages and ids only, nothing personal. */
function useHash(): string {
  const read = () => location.hash.slice(1).replace(/[^A-Za-z0-9._/-]/g, '');
  const [hash, setHash] = useState(read);
  useEffect(() => {
    const onChange = () => setHash(read());
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, []);
  return hash;
}

render(<Workspace />, document.getElementById('page')!);
