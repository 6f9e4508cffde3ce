import { SignIn } from '@tapwell/shared/ui/sign-in.tsx';
import { TopBar } from '@tapwell/shared/ui/top-bar.tsx';
import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SessionRegister, UnplacedLine } from '../register.ts';
import type { KioskTrouble, SyncState } from '../register-routes.ts';
import '@tapwell/shared/ui/staff.scss';
import './register.css';
import { SessionCard } from './session-card.tsx';
import { SyncWords } from './sync-words.tsx';

interface DayRegister {
  now: string;
  venue: string | null;
  provider: string | null;
  staff: string;
  sync: SyncState;
  sessions: SessionRegister[];
  unplaced: UnplacedLine[];
  kiosks: KioskTrouble[];
}

function Register() {
  const { data, problem, signedOut, reload } = useLive<DayRegister>('/api/register');
  if (signedOut) {
    return (
      <>
        <TopBar where="Register" onSignedOut={reload} />
        <main class="page">
          <SignIn what="Sign in to your register" onSignedIn={reload} />
        </main>
      </>
    );
  }
  return (
    <>
      <TopBar where={data?.venue ?? 'Register'} {...(data && { who: data.staff })} onSignedOut={reload} />
      <main class="page">
        {problem && (
          <p class="strip-note" role="alert">
            {problem}
          </p>
        )}
        {data ? <Day day={data} /> : !problem && <p>Loading today's register…</p>}
      </main>
    </>
  );
}

function Day({ day }: { day: DayRegister }) {
  return (
    <>
      <h1 class="nhsuk-heading-l">
        {day.provider ?? 'Your sessions'} <span class="nhsuk-caption-l">Today's register</span>
      </h1>
      <SyncWords sync={day.sync} now={day.now} />
      {day.kiosks.map((kiosk) => (
        <p key={kiosk.name} class="strip-note" role="alert">
          <strong>Kiosk “{kiosk.name}”:</strong> {kiosk.why}
        </p>
      ))}
      <Arrivals sessions={day.sessions} />
      {day.unplaced.length > 0 && (
        <section class="unplaced" aria-labelledby="unplaced">
          <h2 class="nhsuk-heading-s" id="unplaced">
            Here, but on no list
          </h2>
          <ul>
            {day.unplaced.map((line) => (
              <li key={line.name + line.time}>
                <strong>{line.name}</strong>, {line.time}: {line.why}
              </li>
            ))}
          </ul>
        </section>
      )}
      {day.sessions.length === 0 && <p>You have no sessions today.</p>}
      {day.sessions.map((session) => (
        <SessionCard key={session.sessionId} session={session} />
      ))}
    </>
  );
}

/** Says new arrivals to a screen reader, politely; what was there when the page opened is not news. */
function Arrivals({ sessions }: { sessions: SessionRegister[] }) {
  const known = useRef<Set<string>>(undefined);
  const [news, setNews] = useState('');
  useEffect(() => {
    const here = sessions.flatMap((s) => s.here.map((line) => ({ key: `${s.sessionId} ${line.personId}`, line, s })));
    const fresh = known.current ? here.filter(({ key }) => !known.current!.has(key)) : [];
    known.current = new Set(here.map(({ key }) => key));
    if (fresh.length > 0) setNews(fresh.map(({ line, s }) => `${line.name} is here for ${s.activity}.`).join(' '));
  }, [sessions]);
  return (
    <p class="nhsuk-u-visually-hidden" role="status">
      {news}
    </p>
  );
}

render(<Register />, document.getElementById('page')!);
