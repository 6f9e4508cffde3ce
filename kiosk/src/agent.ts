import { isDeepStrictEqual } from 'node:util';
import { DeviceClient } from '@tapwell/shared/device/client';
import { loadOrPair } from '@tapwell/shared/device/identity-file';
import { newId } from '@tapwell/shared/ids';
import type { Logger } from 'pino';
import type { KioskConfig } from './config.ts';
import { HubLink } from './hub-link/hub-link.ts';
import { isDiskTrouble, Journal } from './journal/journal.ts';
import { Saving } from './journal/saving.ts';
import { openReader } from './reader/open.ts';
import type { ReaderState } from './reader/reader.ts';
import { serveScreen } from './screen/screen-server.ts';
import type { Health, ScreenState } from './screen/screen-state.ts';
import { Speech } from './screen/speech.ts';
import { firstState, venueShown } from './screen/venue-shown.ts';
import { wordsIn } from './screen/words/languages.ts';
import { spoken } from './screen/words/spoken.ts';
import { StaffMode } from './staff/staff-mode.ts';
import { VenueSettings } from './staff/venue-settings.ts';
import { Choices } from './tap/choices.ts';
import { type Shown, Taps } from './tap/taps.ts';

/** Longer than any outcome stays on the screen. */
const KEEP_SHOWN_MS = 60_000;

export interface RunningKiosk {
  url: string;
  stop(): Promise<void>;
}

/** Starts the kiosk agent: reader → journal → hub → screen. */
export async function startKiosk(config: KioskConfig, log: Logger): Promise<RunningKiosk> {
  const reader = openReader(config.reader, (message, detail) => log.info(detail ?? {}, message));
  const identity = await loadOrPair(config.data, { url: config.hub, what: 'the hub' }, config.pair, config.name);
  const journal = new Journal(config.data);
  const settings = new VenueSettings(config.data, config.volume);
  let readerState: ReaderState = { state: 'not-ready', why: 'The card reader is starting.' };
  let state = firstState({
    languages: config.languages,
    volume: settings.volume,
    speech: config.speech === 'off' ? 'off' : 'on',
  });
  const change = (part: Partial<ScreenState>) => {
    const next = { ...state, ...part };
    if (isDeepStrictEqual(next, state)) return;
    state = next;
    screen.show(state);
  };
  const changeHealth = (part: Partial<Health>) => change({ health: { ...state.health, ...part } });
  let clearing: NodeJS.Timeout | undefined;
  const show = (shown: Shown) => {
    // Nobody's name stays in memory, or goes to a screen that connects later.
    clearTimeout(clearing);
    clearing = setTimeout(() => change({ tap: null }), KEEP_SHOWN_MS);
    log.info({ outcome: shown.outcome.outcome, tookMs: Math.round(shown.tookMs) }, 'tap');
    change({ tap: { showing: newId(), ...shown } });
  };

  /** Why no card can be recorded now; null when all is well. */
  const cannotRecord = () => (readerState.state === 'ready' ? saving.why : readerState.why);
  const noteWhetherWeRecord = () => {
    try {
      if (cannotRecord() === null) journal.outages.readerReady();
      else journal.outages.readerDown();
    } catch (error) {
      if (!isDiskTrouble(error)) throw error;
      saving.failed();
    }
    void link.reportStatus();
  };
  const saving = new Saving(journal, (why) => {
    log[why ? 'error' : 'info']({}, why ?? 'the kiosk can save again');
    changeHealth({ saving: why });
    noteWhetherWeRecord();
  });

  const hubClient = new DeviceClient(config.hub, identity);
  const staff = new StaffMode(hubClient, (state) => change({ staff: state }));
  let awayBecause: string | undefined;
  const link = new HubLink({
    hub: hubClient,
    journal,
    status: () => {
      const why = cannotRecord();
      return { reader: why === null ? 'ready' : 'not-ready', why };
    },
    onOutcome: (tapId, outcome) => taps.answered(tapId, outcome),
    onRefused: (why) => {
      if (why && why !== state.health.refused) log.warn({}, why);
      changeHealth({ refused: why });
    },
    // The supervisor starts us anew; the journal has every tap.
    onFault: (error) => {
      log.fatal({ err: error }, 'the kiosk cannot go on');
      process.exit(1);
    },
    onVenue: (venue, why) => {
      const hub = venue ? 'reachable' : 'away';
      // Why it is away may say what to do: taken out of use, or a stranger answers. Said once, not every time.
      if (state.health.hub !== hub || why !== awayBecause) log[venue ? 'info' : 'warn']({ why }, `hub ${hub}`);
      awayBecause = why;
      change({ ...venueShown(state, venue, link.offsetMs ?? 0), waiting: journal.waiting });
    },
  });
  const taps = new Taps({
    journal,
    offsetMs: () => link.offsetMs,
    onJournalled: () => link.wake(),
    show,
    onFault: (error) => {
      log.error({ err: error }, 'a tap could not be journalled');
      saving.failed();
    },
  });
  const choices = new Choices({
    ask: (tapId, sessionId) => link.choose(tapId, sessionId),
    onScreen: () => state.tap?.tapId,
    show,
  });
  const speech = new Speech(() => {
    log.error({}, 'espeak-ng is not installed: outcomes are not spoken');
    change({ settings: { ...state.settings, speech: 'missing' } });
  });
  const speak = async (showing: string, language: string) => {
    if (state.settings.speech !== 'on') return null;
    const words = wordsIn(language);
    if (showing === 'try') return speech.say([words.tapYourCard], words.code);
    if (state.tap?.showing !== showing) return null;
    return speech.say(spoken(state.tap.outcome, words, config.speech === 'names'), words.code);
  };
  const screen = await serveScreen(
    config,
    state,
    {
      choose: (tapId, sessionId) => void choices.choose(tapId, sessionId),
      speak,
      staff: {
        signIn: (page, username, password) => staff.signIn(page, username, password),
        end: () => staff.end(),
        touch: () => staff.touch(),
        testNext: () => staff.testNext(),
        expected: () => staff.expected(),
        checkIn: (press) => staff.checkIn(press),
        setVolume: (volume) => {
          const problem = settings.setVolume(volume);
          change({ settings: { ...state.settings, volume } });
          return problem;
        },
      },
    },
    log,
  ).catch((error: unknown) => {
    journal.close();
    throw error;
  });

  reader.start({
    state: (next) => {
      readerState = next;
      const why = next.state === 'ready' ? null : next.why;
      log[why ? 'warn' : 'info']({ why }, `reader ${next.state}`);
      change({ reader: next.state, health: { ...state.health, reader: why } });
      noteWhetherWeRecord();
    },
    card: (card) => (staff.testing ? staff.test(card) : taps.present(card)),
    collision: () => {
      if (!staff.testing) taps.holdLonger();
    },
    removed: () => {},
  });
  link.start();
  // So that staff see at once when the voice is not installed.
  if (config.speech !== 'off') void speech.say(['.'], 'en');
  log.info({ url: screen.url, reader: reader.name }, 'kiosk ready');
  return {
    url: screen.url,
    stop: async () => {
      clearTimeout(clearing);
      saving.stop();
      staff.end();
      await reader.stop();
      await link.stop();
      await screen.close();
      journal.close();
    },
  };
}
