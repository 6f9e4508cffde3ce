import { useState } from 'preact/hooks';
import type { RegisterLine, SessionRegister } from '../register.ts';

/** One session of today: its head always, its people when open; the running one is open at first. */
export function SessionCard({ session }: { session: SessionRegister }) {
  const [open, setOpen] = useState(session.when === 'now');
  const { here, expected } = session;
  return (
    <details class={`session session--${session.when}`} open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>
        <span class="session__time">
          {session.starts}–{session.ends}
        </span>
        <span class="session__name">
          {session.activity}
          {session.room && <span class="quiet"> · {session.room}</span>}
        </span>
        <span class="session__when">{{ now: 'Now', earlier: 'Finished', later: 'Later today' }[session.when]}</span>
        <span class="session__count">
          <strong>{here.length}</strong> here of {here.length + expected.length} expected
        </span>
      </summary>
      <ul class="people">
        {here.map((line) => (
          <Person key={line.personId} line={line} />
        ))}
        {expected.map((line) => (
          <Person key={line.personId} line={line} />
        ))}
        {here.length + expected.length === 0 && <li class="quiet">Nobody is expected.</li>}
      </ul>
    </details>
  );
}

function Person({ line }: { line: RegisterLine }) {
  const { here } = line;
  return (
    <li class={here ? 'person person--here' : 'person'}>
      <span class="person__sign" aria-hidden="true">
        {here ? '✓' : ''}
      </span>
      <span class="person__name">{line.name}</span>
      <span class="person__state">
        {here ? (
          <>
            Here since {here.time}
            {here.late && <span class="word">late</span>}
            <span class="word">{here.method === 'card' ? 'card' : 'by staff'}</span>
          </>
        ) : (
          'Expected'
        )}
      </span>
      <span class="signature" aria-hidden="true" />
    </li>
  );
}
