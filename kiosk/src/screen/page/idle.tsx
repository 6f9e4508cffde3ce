import type { ScreenState } from '../screen-state.ts';
import { CardMeetsReader, People } from './pictures.tsx';
import { languages, type Words } from './words.ts';

interface Props {
  words: Words;
  state: ScreenState;
  onStaff: () => void;
}

/** The invitation: nothing on it that could be pressed by mistake. */
export function Idle({
  words,
  state,
  language,
  onLanguage,
  onStaff,
}: Props & { language: string; onLanguage: (language: string) => void }) {
  return (
    <main class="full idle" data-screen="idle">
      <p class="venue">{state.venue}</p>
      <CardMeetsReader />
      <h1>{words.tapYourCard}</h1>
      <ul class="running">
        {state.running.map((s) => (
          <li key={`${s.activity} ${s.time}`}>{words.now(s.activity, s.time)}</li>
        ))}
      </ul>
      <fieldset class="languages">
        <legend class="unseen">{words.languages}</legend>
        {Object.entries(languages).map(([code, { own }]) => (
          <button
            type="button"
            key={code}
            lang={code}
            aria-pressed={code === language}
            onClick={() => onLanguage(code)}
          >
            {own}
          </button>
        ))}
      </fieldset>
      <StaffDot words={words} state={state} onStaff={onStaff} />
    </main>
  );
}

export function ReaderDown({ words, state, onStaff }: Props) {
  return (
    <main class="full" data-screen="reader-down">
      <div class="message tone-wait" role="status">
        <People />
        <h1>{words.readerDown}</h1>
      </div>
      <StaffDot words={words} state={state} onStaff={onStaff} />
    </main>
  );
}

/**
 * For staff, in a corner: a disc when all is well, a triangle when not
 * connected, a square when down. Opens the way into staff mode.
 */
function StaffDot({ words, state, onStaff }: Props) {
  const level = state.reader !== 'ready' ? 'down' : state.health.hub === 'away' ? 'degraded' : 'well';
  const shape = {
    well: <circle cx="8" cy="8" r="6" />,
    degraded: <path d="M8 1 L15 15 L1 15 Z" />,
    down: <path d="M2 2h12v12H2z" />,
  };
  return (
    <button
      type="button"
      class={`staff-dot staff-dot--${level}`}
      aria-label={words.staffState[level]}
      onClick={onStaff}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {shape[level]}
      </svg>
    </button>
  );
}
