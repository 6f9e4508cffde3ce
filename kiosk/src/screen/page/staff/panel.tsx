import { useEffect, useState } from 'preact/hooks';
import type { Socket } from 'socket.io-client';
import type { StaffState } from '../../../staff/staff-mode.ts';
import { type HealthLine, healthLines } from '../../health-in-words.ts';
import type { ScreenState } from '../../screen-state.ts';
import { wordsIn } from '../../words/languages.ts';
import { CardTest } from './card-test.tsx';
import { ManualCheckIn } from './manual-check-in.tsx';
import { Sound } from './sound.tsx';

/** The agent ends staff mode after two minutes without a sign of life. */
const SIGN_OF_LIFE_MS = 5_000;
const AGES_MS = 15_000;

interface Props {
  staff: StaffState;
  state: ScreenState;
  socket: Socket;
  /** A patient's tap is shown in its place: what was typed here stays. */
  hidden: boolean;
}

/** Staff mode: how the kiosk is, people without a card, what a card is, and the sound. */
export function StaffPanel({ staff, state, socket, hidden }: Props) {
  useSignsOfLife(socket, !hidden);
  const now = useNow();
  return (
    <main class="staff-panel" data-screen="staff" hidden={hidden}>
      <header>
        <h1>Staff: {staff.name}</h1>
        <button type="button" onClick={() => socket.emit('staff-end')}>
          Back to patients
        </button>
      </header>
      <section aria-labelledby="health-title">
        <h2 id="health-title">How this kiosk is</h2>
        <dl>
          {healthLines(state, now).map((line) => (
            <div key={line.what} class={`health health--${line.level}`}>
              <dt>{line.what}</dt>
              <dd>
                <Mark level={line.level} /> {line.words}
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <ManualCheckIn socket={socket} />
      <CardTest staff={staff} onTest={() => socket.emit('staff-test')} />
      <Sound socket={socket} settings={state.settings} />
      <section aria-labelledby="languages-title">
        <h2 id="languages-title">Languages on the screen</h2>
        <ul>
          {state.settings.languages
            .map((code) => wordsIn(code))
            .map(({ code, english, review }) => (
              <li key={code}>{review === 'reviewed' ? english : `${english} (${review})`}</li>
            ))}
        </ul>
      </section>
    </main>
  );
}

/** Beside the sentence, so that neither colour nor shape stands alone. */
function Mark({ level }: { level: HealthLine['level'] }) {
  const word = { well: 'Well', degraded: 'Please look', down: 'Not working' }[level];
  return <strong class={`mark mark--${level}`}>{word}.</strong>;
}

/** @param theirs what is on the screen is for staff: a patient's pressing is no sign of them */
function useSignsOfLife(socket: Socket, theirs: boolean) {
  useEffect(() => {
    if (!theirs) return;
    let last = 0;
    const touch = () => {
      if (performance.now() - last < SIGN_OF_LIFE_MS && last > 0) return;
      last = performance.now();
      socket.emit('staff-touch');
    };
    const signs = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;
    for (const sign of signs) addEventListener(sign, touch, { passive: true });
    return () => {
      for (const sign of signs) removeEventListener(sign, touch);
    };
  }, [socket, theirs]);
}

/** The time, often enough for ages in minutes. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), AGES_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
