import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ScreenTap } from '../screen-state.ts';
import { wordsIn } from '../words/languages.ts';
import type { Words } from '../words/words.ts';
import './screen.css';
import { useFit } from './fit.ts';
import { Idle, ReaderDown } from './idle.tsx';
import { OutcomeView } from './outcome-view.tsx';
import { hush, say } from './say.ts';
import { lengthOf, play, soundOf } from './sounds.ts';
import { StaffPanel } from './staff/panel.tsx';
import { StaffSignIn } from './staff/sign-in.tsx';
import { useAgent } from './use-agent.ts';
import { type ShownTap, useShownTap } from './use-shown-tap.ts';

/** What somebody chose with the idle screen's buttons stays this long when no card follows. */
const CHOSEN_MS = 60_000;
/** A moment to look, after the voice has ended. */
const AFTER_VOICE_MS = 1_000;

function Screen() {
  const { state, socket } = useAgent();
  const [language, setLanguage] = useState<string>();
  const [larger, setLarger] = useState(false);
  const [signingIn, setSigningIn] = useState(false);
  const preference = (tap: ScreenTap | undefined) => (tap && 'language' in tap.outcome ? tap.outcome.language : null);
  const venueLanguage = state?.settings.languages[0];

  const shown = useShownTap(state?.tap ?? null, larger, (tap) => {
    const sound = soundOf(tap.outcome.outcome);
    const { volume, speech } = state!.settings;
    hush();
    play(sound, volume);
    if (speech !== 'on' || volume === 0) return;
    const { code } = wordsIn(preference(tap), language, venueLanguage);
    void say(socket, tap.showing, code, volume, lengthOf(sound) + 0.2).then((seconds) => {
      if (seconds > 0) shown.atLeast(seconds * 1000 + AFTER_VOICE_MS);
    });
  });

  // The next person finds the screen in the venue's language and size.
  const busy = shown.tap !== undefined;
  const visited = useRef(false);
  useEffect(() => {
    const forget = () => {
      setLanguage(undefined);
      setLarger(false);
    };
    if (busy) {
      visited.current = shown.tap?.outcome.outcome !== 'hold-card-longer';
      return;
    }
    if (visited.current) forget();
    visited.current = false;
    const timer = setTimeout(forget, CHOSEN_MS);
    return () => clearTimeout(timer);
  }, [busy, shown.tap, language, larger]);

  const atStaff = state?.staff?.screen === socket.id ? state?.staff : undefined;
  const words = wordsIn(preference(shown.tap), language, venueLanguage);
  // While rendering, not after: how tall the text stands depends on its language, and the page is made to fit.
  const forStaff = atStaff && !shown.tap;
  document.documentElement.lang = forStaff ? 'en' : words.code;
  document.documentElement.dir = forStaff ? 'ltr' : words.dir;

  if (!state) return null;
  const choose = (tapId: string, sessionId: string) => socket.emit('choose', tapId, sessionId);
  const outcome = shown.tap && <Shown shown={shown} tap={shown.tap} words={words} larger={larger} onChoose={choose} />;
  if (atStaff) {
    return (
      <>
        {outcome}
        <StaffPanel staff={atStaff} state={state} socket={socket} hidden={!forStaff} />
      </>
    );
  }
  if (outcome) return outcome;
  const looks = { words, state, larger, onStaff: () => setSigningIn(true) };
  return (
    <>
      {state.reader === 'ready' ? (
        <Idle {...looks} onLanguage={setLanguage} onLarger={() => setLarger(!larger)} />
      ) : (
        <ReaderDown {...looks} />
      )}
      {signingIn && <StaffSignIn socket={socket} hub={state.health.hub} onClose={() => setSigningIn(false)} />}
    </>
  );
}

interface ShownProps {
  shown: ShownTap;
  tap: ScreenTap;
  words: Words;
  /** Asked for with the idle screen's button. */
  larger: boolean;
  onChoose: (tapId: string, sessionId: string) => void;
}

/** One outcome for its time, and a choice that can be undone. */
function Shown({ shown, tap, words, larger, onChoose }: ShownProps) {
  const { outcome } = tap;
  const choices = useRef<ScreenTap>(undefined);
  if (outcome.outcome === 'choose-session') choices.current = tap;
  const [choosingAgain, setChoosingAgain] = useState<string>();
  const undoable = outcome.outcome === 'checked-in' && outcome.chosen && choices.current?.tapId === tap.tapId;
  const again = undoable && choosingAgain === tap.showing ? choices.current!.outcome : undefined;
  const large = larger || ('largerText' in outcome && outcome.largerText);
  const page = useFit(`${tap.showing} ${again} ${words.code} ${large}`);
  const choosing = (again ?? outcome).outcome === 'choose-session';
  const undo = () => {
    setChoosingAgain(tap.showing);
    shown.again();
  };
  return (
    <main
      class={large ? 'full larger' : 'full'}
      data-outcome={outcome.outcome}
      data-sound={soundOf(outcome.outcome)}
      ref={page}
      // Who steps from button to button with one switch is choosing, however slowly.
      onKeyDown={choosing ? shown.again : undefined}
    >
      <div class="announce" role="status" key={again ? 'again' : tap.showing}>
        <OutcomeView
          outcome={again ?? outcome}
          words={words}
          onChoose={(sessionId) => {
            if (outcome.outcome === 'checked-in' && outcome.sessionId === sessionId) shown.dismiss();
            else if (tap.tapId) onChoose(tap.tapId, sessionId);
          }}
          onUndo={undoable && !again ? undo : undefined}
        />
      </div>
      <div
        class="time-left"
        key={`${tap.showing} ${shown.run}`}
        style={{ animationDuration: `${shown.forMs}ms` }}
        aria-hidden="true"
      />
    </main>
  );
}

render(<Screen />, document.getElementById('screen')!);
