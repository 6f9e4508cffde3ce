import { useEffect, useState } from 'preact/hooks';
import type { DayRegister, PersonLine, SessionRegister } from '../../wire.ts';
import { wallTime } from '../words/clock.ts';
import { dateWords } from '../words/days.ts';
import { methodWord } from '../words/session-words.ts';
import './print.css';

/** `register`: what is recorded, to sign beside it. `blank`: for a day on which nothing records itself. */
export type SheetKind = 'register' | 'blank';

/** Lines to write in who is on no list. */
const SPARE = { register: 3, blank: 8 };

/** Which sheet the printer gets, and how to print it. Printed by the browser's own menu it is the register. */
export function usePrint(): [SheetKind, (kind: SheetKind) => void] {
  const [wish, setWish] = useState<{ kind: SheetKind; times: number }>({ kind: 'register', times: 0 });
  useEffect(() => {
    if (wish.times === 0) return;
    window.print();
    setWish({ kind: 'register', times: 0 });
  }, [wish.times]);
  return [wish.kind, (kind) => setWish((old) => ({ kind, times: old.times + 1 }))];
}

/** What goes on paper: a page for each session, with a column to sign in. Not on screen. */
export function Sheet({ register, kind }: { register: DayRegister; kind: SheetKind }) {
  const { sessions, venue, provider, now, zone, staff } = register;
  return (
    <div class="sheet">
      {sessions.map((session) => (
        <section key={session.sessionId}>
          <h2>
            {session.activity}
            {session.status === 'cancelled' && ' (cancelled)'}
          </h2>
          <p>
            {dateWords(session.date)}, {session.starts} to {session.ends}
            {session.room && `, ${session.room}`}
            <br />
            {[provider, venue].filter(Boolean).join(', ')}
          </p>
          <SheetTable session={session} kind={kind} />
          {kind === 'register' && session.guests > 0 && <p>Guests: {session.guests}</p>}
          <p class="sheet__foot">
            {kind === 'blank'
              ? 'When Tapwell works again, mark everyone on this sheet as here in the register.'
              : `As recorded at ${wallTime(now, zone)}, printed by ${staff}.`}{' '}
            This paper has names on it: keep it safe, and shred it when it is no longer needed.
          </p>
        </section>
      ))}
    </div>
  );
}

function SheetTable({ session, kind }: { session: SessionRegister; kind: SheetKind }) {
  const { people, timed } = session;
  const filled = kind === 'register';
  const spare = Array.from({ length: SPARE[kind] }, (_, i) => i);
  const left = timed || !filled || people.some((line) => line.left !== null);
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Came</th>
          {left && <th scope="col">Left</th>}
          {filled && <th scope="col">How</th>}
          <th scope="col" class="sheet__sign">
            Signature
          </th>
        </tr>
      </thead>
      <tbody>
        {people.map((line) => (
          <tr key={line.personId}>
            <td>{line.name}</td>
            <td>{filled && cameWords(line)}</td>
            {left && <td>{filled && line.left}</td>}
            {filled && <td>{methodWord(line)}</td>}
            <td class="sheet__sign" />
          </tr>
        ))}
        {spare.map((i) => (
          <tr key={`spare ${i}`}>
            <td />
            <td />
            {left && <td />}
            {filled && <td />}
            <td class="sheet__sign" />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function cameWords({ state, arrived }: PersonLine): string {
  if (state === 'elsewhere') return 'was here';
  return arrived ?? (state === 'excused' ? 'excused' : '');
}
