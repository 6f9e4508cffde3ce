import { healthLines, worst } from '../health-in-words.ts';
import type { ScreenState } from '../screen-state.ts';
import { wordsIn } from '../words/languages.ts';
import type { Words } from '../words/words.ts';
import { useFit } from './fit.ts';
import { CardMeetsReader, ReaderRests } from './pictures.tsx';

interface Props {
  words: Words;
  state: ScreenState;
  larger: boolean;
  onStaff: () => void;
}

/** The invitation: nothing on it that could be pressed by mistake. */
export function Idle({
  words,
  state,
  larger,
  onLanguage,
  onLarger,
  onStaff,
}: Props & { onLanguage: (language: string) => void; onLarger: () => void }) {
  const page = useFit(`${words.code} ${larger} ${state.venue} ${JSON.stringify(state.running)}`);
  return (
    <main class={larger ? 'full idle larger' : 'full idle'} data-screen="idle" ref={page}>
      <p class="venue">{state.venue}</p>
      <CardMeetsReader />
      <div class="invitation">
        <h1>{words.tapYourCard}</h1>
        <ul class="running">
          {state.running.map((s) => (
            <li key={`${s.activity} ${s.time}`}>{words.now(s.activity, s.time)}</li>
          ))}
        </ul>
      </div>
      <fieldset class="languages">
        <legend class="unseen">{words.languages}</legend>
        {state.settings.languages.map((code) => (
          <button
            type="button"
            key={code}
            lang={code}
            dir={wordsIn(code).dir}
            aria-pressed={code === words.code}
            onClick={() => onLanguage(code)}
          >
            {wordsIn(code).own}
          </button>
        ))}
        <button type="button" class="text-size" aria-pressed={larger} onClick={onLarger}>
          <span aria-hidden="true" lang="en">
            A
          </span>
          {words.largerText}
        </button>
      </fieldset>
      <StaffDot words={words} state={state} onStaff={onStaff} />
    </main>
  );
}

/** No card can be read, or staff are busy with the kiosk: nobody is invited. */
export function ReaderDown({ words, state, larger, onStaff }: Props) {
  const page = useFit(`${words.code} ${larger}`);
  return (
    <main class={larger ? 'full larger' : 'full'} data-screen="reader-down" ref={page}>
      <div class="message tone-wait" role="status">
        <ReaderRests />
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
function StaffDot({ words, state, onStaff }: Pick<Props, 'words' | 'state' | 'onStaff'>) {
  const level = state.reader === 'ready' ? worst(healthLines(state, Date.now())) : 'down';
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
