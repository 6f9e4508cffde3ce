import { DeviceClient } from '@tapwell/shared/device/client';
import { loadOrPair } from '@tapwell/shared/device/identity-file';
import { newId } from '@tapwell/shared/ids';
import type { Logger } from 'pino';
import type { KioskConfig } from './config.ts';
import { HubLink } from './hub-link/hub-link.ts';
import { Journal } from './journal/journal.ts';
import { openReader } from './reader/open.ts';
import type { ReaderState } from './reader/reader.ts';
import { serveScreen } from './screen/screen-server.ts';
import type { ScreenState } from './screen/screen-state.ts';
import { type Shown, Taps } from './tap/taps.ts';

export interface RunningKiosk {
  url: string;
  stop(): Promise<void>;
}

/** Starts the kiosk agent: reader → journal → hub → screen. */
export async function startKiosk(config: KioskConfig, log: Logger): Promise<RunningKiosk> {
  const reader = openReader(config.reader, (message, detail) => log.info(detail ?? {}, message));
  const identity = await loadOrPair(config.data, { url: config.hub, what: 'the hub' }, config.pair, config.name);
  const journal = new Journal(config.data);
  let readerState: ReaderState = { state: 'not-ready', why: 'The card reader is starting.' };
  let state: ScreenState = {
    venue: '',
    running: [],
    reader: 'not-ready',
    health: { reader: 'The card reader is starting.', hub: 'away' },
    tap: null,
  };
  const change = (part: Partial<ScreenState>) => {
    state = { ...state, ...part };
    screen.show(state);
  };
  const show = (shown: Shown) => {
    log.info({ outcome: shown.outcome.outcome, tookMs: Math.round(shown.tookMs) }, 'tap');
    change({ tap: { showing: newId(), ...shown } });
  };

  const link = new HubLink({
    hub: new DeviceClient(config.hub, identity),
    journal,
    status: () => ({ reader: readerState.state, why: readerState.state === 'ready' ? null : readerState.why }),
    onOutcome: (tapId, outcome) => taps.answered(tapId, outcome),
    onVenue: (venue) => {
      const hub = venue ? 'reachable' : 'away';
      if (state.health.hub !== hub) log[venue ? 'info' : 'warn']({}, `hub ${hub}`);
      // With the hub away the venue's name stays; a session we cannot vouch for does not.
      const shown = venue ? { venue: venue.venue, running: venue.running } : { running: [] };
      change({ ...shown, health: { ...state.health, hub } });
    },
  });
  const taps = new Taps({ journal, offsetMs: () => link.offsetMs, onJournalled: () => link.wake(), show });

  const choose = async (tapId: string, sessionId: string) => {
    const presentedAt = new Date().toISOString();
    const began = performance.now();
    const outcome = await link.choose(tapId, sessionId);
    // The hub is away or too late: the tap itself is safe, and the provider will place it.
    const tookMs = performance.now() - began;
    show({ tapId, outcome: outcome ?? { outcome: 'saved-offline' }, presentedAt, tookMs });
  };
  const screen = await serveScreen(config, state, (tapId, sessionId) => void choose(tapId, sessionId), log).catch(
    (error: unknown) => {
      journal.close();
      throw error;
    },
  );

  reader.start({
    state: (next) => {
      readerState = next;
      const why = next.state === 'ready' ? null : next.why;
      log[why ? 'warn' : 'info']({ why }, `reader ${next.state}`);
      change({ reader: next.state, health: { ...state.health, reader: why } });
      void link.reportStatus();
    },
    card: (card) => taps.present(card),
    collision: () => taps.holdLonger(),
    removed: () => {},
  });
  link.start();
  log.info({ url: screen.url, reader: reader.name }, 'kiosk ready');
  return {
    url: screen.url,
    stop: async () => {
      await reader.stop();
      await link.stop();
      await screen.close();
      journal.close();
    },
  };
}
