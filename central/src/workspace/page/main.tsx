import { Covered } from '@tapwell/shared/ui/session.ts';
import { TopBar } from '@tapwell/shared/ui/top-bar.tsx';
import { useTitle } from '@tapwell/shared/ui/use-title.ts';
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import '@tapwell/shared/ui/staff.scss';
import './workspace.css';
import { Cover, Work } from './access/cover.tsx';
import { GlassBanner } from './access/glass.tsx';
import { OwnPassword } from './access/own-password.tsx';
import { SignInHere } from './access/sign-in-here.tsx';
import { useWhose } from './access/use-whose.ts';
import { Menu } from './menu.tsx';
import { pageAt } from './pages.ts';

function Workspace() {
  const { me, away, why, check, signedOut } = useWhose();
  const whom = `${me?.id} ${me?.role}`;
  const hash = useHash(whom, away !== null);
  const { page, id, action } = me ? pageAt(hash, me.role) : { page: undefined, id: '', action: '' };
  useTitle(me === null || away ? 'Sign in' : (page?.title ?? ''), 'Workspace');

  if (me === undefined) return <p class="page">Loading…</p>;
  return (
    <Covered.Provider value={true}>
      <Work away={away} key={whom}>
        <TopBar where="Workspace" {...(me && { who: me.name })} onSignedOut={signedOut} />
        {me && !me.mustChangePassword && <Menu role={me.role} current={page?.name} />}
        <main class="page">
          {me === null && <SignInHere what="Sign in to your workspace" why={why} onSignedIn={check} />}
          {me?.mustChangePassword && <OwnPassword first onDone={check} />}
          {me && !me.mustChangePassword && page?.name === 'person' && <GlassBanner pathId={id} />}
          {me && !me.mustChangePassword && page && (
            <page.component key={`${page.name}/${id}`} id={id} action={action} me={me} />
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
      </Work>
      {me && away && <Cover me={me} away={away} why={why} onSignedIn={check} />}
    </Covered.Provider>
  );
}

const hashNow = () => location.hash.slice(1).replace(/[^A-Za-z0-9._/-]/g, '');

/**
 * What stands after the `#`, so that back, forward and bookmarks work; names of pages and ids only, nothing personal.
 * @param whom whose page it is: another begins where the address says by then
 * @param held the page is covered and not to be left: whoever goes back from it is brought here again
 */
function useHash(whom: string, held: boolean): string {
  const [at, setAt] = useState({ whom, hash: hashNow() });
  const hash = at.whom === whom ? at.hash : hashNow();
  useEffect(() => {
    if (!held) setAt({ whom, hash });
    const onChange = () => {
      if (held) history.pushState(null, '', `#${hash}`);
      else setAt({ whom, hash: hashNow() });
    };
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, [whom, held, hash]);
  return hash;
}

render(<Workspace />, document.getElementById('page')!);
