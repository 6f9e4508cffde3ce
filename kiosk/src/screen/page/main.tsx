import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { io, type Socket } from 'socket.io-client';
import type { ScreenState, ScreenTap } from '../screen-state.ts';
import './screen.css';
import { Idle, ReaderDown } from './idle.tsx';
import { OutcomeView } from './outcome-view.tsx';
import { play, soundOf } from './sounds.ts';
import { StaffPanel, StaffSignIn } from './staff-panel.tsx';
import { DEFAULT_LANGUAGE, wordsIn } from './words.ts';

/** How long an outcome stays, ms. Large text is read more slowly, a choice is made without hurry. */
const SHOW_MS = { message: 4_000, largerText: 7_000, chosen: 10_000, choose: 20_000 };
/** A language chosen by its button stays this long on an idle screen. */
const LANGUAGE_MS = 15_000;
/** A screen that was just loaded shows no old news. */
const STALE_MS = 5_000;

function Screen() {
  const { state, socket } = useAgent();
  const [language, setLanguage] = useState(DEFAULT_LANGUAGE);
  const [shown, dismiss, again20s] = useShownTap(state?.tap ?? null);
  const choices = useRef<ScreenTap>(undefined);
  if (shown?.outcome.outcome === 'choose-session') choices.current = shown;
  const [signingIn, setSigningIn] = useState(false);
  const [choosingAgain, setChoosingAgain] = useState<string>();

  const outcome = shown?.outcome;
  // The next person finds the screen in the venue's language.
  useEffect(() => {
    if (shown || language === DEFAULT_LANGUAGE) return;
    const timer = setTimeout(() => setLanguage(DEFAULT_LANGUAGE), LANGUAGE_MS);
    return () => clearTimeout(timer);
  }, [shown, language]);
  const preferred = outcome && 'language' in outcome ? outcome.language : null;
  const spoken = preferred ?? language;
  useEffect(() => {
    document.documentElement.lang = spoken;
  }, [spoken]);

  if (!state) return null;
  if (state.staff) return <StaffPanel staff={state.staff} state={state} onEnd={() => socket.emit('staff-end')} />;
  const words = wordsIn(spoken);
  if (shown && outcome) {
    const undoable = outcome.outcome === 'checked-in' && outcome.chosen && choices.current?.tapId === shown.tapId;
    const again = undoable && choosingAgain === shown.showing ? choices.current!.outcome : undefined;
    const larger = 'largerText' in outcome && outcome.largerText;
    return (
      <main
        class={larger ? 'full larger' : 'full'}
        data-outcome={outcome.outcome}
        data-sound={soundOf(outcome.outcome)}
      >
        <div class="announce" role="status" key={again ? 'again' : shown.showing}>
          <OutcomeView
            outcome={again ?? outcome}
            words={words}
            onChoose={(sessionId) => {
              if (outcome.outcome === 'checked-in' && outcome.sessionId === sessionId) dismiss();
              else if (shown.tapId) socket.emit('choose', shown.tapId, sessionId);
            }}
            onUndo={
              undoable && !again
                ? () => {
                    setChoosingAgain(shown.showing);
                    again20s();
                  }
                : undefined
            }
          />
        </div>
        <div
          class="time-left"
          key={again ? 'again' : shown.showing}
          style={{ animationDuration: `${again ? SHOW_MS.choose : showFor(shown)}ms` }}
          aria-hidden="true"
        />
      </main>
    );
  }
  const onStaff = () => setSigningIn(true);
  return (
    <>
      {state.reader === 'ready' ? (
        <Idle words={words} state={state} language={language} onLanguage={setLanguage} onStaff={onStaff} />
      ) : (
        <ReaderDown words={words} state={state} onStaff={onStaff} />
      )}
      {signingIn && <StaffSignIn socket={socket} onClose={() => setSigningIn(false)} />}
    </>
  );
}

/** The agent's state over socket.io; the socket reconnects by itself. */
function useAgent(): { state: ScreenState | undefined; socket: Socket } {
  const [state, setState] = useState<ScreenState>();
  const socket = useRef<Socket>(undefined);
  socket.current ??= io();
  useEffect(() => {
    socket.current!.on('state', setState);
    // Without the agent no card can be read, and an invitation would be a false promise.
    socket.current!.on('disconnect', () =>
      setState((last) => last && { ...last, reader: 'not-ready', tap: null, staff: null }),
    );
    return () => void socket.current!.close();
  }, []);
  return { state, socket: socket.current };
}

/** The tap to show now: each new one for its time, with its sound once. */
function useShownTap(tap: ScreenTap | null): [ScreenTap | undefined, () => void, () => void] {
  const [shown, setShown] = useState<ScreenTap>();
  const last = useRef<string>(undefined);
  const [longer, setLonger] = useState(0);
  useEffect(() => {
    if (!tap || tap.showing === last.current) return;
    const justLoaded = last.current === undefined && Date.now() - Date.parse(tap.presentedAt) > STALE_MS;
    last.current = tap.showing;
    if (justLoaded) return;
    setShown(tap);
    setLonger(0);
    play(soundOf(tap.outcome.outcome));
    // For the bench: when this outcome was on the glass.
    requestAnimationFrame(() =>
      setTimeout(() => performance.mark('tapwell:painted', { detail: { showing: tap.showing, at: Date.now() } })),
    );
  }, [tap]);
  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(() => setShown(undefined), longer || showFor(shown));
    return () => clearTimeout(timer);
  }, [shown, longer]);
  return [shown, () => setShown(undefined), () => setLonger(SHOW_MS.choose)];
}

function showFor({ outcome }: ScreenTap): number {
  if (outcome.outcome === 'choose-session') return SHOW_MS.choose;
  if (outcome.outcome === 'checked-in' && outcome.chosen) return SHOW_MS.chosen;
  return 'largerText' in outcome && outcome.largerText ? SHOW_MS.largerText : SHOW_MS.message;
}

render(<Screen />, document.getElementById('screen')!);
